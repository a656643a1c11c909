// Refs and revision names answered by the tables, so that a question starts no git process for what is indexed.
import { type GitRef, isOid, resolveRevision } from '#lib/git/revisions.ts'
import type { HistoryContext } from './context.ts'

/** Shorter abbreviations are rather words or numbers. */
const SHORTEST_PREFIX = 4

/** Branches and tags as of the last refresh, in the order of their names. */
export async function listIndexedRefs({ db, repositoryId }: HistoryContext): Promise<readonly GitRef[]> {
  return db.query<GitRef>(
    `SELECT name, kind, commit_oid AS "commitOid", created_at_s AS "createdAtS", annotated
     FROM refs WHERE repository_id = $1 ORDER BY name COLLATE "C"`,
    [repositoryId],
  )
}

/**
 * The full id of the commit that a branch, a tag or a (short) sha names; git itself is asked for whatever else a revision
 * may be, and for what is not indexed.
 *
 * @throws SparkyError `git/timeout`, `git/aborted`.
 */
export async function resolveNamed(context: HistoryContext, name: string): Promise<string | undefined> {
  const { db, repositoryId, gitFolder } = context
  // As git does, a tag goes before a branch, and both before an abbreviation.
  const [ref] = await db.query<{ oid: string }>(
    'SELECT commit_oid AS oid FROM refs WHERE repository_id = $1 AND name = ANY($2::text[]) ORDER BY kind DESC LIMIT 1',
    [repositoryId, [`refs/tags/${name}`, `refs/heads/${name}`, name]],
  )
  if (ref) return ref.oid
  const prefix = name.toLowerCase()
  if (/^[0-9a-f]+$/.test(prefix) && prefix.length >= SHORTEST_PREFIX) {
    const found = await db.query<{ oid: string }>(
      isOid(prefix)
        ? 'SELECT oid FROM commits WHERE repository_id = $1 AND oid = $2'
        : `SELECT oid FROM commits WHERE repository_id = $1 AND oid >= $2 AND oid < $2 || 'g' LIMIT 2`,
      [repositoryId, prefix],
    )
    const [only] = found
    if (found.length === 1 && only?.oid.startsWith(prefix)) return only.oid
  }
  return resolveRevision(gitFolder, name)
}
