// How much of a history is indexed, in one cheap statement.
import type { HistoryContext } from './context.ts'
import { COMMITS_STAGE } from './ingest-state.ts'
import { isoTime } from './iso-time.ts'

export interface Extent {
  /** Commits that branches and tags lead to. */
  readonly commits: number
  /** When the oldest of them was written, ISO 8601 in UTC; null when there is none. */
  readonly firstCommitAt: string | null
}

/** Ids are dense and dates are indexed: nothing is counted row by row. */
export async function readExtent({ db, repositoryId }: HistoryContext): Promise<Extent> {
  const [row] = await db.query<{ commits: number; firstAtS: number | null }>(
    `SELECT (SELECT coalesce(max(id), 0) FROM commits WHERE repository_id = $1)::int
       - (SELECT coalesce(sum(upper(gone) - lower(gone)), 0)
          FROM stages, unnest((cursor ->> 'unreachable')::int4multirange) gone
          WHERE repository_id = $1 AND stage = $2)::int AS commits,
       (SELECT min(authored_at_s) FROM commits WHERE repository_id = $1) AS "firstAtS"`,
    [repositoryId, COMMITS_STAGE],
  )
  const firstAtS = row?.firstAtS ?? null
  return { commits: row?.commits ?? 0, firstCommitAt: firstAtS === null ? null : isoTime(firstAtS, 0) }
}
