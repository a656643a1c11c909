// Brings the tables up to the store: new commits with their files, refs and people, resumable at any moment.
import type { Database, Queryable } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { type CommitRecord, countCommits, streamCommits } from '#lib/git/log-stream.ts'
import { type GitRef, listRefs, resolveRevision } from '#lib/git/revisions.ts'
import { runGit } from '#lib/git/run.ts'
import { openCommitWriter } from './commit-writer.ts'
import type { HistoryContext } from './context.ts'
import { COMMITS_STAGE, type CommitsState, readCommitsState, writeCommitsState } from './ingest-state.ts'
import { regroupPeople } from './regroup-people.ts'
import { existingCommits, findUnreachable } from './unreachable.ts'

export { ingestChangedLines } from './changed-lines.ts'

/** Rows of one transaction: 30 to 100 ms on the embedded engine, so that a question never waits long. */
const TRANSACTION_ROWS = 6_000
/** Growth after which the tables are tidied. */
const TIDY_GROWTH = 0.1
/**
 * Marks pages as complete, without which no question is answered from an index alone, and takes the planner's statistics:
 * only of columns that conditions name, because messages are long.
 */
const TIDY =
  'VACUUM (ANALYZE) commits (repository_id, id, author_identity_id, authored_at_s, committed_at_s), ' +
  'changes (repository_id, commit_id, path_id, old_path_id, status), paths (repository_id, id), identities (repository_id, id, person_id), people (repository_id, id)'

export interface IngestOptions extends HistoryContext {
  readonly signal?: AbortSignal
  /** Commits and changes of one transaction; default TRANSACTION_ROWS. */
  readonly transactionRows?: number
  /** Commits indexed by now, and how many there will be; `total` is undefined until git has counted. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number | undefined }) => void
}

export interface IngestResult {
  /** New commits. */
  readonly added: number
  /** Refs that are new, lead elsewhere than before, or are gone. */
  readonly refsChanged: number
  /** Commits in the table now. */
  readonly count: number
}

/**
 * Makes commits, files, refs and people equal to the store.
 *
 * Commits are written parents first, so every commit in the table has all of its ancestors there: whatever a killed run
 * left is sound, and the next run goes on after it. Refs and people follow in one last transaction.
 *
 * @throws SparkyError `git/…` and `db/…`; nothing is lost by running it again.
 */
export async function ingestCommits(o: IngestOptions): Promise<IngestResult> {
  const { db, repositoryId } = o
  const stages = createStageStore(db)
  await stages.begin(repositoryId, COMMITS_STAGE, { unit: 'commits' })
  const [before, store, known] = await Promise.all([
    readCommitsState(db, repositoryId),
    readStore(o),
    db.query<StoredRef>(
      'SELECT name, commit_oid AS "commitOid", created_at_s AS "createdAtS", annotated FROM refs WHERE repository_id = $1',
      [repositoryId],
    ),
  ])
  const refsChanged = countChangedRefs(known, store.refs)
  const tips = [...new Set([...store.refs.map((ref) => ref.commitOid), ...(store.headOid ? [store.headOid] : [])])]
  const missing = await missingCommits(db, repositoryId, tips)
  const added = missing.length === 0 ? 0 : await addCommits(o, { missing, known, before })
  const mailmapChanged = before.mailmapOid !== store.mailmap.oid
  if (added > 0 || refsChanged > 0 || mailmapChanged || !before.complete) {
    const formerTips = known.map((ref) => ref.commitOid)
    const unreachable = await findUnreachable({ ...o, before, tips, formerTips })
    await db.transaction(async (tx) => {
      if (refsChanged > 0) await replaceRefs(tx, { repositoryId, known, refs: store.refs })
      if (added > 0 || mailmapChanged || !before.complete)
        await regroupPeople(tx, { repositoryId, mailmapText: store.mailmap.text })
      await writeCommitsState(tx, repositoryId, { complete: true, mailmapOid: store.mailmap.oid, unreachable })
    })
  }
  const count = await countIndexed(o)
  await stages.progress(repositoryId, COMMITS_STAGE, { done: count, total: count })
  await stages.finish(repositoryId, COMMITS_STAGE)
  return { added, refsChanged, count }
}

/** Ids count from 1 without a gap. */
async function countIndexed({ db, repositoryId }: IngestOptions): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'SELECT coalesce(max(id), 0)::int AS count FROM commits WHERE repository_id = $1',
    [repositoryId],
  )
  return row?.count ?? 0
}

type StoredRef = Pick<GitRef, 'name' | 'commitOid' | 'createdAtS' | 'annotated'>

interface Store {
  readonly refs: readonly GitRef[]
  /** Undefined while there are no commits. */
  readonly headOid: string | undefined
  readonly mailmap: { readonly oid: string | null; readonly text: string }
}

async function readStore({ gitFolder, signal }: IngestOptions): Promise<Store> {
  const [refs, headOid] = await Promise.all([listRefs(gitFolder, signal), resolveRevision(gitFolder, 'HEAD', signal)])
  return { refs, headOid, mailmap: await readMailmap(gitFolder, headOid, signal) }
}

