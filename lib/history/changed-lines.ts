// Reads every changed line once, in the background, newest commits first: line counts, the word index, and what makes patches equal.
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { type LineCounts, streamChangedLines } from '#lib/git/log-stream.ts'
import { readBinaries } from './changed-binaries.ts'
import { type BucketRow, type CountedRows, storeCounts, storeWords } from './changed-lines-rows.ts'
import type { HistoryContext } from './context.ts'
import { boundsOf, multirangeOfMarks } from './graph.ts'
import { CHANGED_LINES_STAGE, storeCursor } from './ingest-state.ts'
import { createSkips } from './skips.ts'
import { uncountedReason } from './uncounted-files.ts'
import { encodeBucket } from './word-postings.ts'
import { createWordTally, type WordTally } from './word-tally.ts'

export interface ChangedLinesOptions extends HistoryContext {
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
 * Reads what is not read yet. A kill loses at most the blocks under way; a refresh reads only new commits.
 *
 * Lines of lock files, generated and vendored files are not counted, but their words are indexed; how many there were is
 * recorded with the stage, as are commits that git cannot compare within its memory.
 *
 * @throws SparkyError `git/…`, `db/…`; the next call goes on.
 */
export async function ingestChangedLines(o: ChangedLinesOptions): Promise<void> {
  const { db, repositoryId } = o
  const stages = createStageStore(db)
  await stages.begin(repositoryId, CHANGED_LINES_STAGE, { unit: 'commits' })
  const [row] = await db.query<{ total: number | null }>(
    'SELECT max(id) AS total FROM commits WHERE repository_id = $1',
    [repositoryId],
  )
  const total = row?.total ?? 0
  const counted = marksOf(await readCoverage(o), total)
  const blockCommits = o.blockCommits ?? BLOCK_COMMITS
  const blocks = openBlocks(counted, blockCommits)
  const isLarge = blocks.length * blockCommits > total / 4
  if (blocks.length > 0) await readBlocks(o, { blocks, counted, total })
  else o.onProgress?.({ done: total, total })
  // The embedded engine does not clean up behind updates by itself, and each row was updated once.
  if (db.kind === 'pglite' && isLarge)
    for (const table of ['commits', 'changes', 'word_postings']) await db.query(`VACUUM (ANALYZE) ${table}`)
  await stages.finish(repositoryId, CHANGED_LINES_STAGE)
}

/** Ids of the commits whose lines were read, as an int4multirange. */
export async function readCoverage({ db, repositoryId }: Pick<HistoryContext, 'db' | 'repositoryId'>): Promise<string> {
  const stage = await createStageStore(db).get(repositoryId, CHANGED_LINES_STAGE)
  const cursor = Cursor.safeParse(stage?.cursor)
  return cursor.success ? cursor.data.counted : '{}'
}

interface Work {
  readonly blocks: Block[]
  /** One byte a commit id: 1 when it is read. */
  readonly counted: Uint8Array
  readonly total: number
}

async function readBlocks(o: ChangedLinesOptions, { blocks, counted, total }: Work): Promise<void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, ...(o.signal ? [o.signal] : [])])
  const paths = createPathIds(o)
  let done = counted.reduce((sum, mark) => sum + mark, 0)
  o.onProgress?.({ done, total })
  const shard = async () => {
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      signal.throwIfAborted()
      await readBlock({ ...o, signal }, { block, counted, paths })
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

async function readBlock(
  o: ChangedLinesOptions,
  work: { readonly block: Block; readonly counted: Uint8Array; readonly paths: PathIds },
): Promise<void> {
  const { db, gitFolder, repositoryId, signal } = o
  const { block, counted, paths } = work
  const commitIds = await readCommits(db, repositoryId, block)
  const lines: LineCounts[] = []
  const skipped = createSkips()
  const visitor = createWordTally((oid) => commitIds.get(oid))
  if (commitIds.size > 0) {
    const oids = commitIds.keys()
    for await (const batch of streamChangedLines({ gitFolder, oids, visitor, ...(signal && { signal }) }))
      lines.push(...batch)
  }
  for (const { oid, files, cut } of lines) {
    if (cut) skipped.add('commit that git cannot compare whole', oid)
    for (const { path } of files) {
      const reason = uncountedReason(path)
      if (reason !== undefined) skipped.add(reason, path)
    }
  }
  const rows = await toRows(lines, { commitIds, paths })
  await readBinaries(o, { tally: visitor, skipped })
  const patches = visitor.takePatches()
  const words = await encodeWords(visitor)
  await db.transaction(async (tx) => {
    await storeCounts(tx, repositoryId, rows)
    await storeWords(tx, { repositoryId, lastCommitId: block.high, words, patches })
    const stages = createStageStore(tx)
    for (const skip of skipped.all()) await stages.skip(repositoryId, CHANGED_LINES_STAGE, skip)
    counted.fill(1, block.low, block.high + 1)
    await storeCursor(tx, repositoryId, CHANGED_LINES_STAGE, { counted: multirangeOfMarks(counted) })
  })
}

/** Buckets encoded in one turn of the event loop: about a millisecond. */
const BUCKETS_A_TURN = 32

async function encodeWords(tally: WordTally): Promise<readonly BucketRow[]> {
  const rows: BucketRow[] = []
  for (const [bucket, words] of tally.take()) {
    rows.push({ bucket, ...encodeBucket(words) })
    if (rows.length % BUCKETS_A_TURN === 0) await setImmediate()
  }
  return rows
}

async function toRows(
  lines: readonly LineCounts[],
  { commitIds, paths }: { readonly commitIds: ReadonlyMap<string, number>; readonly paths: PathIds },
): Promise<CountedRows> {
  const rows: CountedRows = { commitIds: [], pathIds: [], additions: [], deletions: [] }
  const pathIds = await paths.of(new Set(lines.flatMap(({ files }) => files.map(({ path }) => path))))
  for (const { oid, files } of lines) {
    const commitId = commitIds.get(oid)
    for (const { path, additions, deletions } of files) {
      const pathId = pathIds.get(path)
      if (commitId === undefined || pathId === undefined || additions === null || deletions === null) continue
      if (uncountedReason(path) !== undefined) continue
      rows.commitIds.push(commitId)
      rows.pathIds.push(pathId)
      rows.additions.push(additions)
      rows.deletions.push(deletions)
    }
  }
  return rows
}

/** Ids by object id of the commits that changed files; parents first, so that the commits of a word ascend. */
async function readCommits(
  db: Database,
  repositoryId: number,
  { low, high }: Block,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: number; oid: string }>(
    `SELECT id, oid FROM commits
     WHERE repository_id = $1 AND id BETWEEN $2 AND $3 AND files_changed IS DISTINCT FROM 0 ORDER BY id`,
    [repositoryId, low, high],
  )
  return new Map(rows.map(({ id, oid }) => [oid, id]))
}

type PathIds = ReturnType<typeof createPathIds>

/** Ids of paths, each asked for once. */
function createPathIds({ db, repositoryId }: Pick<HistoryContext, 'db' | 'repositoryId'>) {
  const known = new Map<string, number>()
  return {
    async of(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
      const unknown = [...paths].filter((path) => !known.has(path))
      const rows =
        unknown.length === 0
          ? []
          : await db.query<{ id: number; path: string }>(
              'SELECT id, path FROM paths WHERE repository_id = $1 AND path = ANY($2::text[])',
              [repositoryId, unknown],
            )
      for (const { id, path } of rows) known.set(path, id)
      return known
    },
  }
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
