// Gathers what one question needs (revision, earlier turns, what is not indexed yet) and runs it.
import { z } from 'zod'
import type { Stage } from '#lib/db/jobs.ts'
import type { Repository } from '#lib/db/repositories.ts'
import type { Answer, RunEventBody } from '#lib/events.ts'
import { listPeople } from '#lib/history/people.ts'
import { describeBasis } from './basis.ts'
import { runQuestion } from './run.ts'
import type { PreviousTurn } from './state.ts'
import { openUnderstanding } from './understanding.ts'
import type { Workspace } from './workspace.ts'

/** Earlier questions of the chat that a follow-up may refer to. */
const TURNS_REMEMBERED = 4

export interface PrepareRunOptions {
  readonly workspace: Workspace
  readonly repository: Repository
  readonly question: string
  readonly runId: string
  readonly revision?: string
  readonly chatId?: string
  readonly signal: AbortSignal
  readonly emit: (event: RunEventBody) => void
}

/** Never throws: what goes wrong while preparing ends the run as a failed run. */
export async function prepareRun({
  workspace,
  repository,
  question,
  runId,
  revision,
  chatId,
  signal,
  emit,
}: PrepareRunOptions): Promise<Answer> {
  const base = { runId, question, repositoryName: repository.name, emit }
  return runQuestion({
    ...base,
    revision: repository.headOid ?? '',
    ...(revision !== undefined && { asOf: revision }),
    signal,
    prepare: async () => {
      const operations = await workspace.context({
        repositoryId: repository.id,
        signal,
        ...(revision !== undefined && { revision }),
      })
      const { models } = workspace
      const progress = await workspace.progress(repository.id)
      await models.ready()
      return {
        revision: operations.revision,
        notices: indexingNotices(progress.stages),
        basis: await describeBasis({ config: workspace.config, progress, history: operations.history }),
        scope: {
          operations,
          understanding: openUnderstanding(operations),
          previous: chatId === undefined ? [] : await previousTurns(workspace, chatId, runId),
          model: (role) => models.role(role),
          embedder: models.embedder(),
          people: async () => (await listPeople(operations.history)).map((person) => person.name),
          signal,
        },
      }
    },
  })
}

/** What is not indexed yet, said before the answer rather than missing silently. */
function indexingNotices(stages: readonly Stage[]): readonly string[] {
  return stages
    .filter((stage) => stage.status === 'running' && stage.stage in WHAT_IS_MISSING && !isOnlyLooking(stage))
    .map(
      (stage) =>
        `${WHAT_IS_MISSING[stage.stage] ?? ''}${stage.total === null ? '' : ` (${stage.done.toLocaleString('en-US')} of ${stage.total.toLocaleString('en-US')} ${stage.unit})`}.`,
    )
}

/** A refresh that has found nothing new, or not yet: nothing is missing that could be told. */
function isOnlyLooking({ done, total }: Stage): boolean {
  return total === null || done >= total
}

const WHAT_IS_MISSING: Readonly<Record<string, string>> = {
  commits: 'New commits are being indexed',
  'changed lines': 'Changed lines are still being read, so numbers of lines are not complete',
}

const StoredInput = z.record(z.string(), z.unknown())

async function previousTurns(workspace: Workspace, chatId: string, runId: string): Promise<readonly PreviousTurn[]> {
  const runs = (await workspace.runs.listByChat(chatId)).filter((run) => run.id !== runId && run.status === 'finished')
  return runs.slice(-TURNS_REMEMBERED).flatMap((run) => {
    const fact = run.answer?.facts.at(-1)
    const input = StoredInput.safeParse(fact?.input)
    if (!run.answer || !fact || !input.success) return []
    const reading = {
      operation: fact.operation,
      input: input.data,
      score: 1,
      by: 'rules',
      reason: 'earlier turn',
      entities: [],
      missing: [],
    } as const
    return [{ question: run.question, answer: run.answer.answer, reading }]
  })
}
