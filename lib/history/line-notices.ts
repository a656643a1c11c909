// What an answer that shows numbers of lines has to say about them.
import { createStageStore } from '#lib/db/jobs.ts'
import type { HistoryContext } from './context.ts'
import { CHANGED_LINES_STAGE } from './ingest-state.ts'

/** Line counts come in the background, and some files have none; one sentence each, empty when all are there. */
export async function lineNotices({
  db,
  repositoryId,
}: Pick<HistoryContext, 'db' | 'repositoryId'>): Promise<readonly string[]> {
  const stage = await createStageStore(db).get(repositoryId, CHANGED_LINES_STAGE)
  const left = (stage?.skipped ?? [])
    .filter(({ reason }) => reason.endsWith('file'))
    .reduce((sum, { count }) => sum + count, 0)
  const progress = stage?.total ? `: ${stage.done} of ${stage.total} commits so far` : ''
  return [
    ...(stage?.status === 'done' ? [] : [`Line counts are not complete${progress}.`]),
    ...(left === 0 ? [] : [`Lines of ${left} changes to generated and lock files are not counted.`]),
  ]
}
