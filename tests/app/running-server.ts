// The real server of the built application for a test file: started, awaited, stopped.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createFolders, ROOT, startSparky } from '#tests/cli/run-sparky.ts'

/** True when the application is built; `./sparky test` builds it first. */
export const IS_BUILT = existsSync(join(ROOT, '.next', '.sparky-build'))

export interface RunningServer {
  readonly url: string
  readonly dataFolder: string
  stop(): Promise<void>
}

/** Starts it on a free port with an empty data folder of its own, unless `environment` names one. */
export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const folders = createFolders()
  const dataFolder = environment.SPARKY_DATA ?? join(folders.create(), 'data')
  const child = startSparky(['start', '--port', '0'], { environment: { SPARKY_DATA: dataFolder, ...environment } })
  const ended = once(child, 'close')
  child.stderr?.resume()
  const url = await readAddress(child.stdout)
  return {
    url,
    dataFolder,
    async stop() {
      child.kill('SIGINT')
      await ended
      folders.remove()
    },
  }
}

async function readAddress(output: NodeJS.ReadableStream | null): Promise<string> {
  if (output === null) throw new Error('The output is not a pipe.')
  for await (const line of createInterface({ input: output })) {
    const address = /^Sparky runs at (\S+)$/.exec(line)?.[1]
    if (address === undefined) continue
    output.resume()
    return address
  }
  throw new Error('The server ended before it was ready.')
}