async function readMailmap(
  gitFolder: string,
  headOid: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Store['mailmap']> {
  if (headOid === undefined) return { oid: null, text: '' }
  const { stdout } = await runGit({
    args: ['cat-file', '--batch'],
    gitFolder,
    input: `${headOid}:.mailmap\n`,
    ...(signal && { signal }),
  })
  const headerEnd = stdout.indexOf('\n')
  const [oid = '', type] = stdout.toString('utf8', 0, headerEnd).split(' ')
  return type === 'blob' ? { oid, text: stdout.toString('utf8', headerEnd + 1) } : { oid: null, text: '' }
}

async function missingCommits(db: Database, repositoryId: number, oids: readonly string[]): Promise<readonly string[]> {
  const rows = await db.query<{ oid: string }>(
    'SELECT oid FROM commits WHERE repository_id = $1 AND oid = ANY($2::text[])',
    [repositoryId, oids],
  )
  const present = new Set(rows.map((row) => row.oid))
  return oids.filter((oid) => !present.has(oid))
}

interface Plan {
  readonly missing: readonly string[]
  readonly known: readonly { readonly commitOid: string }[]
  readonly before: CommitsState
}

async function addCommits(o: IngestOptions, { missing, known, before }: Plan): Promise<number> {
  const { db, gitFolder, repositoryId, signal } = o
  const writer = await openCommitWriter({ db, repositoryId })
  const first = writer.commitCount
  const indexed = before.complete
    ? [...new Set(known.map((ref) => ref.commitOid))]
    : await childlessCommits(db, repositoryId)
  const range = {
    gitFolder,
    tips: missing,
    exclude: await existingCommits(gitFolder, indexed, signal),
    ...(signal && { signal }),
  }
  let total: number | undefined
  const report = () =>
    o.onProgress?.({ done: writer.commitCount, total: total === undefined ? undefined : first + total })
  // Counting takes a third of the time of the first batch; it runs beside it, and the end does not wait for it.
  const counting = countCommits(range).then((count) => {
    total = count
    report()
  })
  counting.catch(() => undefined) // The stream below meets the same store and tells what is wrong with it.
  const markIncomplete = async (tx: Queryable) => {
    if (writer.commitCount > first) await writeCommitsState(tx, repositoryId, { ...before, complete: false })
  }
  let writing: Promise<unknown> = Promise.resolve()
  const write = async (records: readonly CommitRecord[]) => {
    await writing
    signal?.throwIfAborted()
    // While these are written, the next are read.
    writing = writer.write(records, markIncomplete).then(report)
    writing.catch(() => undefined) // Heard by the next await.
  }
  let pending: CommitRecord[] = []
  let rows = 0
  for await (const batch of streamCommits({ ...range, parentsFirst: true }))
    for (const commit of batch) {
      pending.push(commit)
      rows += 1 + commit.changes.length
      if (rows < (o.transactionRows ?? TRANSACTION_ROWS)) continue
      await write(pending)
      pending = []
      rows = 0
    }
  await write(pending)
  await writing
  const added = writer.commitCount - first
  if (added > TIDY_GROWTH * writer.commitCount) await db.query(TIDY)
  return added
}

/** After a run that did not end, refs say less than the table holds; its commits without children say it all. */
async function childlessCommits(db: Database, repositoryId: number): Promise<readonly string[]> {
  const rows = await db.query<{ oid: string }>(
    `SELECT oid FROM commits WHERE repository_id = $1
     AND id NOT IN (SELECT unnest(parents) FROM commits WHERE repository_id = $1)`,
    [repositoryId],
  )
  return rows.map((row) => row.oid)
}

function countChangedRefs(known: readonly StoredRef[], refs: readonly GitRef[]): number {
  const before = new Map(known.map((ref) => [ref.name, refKey(ref)]))
  const changed = refs.filter((ref) => before.get(ref.name) !== refKey(ref)).length
  const names = new Set(refs.map((ref) => ref.name))
  return changed + known.filter((ref) => !names.has(ref.name)).length
}

/** Writes only what has changed: a repository may have thousands of tags. */
async function replaceRefs(
  tx: Queryable,
  o: { readonly repositoryId: number; readonly known: readonly StoredRef[]; readonly refs: readonly GitRef[] },
): Promise<void> {
  const before = new Map(o.known.map((ref) => [ref.name, refKey(ref)]))
  const after = new Map(o.refs.map((ref) => [ref.name, refKey(ref)]))
  const gone = o.known.filter((ref) => after.get(ref.name) !== refKey(ref)).map((ref) => ref.name)
  await tx.query('DELETE FROM refs WHERE repository_id = $1 AND name = ANY($2::text[])', [o.repositoryId, gone])
  await tx.copyRows(
    'refs',
    ['repository_id', 'name', 'kind', 'commit_oid', 'created_at_s', 'annotated'],
    o.refs
      .filter((ref) => before.get(ref.name) !== refKey(ref))
      .map((ref) => [o.repositoryId, ref.name, ref.kind, ref.commitOid, ref.createdAtS, ref.annotated]),
  )
}

/** Equal for two refs that are the same in everything but the name. */
function refKey({ commitOid, createdAtS, annotated }: Omit<StoredRef, 'name'>): string {
  return `${commitOid} ${createdAtS} ${annotated}`
}
