// The commits of a word as rows: who changed it when, and in which direction.
import type { Row } from '#lib/events.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import type { WordChanges } from './word-index.ts'
import { WORD_ADDED, WORD_REMOVED } from './word-tally.ts'

interface Found {
  readonly id: number
  readonly sha: string
  readonly subject: string
  readonly author: string
  readonly email: string
  readonly atS: number
  readonly offsetMinutes: number
}

/**
 * {sha, subject, author, email, authoredAt, change} of the commits, by committer date.
 *
 * `change` is `added` or `removed` where the word only came or only went, else `changed`.
 */
export async function readWordCommits(
  { db, repositoryId }: HistoryContext,
  { commitIds, flags }: Pick<WordChanges, 'commitIds' | 'flags'>,
  { order, limit }: { readonly order: 'newest' | 'oldest'; readonly limit: number },
): Promise<readonly Row[]> {
  if (commitIds.length === 0) return []
  const direction = order === 'newest' ? 'DESC' : 'ASC'
  const rows = await db.query<Found>(
    `SELECT c.id, c.oid AS sha, c.subject, p.name AS author, p.email, c.authored_at_s AS "atS",
       c.authored_offset_minutes AS "offsetMinutes"
     FROM (SELECT id FROM commits WHERE repository_id = $1 AND id = ANY($2::int[])
       ORDER BY committed_at_s ${direction}, id ${direction} LIMIT $3) k
     JOIN commits c ON c.repository_id = $1 AND c.id = k.id
     JOIN identities i ON i.repository_id = $1 AND i.id = c.author_identity_id
     JOIN people p ON p.repository_id = $1 AND p.id = i.person_id
     ORDER BY c.committed_at_s ${direction}, c.id ${direction}`,
    [repositoryId, commitIds, limit],
  )
  const flagOf = new Map(commitIds.map((id, index) => [id, flags[index] ?? 0]))
  return rows.map(({ id, atS, offsetMinutes, ...row }) => ({
    ...row,
    authoredAt: isoTime(atS, offsetMinutes),
    change: changeOf(flagOf.get(id) ?? 0),
  }))
}

function changeOf(flags: number): string {
  return flags === WORD_ADDED ? 'added' : flags === WORD_REMOVED ? 'removed' : 'changed'
}
