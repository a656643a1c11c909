// Reads many commits in one process, and goes around those on which git itself fails.
import { SparkyError } from '../errors.ts'

/** Most commits that are gone around: beyond it the repository is broken, not one commit of it. */
const FAILURES_LIMIT = 100

const COMMITS_AT_BREAK = 2

/** Whether git gave up (memory, a missing or broken object), which another commit may not cause; a stop or timeout is not. */
export function isFaultOfOneCommit(error: unknown): boolean {
  return error instanceof SparkyError && (error.code === 'git/too-large' || error.code === 'git/failed')
}

/**
 * One answer for each oid, in order.
 *
 * @param o.read                Answers in the order of the oids, as many as it can before it fails.
 * @param o.startAtBreak        True when a reading that failed here goes on.
 * @param o.readWithoutChanges  What is given for a commit on which `read` fails alone; undefined gives nothing.
 */
export async function* readEach<T>(o: {
  readonly oids: readonly string[]
  readonly startAtBreak?: boolean
  readonly read: (oids: readonly string[]) => AsyncIterable<readonly T[]>
  readonly readWithoutChanges: (oid: string) => Promise<T | undefined>
}): AsyncGenerator<readonly T[]> {
  let done = 0
  let failures = 0
  // The last answer is told only when the next begins: of the two commits at the break, the second may be the cause.
  let single = o.startAtBreak === true ? COMMITS_AT_BREAK : 0
  while (done < o.oids.length) {
    const oid = o.oids[done]
    if (single > 0 && oid !== undefined) {
      yield await readOne(o, oid)
      done += 1
      single -= 1
      continue
    }
    try {
      for await (const answers of o.read(o.oids.slice(done))) {
        done += answers.length
        yield answers
      }
      return
    } catch (error) {
      failures += 1
      if (!isFaultOfOneCommit(error) || failures > FAILURES_LIMIT) throw error
      single = COMMITS_AT_BREAK
    }
  }
}

async function readOne<T>(
  o: {
    readonly read: (oids: readonly string[]) => AsyncIterable<readonly T[]>
    readonly readWithoutChanges: (oid: string) => Promise<T | undefined>
  },
  oid: string,
): Promise<readonly T[]> {
  try {
    const answers: T[] = []
    for await (const some of o.read([oid])) answers.push(...some)
    return answers
  } catch (error) {
    if (!isFaultOfOneCommit(error)) throw error
    const answer = await o.readWithoutChanges(oid)
    return answer === undefined ? [] : [answer]
  }
}
