// Removes all rows of a repository from every table that has them, in steps that keep the database answering.
import { SparkyError } from '#lib/errors.ts'
import type { Database } from './database.ts'

/** Rows deleted by one statement: some ten milliseconds on the embedded engine. */
const STEP_ROWS = 5_000

/**
 * Removes the rows of every table with a column `repository_id`, whichever room made it; the repository's own row stays.
 *
 * A kill in the middle leaves fewer rows, and the next call removes the rest.
 *
 * @throws SparkyError `run/aborted` when `signal` aborts between two steps.
 */
export async function removeRepositoryRows(db: Database, repositoryId: number, signal?: AbortSignal): Promise<void> {
  for (const table of await tablesOfRepositories(db)) {
    let removed = false
    while (await removeStep(db, table, repositoryId)) {
      removed = true
      if (signal?.aborted) throw aborted()
    }
    // The embedded engine has no autovacuum: without this the space would never be used again.
    if (removed && db.kind === 'pglite') await db.query(`VACUUM (ANALYZE) ${table}`)
  }
}

/** Quoted names, in an order that suits every start. */
async function tablesOfRepositories(db: Database): Promise<readonly string[]> {
  const rows = await db.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE column_name = 'repository_id' AND table_type = 'BASE TABLE' AND table_schema = current_schema()
      ORDER BY table_name`,
  )
  return rows.map((row) => row.name)
}

async function removeStep(db: Database, table: string, repositoryId: number): Promise<boolean> {
  const [step] = await db.query<{ removed: number }>(
    `WITH gone AS (
       DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE repository_id = $1 LIMIT ${STEP_ROWS}))
       RETURNING 1)
     SELECT count(*) AS removed FROM gone`,
    [repositoryId],
  )
  return (step?.removed ?? 0) > 0
}

function aborted(): SparkyError {
  return new SparkyError({
    code: 'run/aborted',
    message: 'Removing the repository was interrupted.',
    remedy: 'It goes on with the next start, or when it is removed again.',
    retryable: true,
  })
}
