// Cuts the output of `git cat-file --batch-command` into answers to the requests that were written.

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

export interface ObjectInfo {
  readonly oid: string
  readonly type: ObjectType
  readonly sizeBytes: number
}

export interface ObjectRequest {
  readonly verb: 'info' | 'contents'
  /** As it was written to git. */
  readonly name: Buffer
}

export interface FoundObject {
  readonly info: ObjectInfo
  /** Empty for `info`. */
  readonly content: Buffer
}

export type ObjectAnswer =
  | ({ readonly kind: 'found' } & FoundObject)
  | { readonly kind: 'missing' }
  /** More output must come first. */
  | { readonly kind: 'incomplete' }
  /** A whole line that this program does not know. */
  | { readonly kind: 'unknown'; readonly line: string }

export interface AnswerReader {
  push(chunk: Buffer): void
  /** The answer to the oldest open request; what it consists of is not given again. */
  take(request: ObjectRequest): ObjectAnswer
}

const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) (blob|tree|commit|tag) (\d+)$/
/** What stands behind the name when there is no such object. @see https://git-scm.com/docs/git-cat-file#_batch_output */
const ABSENT = new Set([' missing', ' ambiguous'])
/** A submodule's commit lies in another repository: git from 2.51 on tells its id, whatever was asked for. */
const SUBMODULE = /^(?:[0-9a-f]{40}|[0-9a-f]{64}) submodule$/
const LINE_BREAK = 10

/** Content is joined once, when it is complete. */
export function createAnswerReader(): AnswerReader {
  let parts: Buffer[] = []
  let sizeBytes = 0
  let neededBytes = 0
  const joined = () => {
    const all = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
    parts = [all]
    return all
  }
  const drop = (all: Buffer, count: number) => {
    parts = count === all.length ? [] : [all.subarray(count)]
    sizeBytes = all.length - count
    neededBytes = 0
  }
  return {
    push(chunk) {
      parts.push(chunk)
      sizeBytes += chunk.length
    },
    take({ verb, name }) {
      if (sizeBytes === 0 || sizeBytes < neededBytes) return { kind: 'incomplete' }
      const all = joined()
      // A name that is given back may have line breaks of its own.
      const isName = all.subarray(0, name.length).equals(name.subarray(0, all.length))
      const lineEnd = all.indexOf(LINE_BREAK, isName ? name.length : 0)
      if (lineEnd < 0) return { kind: 'incomplete' }
      const line = all.toString('latin1', 0, lineEnd)
      const header = HEADER.exec(line)
      if (header === null) {
        drop(all, lineEnd + 1)
        const isAbsent = (isName && ABSENT.has(line.slice(name.length))) || SUBMODULE.test(line)
        return isAbsent ? { kind: 'missing' } : { kind: 'unknown', line }
      }
      // The pattern lets only these four types through.
      const info = { oid: header[1] ?? '', type: (header[2] ?? 'blob') as ObjectType, sizeBytes: Number(header[3]) }
      const end = verb === 'info' ? lineEnd + 1 : lineEnd + 1 + info.sizeBytes + 1
      if (all.length < end) {
        neededBytes = end
        return { kind: 'incomplete' }
      }
      const content = verb === 'info' ? Buffer.alloc(0) : Buffer.from(all.subarray(lineEnd + 1, end - 1))
      drop(all, end)
      return { kind: 'found', info, content }
    },
  }
}
