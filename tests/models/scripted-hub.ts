// A hub of model files that does as it is told: digests, ranges, cut connections.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HubRequest {
  readonly method: string
  readonly path: string
  /** First byte asked for; 0 without a range. */
  readonly from: number
}

export interface ScriptedHub {
  readonly address: string
  readonly requests: readonly HubRequest[]
  /** Changed by tests between two requests. */
  readonly behaviour: {
    /** The connection is cut after so many bytes. */
    cutAfterBytes?: number | undefined
    /** The cut waits for this; a client may drop what it has not read when a connection ends. */
    mayCut?: Promise<void> | undefined
    /** Answers whole files although a range was asked for. */
    ignoresRanges?: boolean
    /** Stated instead of the real digest. */
    digest?: string | undefined
    /** Takes requests for files and never answers. */
    isSilent?: boolean
  }
  close(): Promise<void>
}

/** Serves each file at `/OWNER/NAME/resolve/main/PATH`, by the name of its path. */
export async function startScriptedHub(files: Readonly<Record<string, Buffer>>): Promise<ScriptedHub> {
  const requests: HubRequest[] = []
  const behaviour: ScriptedHub['behaviour'] = {}
  const answer = ({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void => {
    const from = behaviour.ignoresRanges ? 0 : Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0)
    requests.push({ method, path: url, from })
    const content = files[url.replace(/^.*\/resolve\/main\//, '')]
    if (content === undefined) {
      response.writeHead(404).end()
    } else if (method === 'HEAD') {
      const digest = behaviour.digest ?? createHash('sha256').update(content).digest('hex')
      response.writeHead(302, { 'x-linked-etag': `"${digest}"`, location: '/elsewhere' }).end()
    } else if (from > 0 && from >= content.length) {
      response.writeHead(416).end()
    } else if (!behaviour.isSilent) {
      const rest = content.subarray(from)
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length })
      if (behaviour.cutAfterBytes === undefined) response.end(rest)
      // An orderly end of the connection, long before that of the content: what was sent arrives.
      else
        response.write(rest.subarray(0, behaviour.cutAfterBytes), async () => {
          await behaviour.mayCut
          response.socket?.end()
        })
    }
  }
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    behaviour,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
