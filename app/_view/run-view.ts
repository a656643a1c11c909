// What the page knows of a run, folded from its events: the same on the server, after a reload and while it streams.
import type { ErrorReport } from '#lib/errors.ts'
import type { AgentName, Answer, Citation, LinkedEntity, Receipt, Row, RunEvent } from '#lib/events.ts'

/** One operation that was run. */
export interface ToolCall {
  readonly callId: string
  readonly operation: string
  readonly input: unknown
  /** Absent while it runs. */
  readonly result?: {
    readonly summary: string
    readonly rows: readonly Row[]
    readonly rowCount: number
    readonly receipt: Receipt
    readonly elapsedMs: number
    readonly error?: ErrorReport
  }
}

/** One step of the trace, in the order in which it began. */
export type TraceStep =
  | {
      readonly kind: 'agent'
      readonly agent: AgentName
      readonly task: string
      readonly startedAtMs: number
      readonly elapsedMs?: number
    }
  | { readonly kind: 'entities'; readonly entities: readonly LinkedEntity[] }
  | {
      readonly kind: 'plan'
      readonly operation: string
      readonly by: string
      readonly reason: string
      readonly alternatives: readonly string[]
    }
  | { readonly kind: 'tool'; readonly agent: AgentName | undefined; readonly call: ToolCall }
  | {
      readonly kind: 'claim'
      readonly claim: string
      readonly outcome: string
      readonly detail: string
      readonly replacement?: string
    }
  | { readonly kind: 'usage'; readonly model: string; readonly tokens: number; readonly firstTokenMs: number }
  | { readonly kind: 'reset'; readonly reason: string }

export interface RunView {
  readonly runId: string
  readonly question: string
  /** Number of the last event that is in here; 0 before the first. */
  readonly sequence: number
  readonly startedAtMs: number | undefined
  readonly revision: string
  /** The revision as it was asked for, when one was. */
  readonly asOf: string | undefined
  readonly steps: readonly TraceStep[]
  readonly text: string
  readonly reasoning: string
  readonly citations: readonly Citation[]
  readonly notices: readonly string[]
  /** Present when the run has ended, however it ended. */
  readonly answer: Answer | undefined
  readonly outcome: 'running' | 'finished' | 'stopped' | 'failed'
}

export function beginView(runId: string, question: string): RunView {
  return {
    runId,
    question,
    sequence: 0,
    startedAtMs: undefined,
    revision: '',
    asOf: undefined,
    steps: [],
    text: '',
    reasoning: '',
    citations: [],
    notices: [],
    answer: undefined,
    outcome: 'running',
  }
}

/** The view with one more event. An event that is in it already changes nothing, so that nothing is shown twice. */
export function applyEvent(view: RunView, event: RunEvent): RunView {
  if (event.sequence <= view.sequence) return view
  return { ...fold(view, event), sequence: event.sequence, startedAtMs: view.startedAtMs ?? event.atMs }
}

function fold(view: RunView, event: RunEvent): RunView {
  const step = (next: TraceStep): RunView => ({ ...view, steps: [...view.steps, next] })
  switch (event.type) {
    case 'run-start':
      return { ...view, revision: event.revision, asOf: event.asOf }
    case 'agent-start':
      return event.agent === undefined
        ? view
        : step({ kind: 'agent', agent: event.agent, task: event.task, startedAtMs: event.atMs })
    case 'agent-end':
      return endAgent(view, event.agent, event.elapsedMs)
    case 'entity-link':
      return event.entities.length === 0 ? view : step({ kind: 'entities', entities: event.entities })
    case 'plan-choose': {
      const { operation, by, reason, alternatives } = event
      return step({ kind: 'plan', operation, by, reason, alternatives })
    }
    case 'tool-call': {
      const { callId, operation, input } = event
      return step({ kind: 'tool', agent: event.agent, call: { callId, operation, input } })
    }
    case 'tool-result':
      return endTool(view, event)
    case 'source':
      return { ...view, citations: [...view.citations.filter(({ id }) => id !== event.citation.id), event.citation] }
    case 'notice':
      return view.notices.includes(event.text) ? view : { ...view, notices: [...view.notices, event.text] }
    case 'reasoning-delta':
      return { ...view, reasoning: view.reasoning + event.text }
    case 'text-delta':
      return { ...view, text: view.text + event.text }
    case 'text-reset':
      return { ...step({ kind: 'reset', reason: event.reason }), text: '' }
    case 'claim-check':
      return step({
        kind: 'claim',
        claim: event.claim,
        outcome: event.outcome,
        detail: event.detail,
        ...(event.replacement !== undefined && { replacement: event.replacement }),
      })
    case 'usage':
      return step({
        kind: 'usage',
        model: event.model,
        tokens: event.completionTokens,
        firstTokenMs: event.firstTokenMs,
      })
    case 'run-end':
      return endRun(view, event)
  }
}

function endRun(view: RunView, { outcome, answer }: Extract<RunEvent, { type: 'run-end' }>): RunView {
  // A run that was stopped has no finished answer: what was written stays.
  const text = answer.answer === '' ? view.text : answer.answer
  const citations = answer.citations.length > 0 ? answer.citations : view.citations
  return { ...view, outcome, answer, text, citations, revision: answer.revision || view.revision }
}

function endAgent(view: RunView, agent: AgentName | undefined, elapsedMs: number): RunView {
  const index = view.steps.findLastIndex(
    (step) => step.kind === 'agent' && step.agent === agent && step.elapsedMs === undefined,
  )
  return replaceStep(view, index, (step) => ({ ...step, elapsedMs }))
}

function endTool(view: RunView, event: Extract<RunEvent, { type: 'tool-result' }>): RunView {
  const { summary, rows, rowCount, receipt, elapsedMs, error } = event
  const result = { summary, rows, rowCount, receipt, elapsedMs, ...(error && { error }) }
  const index = view.steps.findIndex((step) => step.kind === 'tool' && step.call.callId === event.callId)
  return replaceStep(view, index, (step) => (step.kind === 'tool' ? { ...step, call: { ...step.call, result } } : step))
}

function replaceStep(view: RunView, index: number, change: (step: TraceStep) => TraceStep): RunView {
  const old = view.steps[index]
  return old === undefined ? view : { ...view, steps: view.steps.with(index, change(old)) }
}

/** The operations of a run, in order. */
export function toolCalls({ steps }: RunView): readonly ToolCall[] {
  return steps.flatMap((step) => (step.kind === 'tool' ? [step.call] : []))
}
