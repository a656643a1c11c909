// People beside authors: who committed the work of others, and who is named as a co-author.
import type { HistoryContext } from './context.ts'

export interface Committer {
  readonly id: number
  readonly name: string
}

/** People with at least one commit of that very name or address, in any case: also those who never wrote one, as a forge. */
export async function committersNamed(
  { db, repositoryId }: HistoryContext,
  text: string,
): Promise<readonly Committer[]> {
  return db.query<Committer>(
    `SELECT DISTINCT p.id, p.name FROM identities i
     JOIN people p ON p.repository_id = $1 AND p.id = i.person_id
     WHERE i.repository_id = $1 AND (lower(i.name) = lower($2) OR lower(i.email) = lower($2) OR lower(p.name) = lower($2))
       AND EXISTS (SELECT FROM commits c WHERE c.repository_id = $1 AND c.committer_identity_id = i.id)
     ORDER BY p.id`,
    [repositoryId, text],
  )
}

/** Somebody named by `Co-authored-by` with a name and address under which nobody has committed. */
export interface NamedCoAuthor {
  readonly key: string
  readonly name: string
}

/** Those of that name or address, in any case; one row a key. */
export async function coAuthorsNamed(
  { db, repositoryId }: HistoryContext,
  text: string,
): Promise<readonly NamedCoAuthor[]> {
  return db.query<NamedCoAuthor>(
    `SELECT key, min(name) AS name FROM (
       SELECT key, value, coalesce(nullif(trim(regexp_replace(value, '<.*$', '')), ''), key) AS name FROM commit_links
       WHERE repository_id = $1 AND kind = 'co-authored-by' AND identity_id IS NULL) l
     WHERE lower(name) = lower($2) OR lower(key) = lower($2) OR lower(substring(value from '<(.*)>')) = lower($2)
     GROUP BY key ORDER BY key`,
    [repositoryId, text],
  )
}
