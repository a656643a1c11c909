// The one entrance of every question: browser, terminal and HTTP all get the same stream of events.
import { reportError, SparkyError, toSparkyError } from '#lib/errors.ts'
import type { Answer, Basis, Citation, RunEventBody } from '#lib/events.ts'
import { boundModel } from './bound-model.ts'
import { graph, RECURSION_LIMIT } from './graph.ts'
import { inline } from './operations/wording.ts'
import type { RunScope, RunState } from './state.ts'

/** What a run needs besides its question. */
export interface PreparedRun {
  /** Object id of the commit that the question is about. */
  readonly revision: string
  /** Known before the run starts: "line counts are still being indexed". */
  readonly notices: readonly string[]
  /** What the answer rests on. */
  readonly basis?: Basis
  readonly scope: Omit<RunScope, 'emit'>
}

export interface RunInput {
  readonly runId: string
  readonly question: string
  readonly repositoryName: string
  /** The head, until `prepare` has resolved the revision. */
  readonly revision: string
  /** As it was asked for. */
  readonly asOf?: string
  readonly prepare: () => Promise<PreparedRun>
  readonly signal: AbortSignal
  /** Every event in order; the last is `run-end`. */
  readonly emit: (event: RunEventBody) => void
}

/** Runs one question to its end. Never throws: a failure is the `run-end` event with its error. */
export async function runQuestion(input: RunInput): Promise<Answer> {
  const startedMs = performance.now()
  const models: Record<string, string> = {}
  const emit = (event: RunEventBody) => {
    if (event.type === 'usage' && event.agent) models[event.agent] = event.model
    input.emit(event)
  }
  let base = emptyAnswer(input)
  const timed = () => ({ ...base, models, elapsedMs: Math.round(performance.now() - startedMs) })
  try {
    const { revision, notices, basis, scope } = await input.prepare()
    base = { ...base, revision, notices, ...(basis && { basis }) }
    emit({
      type: 'run-start',
      question: input.question,
      repository: input.repositoryName,
      revision,
      ...(input.asOf !== undefined && { asOf: input.asOf }),
    })
    for (const text of notices) emit({ type: 'notice', text })
    const state = await graph.invoke(
      { question: input.question },
      {
        configurable: { scope: { ...scope, model: bounded(scope.model), emit } },
        signal: input.signal,
        recursionLimit: RECURSION_LIMIT,
      },
    )
    for (const text of state.notices) emit({ type: 'notice', text })
    const choices = choicesOf(state)
    if (choices) emit({ type: 'text-delta', agent: 'supervisor', text: choices.text })
    const answer = { ...timed(), ...answerOf(state, choices), notices: [...notices, ...state.notices] }
    emit({ type: 'run-end', outcome: 'finished', answer })
    return answer
  } catch (error) {
    const stopped = input.signal.aborted
    const answer: Answer = {
      ...timed(),
      status: stopped ? 'incomplete' : 'error',
      error: reportError(stopped ? stoppedError(error) : error),
    }
    emit({ type: 'run-end', outcome: stopped ? 'stopped' : 'failed', answer })
    return answer
  }
}

/** What to ask instead, as the end of an answer; not below one that found nothing. */
function choicesOf({ clarification, status }: RunState): Choices | undefined {
  if (clarification === undefined || status !== 'answered') return undefined
  const choices = clarification.choices.map((choice) => inline(choice))
  return {
    text: `\n\n${inline(clarification.text)}\n${choices.map((choice) => `- ${choice}`).join('\n')}`,
    choices: clarification.choices,
  }
}

interface Choices {
  /** With the blank line before it. */
  readonly text: string
  readonly choices: readonly string[]
}

function answerOf(
  state: RunState,
  choices: Choices | undefined,
): Pick<Answer, 'choices' | 'answer' | 'status' | 'verification' | 'mended' | 'citations' | 'facts' | 'route'> {
  const plan = state.tried.at(-1)
  return {
    answer: `${state.answer}${choices?.text ?? ''}`,
    ...(choices && { choices: choices.choices }),
    status: state.status,
    verification: state.verification,
    mended: state.mended,
    citations: citedIn(state.answer, state.citations),
    facts: state.findings.map(({ operation, input, rows, receipt }) => ({ operation, input, rows, receipt })),
    route: { agent: 'git-reader', operation: plan?.operation ?? 'none', by: plan?.by === 'model' ? 'model' : 'rules' },
  }
}

/** Every role with a limit to what it may say. */
function bounded(modelOf: RunScope['model']): RunScope['model'] {
  return (role) => {
    const model = modelOf(role)
    return model && boundModel(model)
  }
}

/** The citations that the text names; all of them where it names none. */
function citedIn(text: string, citations: readonly Citation[]): readonly Citation[] {
  const named = citations.filter((citation) => text.includes(`[${citation.id}]`))
  return named.length > 0 ? named : citations
}

function emptyAnswer(input: RunInput): Omit<Answer, 'elapsedMs' | 'models'> {
  return {
    runId: input.runId,
    answer: '',
    status: 'error',
    verification: 'unverified',
    citations: [],
    facts: [],
    route: { agent: 'supervisor', operation: 'none', by: 'rules' },
    repository: input.repositoryName,
    revision: input.revision,
    notices: [],
  }
}

function stoppedError(cause: unknown): SparkyError {
  const known = toSparkyError(cause)
  if (known.code === 'run/aborted') return known
  return new SparkyError({
    code: 'run/aborted',
    message: 'The run was stopped before it had an answer.',
    remedy: 'Ask again.',
    retryable: true,
    cause,
  })
}
