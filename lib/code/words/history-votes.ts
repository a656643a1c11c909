// Earlier commits with messages like the question vote for the files that they changed, under the names that these have today.
import { SparkyError } from '#lib/errors.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import type { ReachIndex, Rename } from '#lib/history/reach.ts'
import { createMessageIndex, type SpokenCommit } from './history-votes-messages.ts'

export interface VotedFile {
  /** The sum of its votes; comparable within one question only. */
  readonly votes: number
  readonly commitCount: number
  /** The commit with the strongest vote. */
  readonly best: { readonly oid: string; readonly subject: string }
}

export interface HistoryVotes {
  /**
   * Files by path as of `revision`, in no order; a file that has gone since may be among them.
   *
   * Only commits that `revision` reaches vote. Empty when it is not indexed, or no message has a word of the question.
   *
   * @param o.terms  Each term of the question with what it is worth beside 1.
   */
  of(o: {
    readonly terms: ReadonlyMap<string, number>
    readonly revision: string
    readonly signal: AbortSignal
  }): Promise<ReadonlyMap<string, VotedFile>>
}

/** Commits that vote: of 20, 50, 100 and 200, measured on 20 repositories, 100 found most of the ten files. */
const VOTERS = 100
/** A vote is the commit's score beside the best one, to this power: near misses say little. */
const SHARPNESS = 3
/** Commits after which a vote counts 1/√2: code moves on. */
const AGE_COMMITS = 300
/** A commit of more files is a sweep. */
const WIDE_FILES = 50
/** Messages read in one statement: 5 to 15 ms of tokenising, so that the thread is not held up. */
const LOAD_STEP = 250
/** Renames of one file that are followed. */
const RENAMES_FOLLOWED = 20

type RenamesByOldPath = ReadonlyMap<string, readonly Rename[]>

interface Changed {
  readonly commitId: number
  readonly oid: string
  readonly subject: string
  readonly path: string
}

export function openHistoryVotes({ db, repositoryId }: HistoryContext, reach: ReachIndex): HistoryVotes {
  const messages = createMessageIndex()
  let loadedId = 0
  let loading: Promise<void> = Promise.resolve()
  let followed: { readonly from: unknown; readonly byOldPath: RenamesByOldPath } | undefined

  /** Reads the messages up to commit `id` that are not in memory yet. */
  const load = async (id: number, signal: AbortSignal): Promise<void> => {
    while (loadedId < id) {
      signal.throwIfAborted()
      const lastId = Math.min(loadedId + LOAD_STEP, id)
      const rows = await db.query<{ id: number; subject: string; body: string }>(
        `SELECT id, subject, body FROM commits WHERE repository_id = $1 AND id > $2 AND id <= $3
           AND files_changed BETWEEN 1 AND ${WIDE_FILES} ORDER BY id`,
        [repositoryId, loadedId, lastId],
      )
      for (const row of rows) messages.add(row)
      loadedId = lastId
    }
  }
  /** One load at a time; a failed one may be tried again. */
  const loadUpTo = (id: number, signal: AbortSignal): Promise<void> => {
    const next = loading.catch(() => undefined).then(() => load(id, signal))
    loading = next
    return next
  }

  return {
    async of({ terms, revision, signal }) {
      const id = await reach.idOf(revision).catch(unlessNotIndexed)
      if (id === undefined || terms.size === 0) return new Map()
      await loadUpTo(id, signal)
      const isReached = (await reach.graph()).ancestorsOf([id])
      const voters = messages.search({ terms, isReached, limit: VOTERS })
      if (voters.length === 0) return new Map()
      const [changes, renames] = await Promise.all([
        db.query<Changed>(
          `SELECT x.commit_id AS "commitId", c.oid, c.subject, p.path FROM changes x
           JOIN commits c ON c.repository_id = $1 AND c.id = x.commit_id
           JOIN paths p ON p.repository_id = $1 AND p.id = x.path_id
           WHERE x.repository_id = $1 AND x.commit_id = ANY($2::int[])`,
          [repositoryId, voters.map(({ commitId }) => commitId)],
        ),
        reach.renames(),
      ])
      // The same map comes back until the history grows.
      if (followed?.from !== renames)
        followed = { from: renames, byOldPath: Map.groupBy([...renames.values()].flat(), ({ oldPath }) => oldPath) }
      const present = presentPaths(followed.byOldPath, isReached)
      return countVotes({
        voters,
        changes: changes.map((change) => ({ ...change, path: present(change.path, change.commitId) })),
        nowId: id,
      })
    },
  }
}

/** The sums of votes by path; a commit of many files gives each of them less. */
export function countVotes({
  voters,
  changes,
  nowId,
}: {
  /** Best first. */
  readonly voters: readonly SpokenCommit[]
  readonly changes: readonly Changed[]
  /** The id of the revision: the age of a commit is how many ids lie between. */
  readonly nowId: number
}): ReadonlyMap<string, VotedFile> {
  const byCommit = Map.groupBy(changes, ({ commitId }) => commitId)
  const best = voters[0]?.score ?? 1
  const files = new Map<string, VotedFile & { readonly strongest: number }>()
  for (const { commitId, score } of voters) {
    const changed = byCommit.get(commitId) ?? []
    const age = 1 + (nowId - commitId) / AGE_COMMITS
    const vote = (score / best) ** SHARPNESS / Math.sqrt(changed.length * age)
    for (const { path, oid, subject } of changed) {
      const known = files.get(path)
      const isStrongest = known === undefined || vote > known.strongest
      files.set(path, {
        votes: (known?.votes ?? 0) + vote,
        commitCount: (known?.commitCount ?? 0) + 1,
        best: isStrongest ? { oid, subject } : known.best,
        strongest: isStrongest ? vote : known.strongest,
      })
    }
  }
  return files
}

/** Follows the renames after a commit to the name that a file has at the revision. */
function presentPaths(byOldPath: RenamesByOldPath, isReached: Uint8Array): (path: string, commitId: number) => string {
  const nextOf = (path: string, after: number) =>
    (byOldPath.get(path) ?? [])
      .filter(({ commitId }) => commitId > after && isReached[commitId] === 1)
      .reduce<Rename | undefined>((first, one) => (first && first.commitId < one.commitId ? first : one), undefined)
  return (path, commitId) => {
    let at = { path, commitId }
    for (let count = 0; count < RENAMES_FOLLOWED; count += 1) {
      const next = nextOf(at.path, at.commitId)
      if (!next) break
      at = next
    }
    return at.path
  }
}

function unlessNotIndexed(error: unknown): undefined {
  if (error instanceof SparkyError && error.code === 'git/bad-revision') return undefined
  throw error
}
