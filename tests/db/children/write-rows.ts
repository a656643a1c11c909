// A process that writes batches to the embedded database for ever and says the number of each batch once it is acknowledged.
import { openDatabase } from '#lib/db/client.ts'

const db = await openDatabase({ databaseUrl: undefined, dataFolder: process.argv[2] ?? '', rootFolder: process.cwd() })
await db.query('CREATE TABLE IF NOT EXISTS written (batch int, n int)')
const [last] = await db.query<{ batch: number }>('SELECT coalesce(max(batch), 0) AS batch FROM written')
for (let batch = (last?.batch ?? 0) + 1; ; batch += 1) {
  await db.transaction(async (tx) => {
    await tx.query('INSERT INTO written VALUES ($1, 0)', [batch])
    await tx.copyRows(
      'written',
      ['batch', 'n'],
      Array.from({ length: 199 }, (_, n) => [batch, n + 1]),
    )
  })
  process.stdout.write(`${batch}\n`)
}
