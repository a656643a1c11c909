// Ports: whether one is free, and who holds it when it is not.
import { readdir, readFile, readlink } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { SparkyError } from '#lib/errors.ts'
import { readLive } from './connect.ts'

/**
 * The port itself, or a free one for 0.
 *
 * @throws SparkyError `config/invalid` when the port is taken (the message names the process if it can be known), not allowed, or the
 *   host is not an address of this machine.
 */
export async function reservePort(host: string, port: number): Promise<number> {
  const server = createServer()
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen({ host, port, exclusive: true }, listening.resolve)
  try {
    await listening.promise
    return toAddressInfo(server.address()).port
  } catch (error) {
    throw await explain(host, port, error)
  } finally {
    server.close()
  }
}

async function explain(host: string, port: number, cause: unknown): Promise<SparkyError> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') {
    const owner = (await readLive({ url: urlOf(host, port), token: undefined }))
      ? ' by another Sparky with another data folder'
      : ''
    const pid = await findListener(port)
    return new SparkyError({
      code: 'config/invalid',
      message: `Port ${port} is in use${owner}${pid === undefined ? '' : `, by ${pid}`}.`,
      remedy: `Choose another one: ./sparky start --port ${port + 1}`,
      cause,
    })
  }
  if (code === 'EACCES')
    return new SparkyError({
      code: 'config/invalid',
      message: `Port ${port} may not be used by this user.`,
      remedy: 'Choose one above 1023: ./sparky start --port 3000',
      cause,
    })
  return new SparkyError({
    code: 'config/invalid',
    message: `The host ${host} cannot be listened on: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: 'Use 127.0.0.1 or an address of this machine.',
    cause,
  })
}

/** The address under which a server on that host can be reached from this machine. */
export function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** "process 4711 (node)" when Linux tells; the sockets of other users are not told. */
async function findListener(port: number): Promise<string | undefined> {
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const line of (await readFile(table, 'utf8').catch(() => '')).split('\n')) {
      const fields = line.trim().split(/\s+/)
      const [, local, , state] = fields
      if (state === LISTENING && local?.endsWith(`:${port.toString(16).toUpperCase().padStart(4, '0')}`))
        inodes.add(`socket:[${fields[9]}]`)
    }
  if (inodes.size === 0) return undefined
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const handle of handles)
      if (inodes.has(await readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')))
        return `process ${pid} (${(await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '?')).trim()})`
  }
  return undefined
}

/** TCP_LISTEN in the state column of /proc/net/tcp. See proc(5). */
const LISTENING = '0A'

function toAddressInfo(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('A TCP server has an address.')
  return address
}
