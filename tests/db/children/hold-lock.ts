// A process that takes the lock of a data folder when it is told to, says how that went, and holds it until it is killed.
import { lockDataFolder } from '#lib/db/data-lock.ts'
import { SparkyError } from '#lib/errors.ts'

process.stdout.write('ready\n')
process.stdin.once('data', async () => {
  try {
    await lockDataFolder(process.argv[2] ?? '')
    process.stdout.write('locked\n')
  } catch (error) {
    process.stdout.write(`${error instanceof SparkyError ? `${error.code} ${error.message}` : String(error)}\n`)
  }
})
