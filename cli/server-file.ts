// server.json in the data folder: where the running server of this data folder listens, readable by its owner only.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const ServerRecord = z.object({ url: z.url(), pid: z.number().int().positive(), token: z.string().optional() })

/** A server that was started here; whether it still runs must be asked. */
export type ServerRecord = z.infer<typeof ServerRecord>

/** Written whole or not at all, with mode 0600: it holds the token. */
export async function writeServerFile(dataFolder: string, server: ServerRecord): Promise<void> {
  const draft = join(dataFolder, `server.json.${process.pid}`)
  await writeFile(draft, `${JSON.stringify(server)}\n`, { mode: 0o600 })
  await rename(draft, fileIn(dataFolder))
}

/** Undefined when there is none, or none that can be read. */
export async function readServerFile(dataFolder: string): Promise<ServerRecord | undefined> {
  const text = await readFile(fileIn(dataFolder), 'utf8').catch(() => '')
  return ServerRecord.safeParse(parseJson(text)).data
}

/** Removes the file of the server `pid`; that of another one stays. */
export async function removeServerFile(dataFolder: string, pid: number): Promise<void> {
  if ((await readServerFile(dataFolder))?.pid === pid) await rm(fileIn(dataFolder), { force: true })
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'server.json')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
