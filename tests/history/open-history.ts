// The history of one repository in a test: its context, its reach, and plain git beside it.
import { randomUUID } from 'node:crypto'
import type { Database } from '#lib/db/database.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { ingestCommits } from '#lib/history/ingest.ts'
import { openReach, type ReachIndex } from '#lib/history/reach.ts'
import { decodeBucket, type StoredBucket } from '#lib/history/word-postings.ts'

export interface OpenHistory {
  readonly context: HistoryContext
  readonly reach: ReachIndex
}

/** A repository that is known but not ingested. */
export async function addHistory(db: Database, gitFolder: string): Promise<HistoryContext> {
  const name = randomUUID()
  const { id } = await createRepositoryStore(db).add({ name, address: `${gitFolder}#${name}`, kind: 'folder' })
  return { db, gitFolder, repositoryId: id }
}

/** A repository with its commits ingested. */
export async function openHistory(db: Database, gitFolder: string): Promise<OpenHistory> {
  const context = await addHistory(db, gitFolder)
  await ingestCommits(context)
  return { context, reach: openReach(context) }
}

/** Everything the tables say about a repository, with ids replaced by what they stand for: equal when the history is. */
export async function snapshotHistory({ db, repositoryId }: HistoryContext): Promise<unknown> {
  const query = (sql: string) => db.query<Record<string, unknown>>(sql, [repositoryId])
  return {
    commits:
      await query(`SELECT c.oid, c.authored_at_s, c.authored_offset_minutes, c.committed_at_s, c.subject, c.body, c.files_changed,
        a.name AS author, a.email, k.name AS committer,
        ARRAY(SELECT p.oid FROM unnest(c.parents) WITH ORDINALITY AS u(id, n) JOIN commits p ON p.repository_id = $1 AND p.id = u.id ORDER BY n) AS parents
      FROM commits c JOIN identities a ON a.repository_id = $1 AND a.id = c.author_identity_id
      JOIN identities k ON k.repository_id = $1 AND k.id = c.committer_identity_id
      WHERE c.repository_id = $1 ORDER BY c.oid COLLATE "C"`),
    changes: await query(`SELECT c.oid, p.path, x.status, o.path AS old_path, x.similarity FROM changes x
      JOIN commits c ON c.repository_id = $1 AND c.id = x.commit_id JOIN paths p ON p.repository_id = $1 AND p.id = x.path_id
      LEFT JOIN paths o ON o.repository_id = $1 AND o.id = x.old_path_id
      WHERE x.repository_id = $1 ORDER BY c.oid COLLATE "C", p.path COLLATE "C"`),
    refs: await query(
      'SELECT name, kind, commit_oid, created_at_s, annotated FROM refs WHERE repository_id = $1 ORDER BY name COLLATE "C"',
    ),
    patches:
      await query(`SELECT c.oid, x.patch_id FROM patches x JOIN commits c ON c.repository_id = $1 AND c.id = x.commit_id
      WHERE x.repository_id = $1 ORDER BY c.oid COLLATE "C"`),
    words: await snapshotWords({ db, repositoryId }),
    people:
      await query(`SELECT p.name, p.email, array_agg(i.name || ' <' || i.email || '>' ORDER BY i.name COLLATE "C", i.email COLLATE "C") AS identities
      FROM people p LEFT JOIN identities i ON i.repository_id = $1 AND i.person_id = p.id WHERE p.repository_id = $1
      GROUP BY p.id, p.name, p.email ORDER BY 3`),
  }
}

/** Every word with the object ids of its commits and what they did to it, sorted; the pieces it is stored in do not show. */
async function snapshotWords({
  db,
  repositoryId,
}: Pick<HistoryContext, 'db' | 'repositoryId'>): Promise<readonly string[]> {
  const commits = await db.query<{ id: number; oid: string }>('SELECT id, oid FROM commits WHERE repository_id = $1', [
    repositoryId,
  ])
  const oidOf = new Map(commits.map(({ id, oid }) => [id, oid]))
  const rows = await db.query<StoredBucket>('SELECT words, postings FROM word_postings WHERE repository_id = $1', [
    repositoryId,
  ])
  return rows
    .flatMap((row) =>
      [...decodeBucket(row, () => true)].flatMap(([word, { commitIds, flags }]) =>
        commitIds.map((id, index) => `${word} ${oidOf.get(id)} ${flags[index]}`),
      ),
    )
    .sort()
}
