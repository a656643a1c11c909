// Counts added and deleted lines of every change, in the background, block by block, newest commits first.
import { z } from 'zod'
import type { Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { type LineCounts, streamLineCounts } from '#lib/git/log-stream.ts'
import type { HistoryContext } from './context.ts'
import { boundsOf, multirangeOfMarks } from './graph.ts'
import { LINE_COUNTS_STAGE, storeCursor } from './ingest-state.ts'
import { createUncountedFiles, type UncountedFiles } from './uncounted-files.ts'

export interface LineCountOptions extends HistoryContext {
  readonly signal?: AbortSignal
  /** Commits of one git process and one transaction; default BLOCK_COMMITS. */
  readonly blockCommits?: number
  /** Commits whose lines are counted, and how many there are. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** Commits of one block: one git process and one transaction of some 50 ms. */
const BLOCK_COMMITS = 1_000
/** Git processes at a time: more would take the machine from the questions. */
const SHARDS = 2

const Cursor = z.object({ counted: z.string() })

interface Block {
  /** Ids from `low` to `high`, both inclusive. */
  readonly low: number
  readonly high: number
}

/**
 * Counts what is not counted yet. A kill loses at most the blocks under way; a refresh counts only new commits.
 *
 * Lines of lock files, generated and vendored files are left out; how many is recorded with the stage.
 *
 * @throws SparkyError `git/…`, `db/…`; the next call goes on.
 */
export async function ingestLineCounts(o: LineCountOptions): Promise<void> {
  const { db, repositoryId } = o
  const stages = createStageStore(db)
  const stage = await stages.begin(repositoryId, LINE_COUNTS_STAGE, { unit: 'commits' })
  const [row] = await db.query<{ total: number | null }>(
    'SELECT max(id) AS total FROM commits WHERE repository_id = $1',
    [repositoryId],
  )
  const total = row?.total ?? 0
  const cursor = Cursor.safeParse(stage.cursor)
  const counted = marksOf(cursor.success ? cursor.data.counted : '{}', total)
  const blockCommits = o.blockCommits ?? BLOCK_COMMITS
  const blocks = openBlocks(counted, blockCommits)
  const isLarge = blocks.length * blockCommits > total / 4
  if (blocks.length > 0) await countBlocks(o, { blocks, counted, total })
  else o.onProgress?.({ done: total, total })
  // The embedded engine does not clean up behind updates by itself, and each row was updated once.
  if (db.kind === 'pglite' && isLarge) for (const table of ['commits', 'changes']) await db.query(`VACUUM ${table}`)
  await stages.finish(repositoryId, LINE_COUNTS_STAGE)
}

interface Work {
  readonly blocks: Block[]
  /** One byte a commit id: 1 when it is counted. */
  readonly counted: Uint8Array
  readonly total: number
}

async function countBlocks(o: LineCountOptions, { blocks, counted, total }: Work): Promise<void> {
  const uncounted = createUncountedFiles()
  const excludePaths = uncounted.globsFor(await allPaths(o))
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, ...(o.signal ? [o.signal] : [])])
  let done = counted.reduce((sum, mark) => sum + mark, 0)
  o.onProgress?.({ done, total })
  const shard = async () => {
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      signal.throwIfAborted()
      await countBlock({ ...o, signal }, { block, counted, excludePaths, uncounted })
      done += block.high - block.low + 1
      o.onProgress?.({ done, total })
    }
  }
  const shards = Array.from({ length: SHARDS }, shard)
  try {
    await Promise.all(shards)
  } finally {
    stop.abort()
    await Promise.allSettled(shards)
  }
}

interface BlockWork {
  readonly block: Block
  readonly counted: Uint8Array
  readonly excludePaths: readonly string[]
  readonly uncounted: UncountedFiles
}

interface Change {
  readonly commitId: number
  readonly oid: string
  /** Null for a commit without files. */
  readonly pathId: number | null
  readonly path: string | null
}

