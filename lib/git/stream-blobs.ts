// The contents of many blobs over one process, sizes first, so that a huge blob never enters memory.
import { SparkyError } from '../errors.ts'
import { requireOid } from './revisions.ts'
import { streamGit } from './run.ts'

export interface BlobContent {
  readonly oid: string
  /** Null when the blob is larger than the limit, or does not exist (then with a size of 0). */
  readonly content: Buffer | null
  readonly sizeBytes: number
}

/** Blobs asked for at once: their requests fit into one pipe buffer, so neither side can wait for the other for ever. */
const WINDOW_BLOBS = 256
const INFO = /^([0-9a-f]{40}|[0-9a-f]{64}) (\w+) (\d+)$/

interface Asked {
  readonly oid: string
  /** Undefined: no blob of that id. */
  readonly sizeBytes: number | undefined
}

/**
 * Contents in the order of `oids`; each oid is answered once.
 *
 * While one window of blobs is read, the sizes of the next are asked for: git never waits for us, and we hold one
 * window of sizes and one blob.
 *
 * @param o.limitBytes  Larger blobs are given as null, by their size alone.
 * @throws SparkyError `git/bad-object` for something that is no object id; `git/failed`, `git/timeout`, `git/aborted`.
 */
export async function* streamBlobs(o: {
  readonly gitFolder: string
  readonly oids: Iterable<string>
  readonly limitBytes: number
  readonly signal?: AbortSignal
}): AsyncIterable<BlobContent> {
  const windows = windowsOf(o.oids)
  const requests = createChannel()
  const output = streamGit({
    args: ['cat-file', '--batch-command', '--buffer'],
    gitFolder: o.gitFolder,
    input: requests,
    priority: 'background',
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  const reader = createReader(output)
  let next = windows.next().value ?? []
  requests.push(infoLines(next))
  try {
    while (next.length > 0) {
      const asked: Asked[] = []
      for (const oid of next) asked.push(readInfo(oid, await reader.line()))
      next = windows.next().value ?? []
      const wanted = asked.filter(({ sizeBytes }) => sizeBytes !== undefined && sizeBytes <= o.limitBytes)
      requests.push(wanted.map(({ oid }) => `contents ${oid}\n`).join('') + infoLines(next))
      for (const { oid, sizeBytes } of asked) {
        if (sizeBytes === undefined || sizeBytes > o.limitBytes) yield { oid, content: null, sizeBytes: sizeBytes ?? 0 }
        else {
          await reader.line()
          const content = await reader.bytes(sizeBytes + 1)
          yield { oid, content: content.subarray(0, sizeBytes), sizeBytes }
        }
      }
    }
    requests.end()
    await reader.end()
  } finally {
    requests.end()
    await reader.leave()
  }
}

function* windowsOf(oids: Iterable<string>): Generator<readonly string[], undefined> {
  let window: string[] = []
  for (const oid of oids) {
    window.push(requireOid(oid))
    if (window.length < WINDOW_BLOBS) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}

function infoLines(oids: readonly string[]): string {
  return `${oids.map((oid) => `info ${oid}\n`).join('')}flush\n`
}

function readInfo(oid: string, line: string): Asked {
  const match = INFO.exec(line)
  return { oid, sizeBytes: match?.[2] === 'blob' ? Number(match[3]) : undefined }
}

/** Lines and counted bytes out of a stream of chunks. */
function createReader(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]()
  let current: Buffer = Buffer.alloc(0)
  const more = async () => {
    const { value, done } = await chunks.next()
    if (done === true) throw endedError()
    return value
  }
  return {
    line: async (): Promise<string> => {
      let end = current.indexOf(10)
      while (end < 0) {
        current = Buffer.concat([current, await more()])
        end = current.indexOf(10)
      }
      const line = current.toString('latin1', 0, end)
      current = current.subarray(end + 1)
      return line
    },
    /** A view into one chunk where possible. */
    bytes: async (count: number): Promise<Buffer> => {
      const parts = [current]
      let sizeBytes = current.length
      while (sizeBytes < count) {
        const chunk = await more()
        parts.push(chunk)
        sizeBytes += chunk.length
      }
      const all = parts.length === 1 ? current : Buffer.concat(parts)
      current = all.subarray(count)
      return all.subarray(0, count)
    },
    /** Waits for the exit, which may still tell of a failure. */
    end: async (): Promise<void> => {
      for (let step = await chunks.next(); step.done !== true; step = await chunks.next());
    },
    leave: async (): Promise<void> => {
      await chunks.return?.()
    },
  }
}

/** Text pushed from one side, read as a stream from the other. */
function createChannel(): AsyncIterable<string> & { push(text: string): void; end(): void } {
  const texts: string[] = []
  let isEnded = false
  let wake: () => void = () => undefined
  return {
    push: (text) => {
      texts.push(text)
      wake()
    },
    end: () => {
      isEnded = true
      wake()
    },
    async *[Symbol.asyncIterator]() {
      while (true) {
        const text = texts.shift()
        if (text !== undefined) yield text
        else if (isEnded) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}

function endedError(): SparkyError {
  return new SparkyError({
    code: 'git/bad-object',
    message: 'git cat-file ended before it had given all blobs.',
    remedy: 'Check the repository with "git fsck".',
    retryable: true,
  })
}
