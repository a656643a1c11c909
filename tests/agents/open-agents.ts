// The agents over one real repository: a database in memory, an ingested history, and questions through the one entrance.
import { randomUUID } from 'node:crypto'
import type { OperationContext } from '#agents/operations/operation.ts'
import { runQuestion } from '#agents/run.ts'
import type { PreviousTurn, RunScope } from '#agents/state.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { openCodeIndex } from '#lib/code/search.ts'
import type { Answer, RunEventBody } from '#lib/events.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import { ingestChangedLines } from '#lib/history/ingest.ts'
import { ingestLinks } from '#lib/history/links.ts'
import { listPeople } from '#lib/history/people.ts'
import { createLog } from '#lib/log.ts'
import type { ChatModel } from '#lib/models/chat-model.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import type { TestRepository } from '#tests/git/make-repository.ts'
import { openHistory } from '#tests/history/open-history.ts'

export interface AskOptions {
  readonly previous?: readonly PreviousTurn[]
  /** The stand-in for the writer of the answer; for every role when `isSupervisor`. */
  readonly model?: ChatModel
  readonly isSupervisor?: boolean
  readonly signal?: AbortSignal
  readonly notices?: readonly string[]
  /** Replaces parts of what the operations get. */
  readonly context?: Partial<OperationContext>
}

export interface Asked {
  readonly answer: Answer
  readonly events: readonly RunEventBody[]
}

export interface OpenAgents {
  readonly gitFolder: string
  context(changes?: Partial<OperationContext>): OperationContext
  ask(question: string, options?: AskOptions): Promise<Asked>
  close(): Promise<void>
}

/** "Today" of every test: a Wednesday. */
export const NOW_S = Date.UTC(2020, 5, 10, 12) / 1000

export async function openAgents(repository: TestRepository): Promise<OpenAgents> {
  const gitFolder = `${repository.folder}/.git`
  const db = await openTestDatabase()
  const { context: history, reach } = await openHistory(db, gitFolder)
  await ingestChangedLines({ ...history, signal: new AbortController().signal })
  await ingestLinks(history)
  const objects = openObjectReader(gitFolder)
  const thread = openCodeThread({ rootFolder: process.cwd() })
  const code = openCodeIndex({
    db,
    gitFolder,
    repositoryId: history.repositoryId,
    thread,
    objects,
    vectors: undefined,
    embedder: async () => undefined,
    log: createLog('silent'),
  })
  const revision = repository.git('rev-parse', 'main')
  const context = (changes: Partial<OperationContext> = {}): OperationContext => ({
    history,
    reach,
    objects,
    code,
    repositoryName: 'story',
    repositories: async () => [
      { id: history.repositoryId, name: 'story', open: async (signal) => context({ signal }) },
    ],
    revision,
    nowS: NOW_S,
    signal: new AbortController().signal,
    ...changes,
  })
  return {
    gitFolder,
    context,
    async ask(
      question,
      {
        previous = [],
        model,
        isSupervisor = false,
        signal = new AbortController().signal,
        notices = [],
        context: changes,
      } = {},
    ) {
      const events: RunEventBody[] = []
      const operations = context({ signal, ...changes })
      const scope: Omit<RunScope, 'emit'> = {
        operations,
        understanding: openUnderstanding(operations),
        previous,
        model: (role) => (role === 'qa' || isSupervisor ? model : undefined),
        embedder: undefined,
        people: async () => (await listPeople(history)).map((person) => person.name),
        signal,
      }
      const answer = await runQuestion({
        runId: randomUUID(),
        question,
        repositoryName: 'story',
        revision,
        prepare: async () => ({ revision: operations.revision, notices, scope }),
        signal,
        emit: (event) => events.push(event),
      })
      return { answer, events }
    },
    async close() {
      await objects.close()
      await thread.close()
      await db.close()
    },
  }
}