async function countBlock(o: LineCountOptions, { block, counted, excludePaths, uncounted }: BlockWork): Promise<void> {
  const { db, gitFolder, repositoryId, signal } = o
  const changes = await readChanges(db, repositoryId, block)
  const commitIds = new Map(changes.map(({ oid, commitId }) => [oid, commitId]))
  const pathIds = new Map(
    changes.flatMap(({ commitId, pathId, path }) => (pathId === null ? [] : [[`${commitId}/${path}`, pathId]])),
  )
  const oids = new Set(changes.filter(({ pathId }) => pathId !== null).map(({ oid }) => oid))
  const rows: CountedRows = { commitIds: [], pathIds: [], additions: [], deletions: [] }
  if (oids.size > 0)
    for await (const batch of streamLineCounts({ gitFolder, oids, excludePaths, ...(signal && { signal }) }))
      for (const commit of batch) addCounts(rows, commit, { commitIds, pathIds })
  const skipped = new Map<string, { count: number; example: string }>()
  for (const { path } of changes) {
    const reason = path === null ? undefined : uncounted.reasonFor(path)
    if (reason === undefined || path === null) continue
    const former = skipped.get(reason) ?? { count: 0, example: path }
    skipped.set(reason, { ...former, count: former.count + 1 })
  }
  await db.transaction(async (tx) => {
    await tx.query(
      `UPDATE changes x SET additions = u.additions, deletions = u.deletions
       FROM unnest($2::int[], $3::int[], $4::int[], $5::int[]) AS u(commit_id, path_id, additions, deletions)
       WHERE x.repository_id = $1 AND x.commit_id = u.commit_id AND x.path_id = u.path_id`,
      [repositoryId, rows.commitIds, rows.pathIds, rows.additions, rows.deletions],
    )
    const stages = createStageStore(tx)
    for (const [reason, { count, example }] of skipped)
      await stages.skip(repositoryId, LINE_COUNTS_STAGE, { reason, count, example })
    counted.fill(1, block.low, block.high + 1)
    await storeCursor(tx, repositoryId, LINE_COUNTS_STAGE, { counted: multirangeOfMarks(counted) })
  })
}

/** The rows to update, column by column. */
interface CountedRows {
  readonly commitIds: number[]
  readonly pathIds: number[]
  readonly additions: number[]
  readonly deletions: number[]
}

interface KnownIds {
  readonly commitIds: ReadonlyMap<string, number>
  /** By commit id and path. */
  readonly pathIds: ReadonlyMap<string, number>
}

function addCounts(rows: CountedRows, commit: LineCounts, known: KnownIds): void {
  const commitId = known.commitIds.get(commit.oid)
  if (commitId === undefined) return
  for (const { path, additions, deletions } of commit.files) {
    const pathId = known.pathIds.get(`${commitId}/${path}`)
    if (pathId === undefined || additions === null || deletions === null) continue
    rows.commitIds.push(commitId)
    rows.pathIds.push(pathId)
    rows.additions.push(additions)
    rows.deletions.push(deletions)
  }
}

async function readChanges(db: Database, repositoryId: number, { low, high }: Block): Promise<readonly Change[]> {
  return db.query<Change>(
    `SELECT c.id AS "commitId", c.oid, x.path_id AS "pathId", p.path
     FROM commits c
     LEFT JOIN changes x ON x.repository_id = $1 AND x.commit_id = c.id
     LEFT JOIN paths p ON p.repository_id = $1 AND p.id = x.path_id
     WHERE c.repository_id = $1 AND c.id BETWEEN $2 AND $3
     ORDER BY c.id DESC`,
    [repositoryId, low, high],
  )
}

async function allPaths({ db, repositoryId }: HistoryContext): Promise<readonly string[]> {
  const rows = await db.query<{ path: string }>('SELECT path FROM paths WHERE repository_id = $1', [repositoryId])
  return rows.map((row) => row.path)
}

function marksOf(ranges: string, total: number): Uint8Array {
  const marks = new Uint8Array(total + 1)
  const bounds = boundsOf(ranges)
  for (let index = 0; index < bounds.length; index += 2) marks.fill(1, bounds[index], bounds[index + 1])
  return marks
}

/** What is not marked, in blocks, highest ids first. */
function openBlocks(marks: Uint8Array, blockCommits: number): Block[] {
  const blocks: Block[] = []
  for (let high = marks.length - 1; high >= 1; high -= 1) {
    if (marks[high] === 1) continue
    let low = high
    while (low > 1 && marks[low - 1] === 0 && high - low + 1 < blockCommits) low -= 1
    blocks.push({ low, high })
    high = low
  }
  return blocks
}
