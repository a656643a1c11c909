// The Q&A agent: writes the answer from the findings only, with citations.
import { toSparkyError } from '#lib/errors.ts'
import type { ChatModel } from '#lib/models/chat-model.ts'
import { neutralise } from '#lib/plain-text.ts'
import type { Finding } from './operations/operation.ts'
import { withUnused, writePlainly } from './plain-sentences.ts'
import type { RunScope, RunState, RunUpdate } from './state.ts'
import { streamText } from './stream-text.ts'
import { writePrompt } from './write-prompt.ts'

const ANSWER_TOKENS = 900
/** A weak model adds at most this much to what code has written, from a record of this length, within this time: the facts do not wait for it. */
const REMARK_TOKENS = 80
const REMARK_CHARACTERS = 2_400
const REMARK_TIMEOUT_MS = 12_000
/** Where prose is condensed: places in code and their lines speak for themselves. */
const REMARKED: ReadonlySet<string> = new Set(['explain_commit', 'summarize_period'])
/** Writes the draft: by code when the rows are the answer or no model can be trusted, else by the model. */
export async function writeAnswer(state: RunState, scope: RunScope): Promise<RunUpdate> {
  const plain = withUnused(writePlainly(state.findings), state.findings, state.notices)
  const model = scope.model('qa')
  if (model === undefined || isSettled(state.findings)) return byCode(plain, scope)
  if (model.strength === 'weak') return withRemark({ state, scope, model, plain })
  const { messages, notices } = writePrompt({ state, model, plain, answerTokens: answerTokens(model) })
  try {
    const text = await streamText({
      model,
      agent: 'qa',
      scope,
      visible: true,
      request: { messages, maxTokens: answerTokens(model), temperature: 0 },
    })
    const written = neutralise(text.trim())
    if (written === '') return byCode(plain, scope)
    if (written !== text.trim()) {
      scope.emit({ type: 'text-reset', agent: 'qa', reason: 'control tokens were made harmless' })
      scope.emit({ type: 'text-delta', agent: 'qa', text: written })
    }
    return { draft: { text: written, writer: 'model' }, notices: state.attempts === 0 ? notices : [], next: 'verifier' }
  } catch (error) {
    return afterModelFailure(error, plain, scope)
  }
}

/** Nothing to phrase: what was asked for does not exist, or nothing was found. */
function isSettled(findings: readonly Finding[]): boolean {
  return findings.every((finding) => (finding.missing ?? []).length > 0 || finding.rows.length === 0)
}

function byCode(plain: string, scope: RunScope): RunUpdate {
  scope.emit({ type: 'text-delta', agent: 'qa', text: plain })
  return { draft: { text: plain, writer: 'code' }, next: 'verifier' }
}

/** Facts stay as code wrote them; for explanations the weak model may add a remark, which is checked like any text. */
async function withRemark({
  state,
  scope,
  model,
  plain,
}: {
  state: RunState
  scope: RunScope
  model: ChatModel
  plain: string
}): Promise<RunUpdate> {
  scope.emit({ type: 'text-delta', agent: 'qa', text: plain })
  const last = state.findings.at(-1)
  const wantsRemark =
    last !== undefined && REMARKED.has(last.operation) && last.material !== undefined && state.attempts === 0
  if (!wantsRemark) return { draft: { text: plain, writer: 'code' }, next: 'verifier' }
  try {
    const material = neutralise(`${last.text}\n\n${last.material}`).slice(0, REMARK_CHARACTERS)
    const remark = await streamText({
      model,
      agent: 'qa',
      scope,
      visible: false,
      signal: AbortSignal.timeout(REMARK_TIMEOUT_MS),
      request: {
        messages: [
          {
            role: 'system',
            text: 'Explain in one or two plain sentences what this record of a git repository says about the question. Use only the record.',
          },
          { role: 'user', text: `Question: ${neutralise(state.question)}\n\nRecord:\n${material}` },
        ],
        maxTokens: Math.min(REMARK_TOKENS, Math.floor(model.contextTokens / 8)),
        temperature: 0,
      },
    })
    return { draft: { text: plain, writer: 'code' }, remark: neutralise(remark.trim()), next: 'verifier' }
  } catch (error) {
    if (scope.signal.aborted) throw error
    // The answer is whole without a remark; that a server is gone is worth saying, that a weak model rambles or is slow is not.
    const { code, message } = toSparkyError(error)
    if (code === 'model/unreachable')
      scope.emit({ type: 'notice', agent: 'qa', text: `The model could not add to the answer: ${message}` })
    return { draft: { text: plain, writer: 'code' }, next: 'verifier' }
  }
}

function afterModelFailure(error: unknown, plain: string, scope: RunScope): RunUpdate {
  if (scope.signal.aborted) throw error
  const known = toSparkyError(error)
  const notice = `The model could not write the answer (${known.message}) These are the facts as code states them. ${known.remedy}`
  scope.emit({ type: 'text-reset', agent: 'qa', reason: known.message })
  return { ...byCode(plain, scope), notices: [notice] }
}

function answerTokens(model: ChatModel): number {
  return Math.min(ANSWER_TOKENS, Math.floor(model.contextTokens / 4))
}
