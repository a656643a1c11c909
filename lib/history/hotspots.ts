// Hotspots: files that are changed often and are complex, among those that exist at a revision.
import type { Row } from '#lib/events.ts'
import { listTree, streamBlobs, type TreeEntry } from '#lib/git/objects.ts'
import { type Bots, botConditions } from './bots.ts'
import { inRanges } from './commit-sql.ts'
import { type Complexity, measureComplexity } from './complexity.ts'
import type { HistoryContext } from './context.ts'
import { JOIN_PRESENT, PRESENT_ID, presentNames } from './present-names.ts'
import type { ReachIndex } from './reach.ts'
import { joinSql, type Sql, sql, toReceipt, toStatement } from './sql.ts'
import { uncountedReason } from './uncounted-files.ts'

export interface HotspotQuery {
  /** A file, or a folder ending with `/`; absent: the whole repository. */
  readonly path?: string
  /** Object id of a commit: its files, and the commits that lead to it. */
  readonly revision: string
  /** Unix time in seconds of the work, inclusive and exclusive. */
  readonly sinceS?: number
  readonly untilS?: number
  readonly bots?: Bots
  /** 1 to 100. */
  readonly limit: number
  readonly signal?: AbortSignal
}

export interface Hotspots {
  /**
   * {path, commits, lines, meanDepth, maxDepth, complexity, score}, highest score first. `commits` under all names of the
   * file, without merges; `lines` that are not blank; depths in steps of indentation; score = commits × complexity.
   */
  readonly rows: readonly Row[]
  /** Files that exist and were changed in the period. */
  readonly total: number
  /** Files whose content was measured: the most changed. */
  readonly measured: number
  /** Changed files that are not code and were left out: texts, data, generated and binary ones. */
  readonly leftOut: number
  /** Gives `commits` of the rows. */
  readonly sql: string
  readonly notices: readonly string[]
}

/** Most changed files whose content is read; one process reads them in some 50 ms. */
const MEASURED_LIMIT = 200
const ROWS_LIMIT = 100
/** Largest file that is read. */
const FILE_LIMIT_BYTES = 1024 * 1024
/** Prose, data and pictures: their churn is no sign of trouble, and their indentation none of nesting. */
const NOT_CODE =
  /\.(md|mdx|rst|txt|adoc|asciidoc|org|tex|po|pot|json|jsonl|ya?ml|toml|ini|cfg|conf|xml|csv|tsv|lock|sum|svg|png|jpe?g|gif|ico|pdf|snap|map|patch|diff|log)$|(^|\/)(change(s|log)|news|authors|contributors|license|copying|readme|history|maintainers|\.mailmap|\.git\w+|\.editorconfig)$/i

/**
 * The hotspots of a revision; no rows when nothing that exists was changed in the period.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed; `git/…`, `db/…`.
 */
export async function hotspots(context: HistoryContext, reach: ReachIndex, query: HotspotQuery): Promise<Hotspots> {
  const { gitFolder, repositoryId } = context
  const { path, revision, signal } = query
  const { ranges } = await reach.of(revision)
  const { entries, cut } = await listTree({ gitFolder, revision, ...(path && { path }), ...(signal && { signal }) })
  const files = new Map(entries.filter(isFile).map((entry) => [entry.path, entry]))
  const churnOf = (paths: readonly string[] | undefined) =>
    churnSql({ ...query, repositoryId, ranges, ...(paths && { paths }) })
  const { text, parameters } = toStatement(churnOf(undefined))
  const found = await context.db.query<Churn>(text, parameters)
  const changed = found.filter((row) => files.has(row.path))
  const code = changed.filter((row) => isCode(row.path))
  // A folder of texts has its hotspots too.
  const candidates = (code.length > 0 ? code : changed).slice(0, MEASURED_LIMIT)
  const measures = await measureFiles(context, { candidates, files, signal })
  const rows = candidates
    .flatMap((churn) => {
      const measure = measures.get(churn.path)
      return measure === undefined ? [] : [toRow(churn, measure)]
    })
    .toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, Math.min(ROWS_LIMIT, Math.max(1, query.limit)))
  return {
    rows,
    total: code.length > 0 ? code.length : changed.length,
    measured: candidates.length,
    leftOut: code.length > 0 ? changed.length - code.length : 0,
    sql: toReceipt(churnOf(rows.map((row) => row.path))),
    notices: cut ? ['The tree is larger than the limit; not all files were looked at.'] : [],
  }
}

