// A git server over plain HTTP on this machine, with every answer in the hands of the test.
import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toProcessEnvironment } from '#lib/config.ts'

export interface GitServer {
  readonly port: number
  /** `METHOD /path?query` of every request so far, with the Authorization header behind it, if any. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/**
 * Serves the bare or plain repositories below `root` to fetches.
 *
 * @param o.answer  May answer a request itself; true when it has.
 */
export async function startGitServer(o: {
  readonly root: string
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean
}): Promise<GitServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const { authorization } = request.headers
    requests.push(`${request.method} ${request.url}${authorization === undefined ? '' : ` ${authorization}`}`)
    if (o.answer?.(request, response) !== true) serve(o.root, request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** One request through git's own CGI program. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://server')
  const child = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: toProcessEnvironment({
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    }),
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => request.unpipe())
  let head = Buffer.alloc(0)
  let isOpen = false
  child.stdout.on('data', (chunk: Buffer) => {
    if (isOpen) {
      response.write(chunk)
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    isOpen = true
    const headers = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': '))
    const status = headers.find(([name]) => name?.toLowerCase() === 'status')?.[1]
    response.writeHead(
      status === undefined ? 200 : Number.parseInt(status, 10),
      Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
    )
    response.write(head.subarray(end + 4))
  })
  child.stdout.on('end', () => response.end())
}
