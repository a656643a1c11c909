// What the ingest of a repository remembers between two runs, beside the rows themselves.
import { z } from 'zod'
import type { Queryable } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'

/** The stages of the history, as the table `stages` names them. */
export const COMMITS_STAGE = 'commits'
export const CHANGED_LINES_STAGE = 'changed lines'

const CommitsState = z.object({
  /** False from the first batch of a run to its end: refs and people are older than the newest commits. */
  complete: z.boolean(),
  /** Blob of the .mailmap that the people were made with; null when there was none. */
  mailmapOid: z.string().nullable(),
  /** Ids of commits that no ref leads to any more, as an int4multirange. */
  unreachable: z.string(),
})

/** The cursor of the commits stage. */
export type CommitsState = Readonly<z.infer<typeof CommitsState>>

const NEVER_RUN: CommitsState = { complete: true, mailmapOid: null, unreachable: '{}' }

/** The state that the last run left; that of an empty repository when there was none. */
export async function readCommitsState(db: Queryable, repositoryId: number): Promise<CommitsState> {
  const stage = await createStageStore(db).get(repositoryId, COMMITS_STAGE)
  const parsed = CommitsState.safeParse(stage?.cursor)
  return parsed.success ? parsed.data : NEVER_RUN
}

/** Keeps the state; give the transaction of the rows that it belongs to. The stage must have begun. */
export async function writeCommitsState(tx: Queryable, repositoryId: number, state: CommitsState): Promise<void> {
  await storeCursor(tx, repositoryId, COMMITS_STAGE, state)
}

/** Stores the cursor of a stage that has begun, and nothing else of it. */
export async function storeCursor(tx: Queryable, repositoryId: number, stage: string, cursor: object): Promise<void> {
  await tx.query('UPDATE stages SET cursor = $3::jsonb WHERE repository_id = $1 AND stage = $2', [
    repositoryId,
    stage,
    JSON.stringify(cursor),
  ])
}