interface Churn {
  readonly path: string
  readonly commits: number
}

function isFile({ type, mode }: TreeEntry): boolean {
  return type === 'blob' && mode !== '120000'
}

function isCode(path: string): boolean {
  return !NOT_CODE.test(path) && uncountedReason(path) === undefined
}

function toRow({ path, commits }: Churn, { lines, meanDepth, maxDepth, complexity }: Complexity) {
  const rounded = (value: number) => Math.round(value * 100) / 100
  return {
    path,
    commits,
    lines,
    meanDepth: rounded(meanDepth),
    maxDepth: rounded(maxDepth),
    complexity: rounded(complexity),
    score: rounded(commits * complexity),
  }
}

/** Contents by one process; what is too large or binary has no measure. */
async function measureFiles(
  { gitFolder }: HistoryContext,
  o: {
    readonly candidates: readonly Churn[]
    readonly files: ReadonlyMap<string, TreeEntry>
    readonly signal: AbortSignal | undefined
  },
): Promise<ReadonlyMap<string, Complexity>> {
  const oidOf = new Map(o.candidates.map(({ path }) => [path, o.files.get(path)?.oid ?? '']))
  const oids = new Set(oidOf.values())
  const byOid = new Map<string, Complexity>()
  for await (const { oid, content } of streamBlobs({
    gitFolder,
    oids,
    limitBytes: FILE_LIMIT_BYTES,
    ...(o.signal && { signal: o.signal }),
  }))
    if (content !== null && !content.includes(0)) byOid.set(oid, measureComplexity(content.toString('utf8')))
  return new Map(
    [...oidOf].flatMap(([path, oid]) => {
      const measure = byOid.get(oid)
      return measure === undefined ? [] : [[path, measure] as const]
    }),
  )
}

interface Question extends Pick<HotspotQuery, 'sinceS' | 'untilS' | 'bots'> {
  readonly repositoryId: number
  readonly ranges: string
  /** Present names; absent: all. */
  readonly paths?: readonly string[]
}

/** Commits of each path under its present name, most first. A commit without merges names a path once, so rows are counted. */
function churnSql({ repositoryId, ranges, sinceS, untilS, bots, paths }: Question): Sql {
  const isPeriod = sinceS !== undefined || untilS !== undefined || (bots ?? 'include') !== 'include'
  const conditions = [
    sql`x.repository_id = ${repositoryId}`,
    inRanges(isPeriod ? sql`c.id` : sql`x.commit_id`, ranges),
    ...(sinceS === undefined ? [] : [sql`c.authored_at_s >= ${sinceS}`]),
    ...(untilS === undefined ? [] : [sql`c.authored_at_s < ${untilS}`]),
    ...botConditions(repositoryId, sql`c.author_identity_id`, bots),
  ]
  const join = isPeriod ? sql`JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = x.commit_id` : sql``
  const only = paths === undefined ? sql`` : sql` AND p.path = ANY(${paths}::text[])`
  const ofIds = sql`SELECT DISTINCT o.old_path_id AS id FROM changes o WHERE o.repository_id = ${repositoryId} AND o.old_path_id IS NOT NULL`
  return sql`WITH RECURSIVE ${presentNames({ repositoryId, ranges, ofIds })},
    churn AS (
      SELECT ${PRESENT_ID} AS path_id, count(*) AS commits FROM changes x ${join} ${JOIN_PRESENT}
      WHERE ${joinSql(conditions, ' AND ')} GROUP BY 1)
    SELECT p.path, h.commits FROM churn h JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = h.path_id${only}
    ORDER BY h.commits DESC, p.path`
}
