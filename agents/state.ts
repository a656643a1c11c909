// What travels through the graph: plain data of one question, and the tools of one run.
import { Annotation } from '@langchain/langgraph'
import type { ModelRole } from '#lib/config.ts'
import type { AnswerStatus, Citation, LinkedEntity, Mending, RunEventBody, Verification } from '#lib/events.ts'
import type { ChatModel } from '#lib/models/chat-model.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import type { Finding, OperationContext } from './operations/operation.ts'
import type { Clarification } from './understand/clarify.ts'
import type { UnderstandContext } from './understand/context.ts'
import type { Reading } from './understand/reading.ts'

/** An earlier question of the same chat, with how it was read. */
export interface PreviousTurn {
  readonly question: string
  readonly answer: string
  readonly reading: Reading
}

/** The operation that the supervisor has chosen, and how. */
export interface Plan {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly by: 'rules' | 'meaning' | 'model'
  readonly reason: string
}

/** A written answer before and after the check. */
export interface Draft {
  readonly text: string
  /** `code` when the sentences were made from the findings without a model. */
  readonly writer: 'code' | 'model'
}

const replace = <T>(initial: () => T) => Annotation<T>({ reducer: (_, next) => next, default: initial })
const append = <T>() => Annotation<readonly T[]>({ reducer: (all, more) => [...all, ...more], default: () => [] })

export const RunState = Annotation.Root({
  question: replace(() => ''),
  entities: replace<readonly LinkedEntity[]>(() => []),
  readings: replace<readonly Reading[]>(() => []),
  /** Present: the supervisor wants this run next. Absent: time to answer. */
  plan: replace<Plan | undefined>(() => undefined),
  tried: append<Plan>(),
  findings: append<Finding>(),
  citations: replace<readonly Citation[]>(() => []),
  /** Condensed material, when the findings do not fit the writer's window. */
  notes: replace<string | undefined>(() => undefined),
  draft: replace<Draft | undefined>(() => undefined),
  /** What a weak model would add to a text made by code; kept only if it stands the check. */
  remark: replace(() => ''),
  /** What the verifier told the writer to mend; empty before the first check. */
  objections: replace<readonly string[]>(() => []),
  attempts: replace(() => 0),
  status: replace<AnswerStatus>(() => 'answered'),
  verification: replace<Verification>(() => 'unverified'),
  /** What did not stand the check of the final text. */
  mended: replace<readonly Mending[]>(() => []),
  notices: append<string>(),
  /** What the question may have meant instead: said below the answer. */
  clarification: replace<Clarification | undefined>(() => undefined),
  answer: replace(() => ''),
  next: replace<'git-reader' | 'summarizer' | 'qa' | 'verifier' | 'end'>(() => 'end'),
})
export type RunState = typeof RunState.State
export type RunUpdate = Partial<RunState>

/** The tools of one run; handed to every node, kept nowhere. */
export interface RunScope {
  readonly operations: OperationContext
  readonly understanding: UnderstandContext
  readonly previous: readonly PreviousTurn[]
  readonly model: (role: ModelRole) => ChatModel | undefined
  readonly embedder: Embedder | undefined
  /** Names of everyone who ever committed, for the check of names. */
  readonly people: () => Promise<readonly string[]>
  readonly emit: (event: RunEventBody) => void
  readonly signal: AbortSignal
}
