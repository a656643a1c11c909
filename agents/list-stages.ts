// The stages of a repository in the order of its pipeline, those included that have never begun.
import type { Stage, StageStore } from '#lib/db/jobs.ts'
import type { IndexStage } from './indexer.ts'

export async function listStages({
  repositoryId,
  stages,
  pipeline,
}: {
  readonly repositoryId: number
  readonly stages: StageStore
  readonly pipeline: readonly IndexStage[]
}): Promise<readonly Stage[]> {
  const known = await stages.list(repositoryId)
  return pipeline.map((stage) => known.find((one) => one.stage === stage.name) ?? waitingStage(repositoryId, stage))
}

function waitingStage(repositoryId: number, { name, unit }: IndexStage): Stage {
  return {
    repositoryId,
    stage: name,
    status: 'waiting',
    done: 0,
    total: null,
    unit,
    skipped: [],
    cursor: null,
    error: null,
    startedAtMs: null,
    endedAtMs: null,
  }
}
