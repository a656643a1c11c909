// One connection to a Milvus server: every answer's status is checked, and after a failure the server is looked for anew.
import { MilvusClient } from '@zilliz/milvus2-sdk-node'
import { asStoreError, requireSuccess } from './milvus-error.ts'

export interface MilvusConnection {
  /**
   * @param what  A verb that ends "Milvus could not … the collection".
   * @throws SparkyError `vectors/unreachable`, `vectors/timeout`, `vectors/failed`
   */
  call<T>(what: string, work: (client: MilvusClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const TIMEOUT_MS = 10_000

/** Connects on first use. `onFailure` is told before the error is thrown: the server may have been emptied or replaced. */
export function createMilvusConnection(o: {
  readonly address: string
  readonly token: string | undefined
  readonly onFailure: () => void
}): MilvusConnection {
  let client: MilvusClient | undefined
  const open = () => {
    if (client) return client
    client = new MilvusClient({
      address: o.address,
      timeout: TIMEOUT_MS,
      telemetry: { enabled: false },
      // The client writes to standard output, which belongs to the answers of the terminal.
      logLevel: 'error',
      ...(o.token && { token: o.token }),
    })
    // Its first greeting fails beside the call that then fails as well: unhandled, it would end the process.
    client.connectPromise.catch(() => undefined)
    return client
  }
  return {
    async call(what, work) {
      try {
        const answer = await work(open())
        requireSuccess(what, answer)
        return answer
      } catch (error) {
        o.onFailure()
        const failure = asStoreError(what, o.address, error)
        if (failure.code !== 'vectors/failed') {
          // A channel that failed waits ever longer before it looks for the server again; a new one looks at once.
          const former = client
          client = undefined
          // A server that is gone cannot be taken leave of.
          former?.closeConnection().catch(() => undefined)
        }
        throw failure
      }
    },
    async close() {
      await client?.closeConnection()
      client = undefined
    },
  }
}
