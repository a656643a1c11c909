// The verifier: lets nothing unproven pass as proven. It repairs, asks once more, drops, or marks.
import type { ClaimKind, Mending, Verification } from '#lib/events.ts'
import { type CheckedClaim, checkClaims } from './check-claims.ts'
import type { Amount } from './claim-numbers.ts'
import { type Evidence, gatherEvidence } from './evidence.ts'
import { fold } from './evidence-rows.ts'
import { type Mended, mend } from './mend.ts'
import { findOperation } from './operations/registry.ts'
import { writePlainly } from './plain-sentences.ts'
import type { RunScope, RunState, RunUpdate } from './state.ts'

/** Times the writer is asked to mend its answer. */
const MAX_REWRITES = 1

/** Checks the draft and ends the run, or sends it back to the writer once. */
export async function verify(state: RunState, scope: RunScope): Promise<RunUpdate> {
  const draft = state.draft
  if (draft === undefined) return { answer: '', status: 'error', next: 'end' }
  const evidence = gatherEvidence(state.findings, state.question)
  const check = async (text: string) =>
    checkClaims({ text, evidence, people: await scope.people(), context: scope.operations })
  if (draft.writer === 'code')
    return acceptPlain({ state, scope, text: draft.text, evidence, remark: state.remark, check })

  const checked = await check(draft.text)
  announce(checked, scope)
  // Only what is left counts: a sentence that goes may take a proof or a value with it.
  const mended = mend(draft.text, checked)
  const absent = missingKeys(state, mended)
  const faults = [
    ...checked
      .filter((one) => one.outcome === 'dropped' || one.outcome === 'marked')
      .map((one) => `“${one.claim.text}”: ${one.detail}`),
    ...absent.map((key) => `the answer must state ${key}`),
  ]
  if (faults.length > 0 && state.attempts < MAX_REWRITES) {
    scope.emit({ type: 'text-reset', agent: 'verifier', reason: faults.join('; ') })
    return { objections: faults, attempts: state.attempts + 1, next: 'qa' }
  }
  const reason =
    absent.length > 0
      ? 'the model’s answer did not agree with the facts'
      : isFact(state) && mended.kept.some((one) => one.outcome === 'marked')
        ? 'the model’s answer names what the facts do not'
        : restsOnNothing(mended)
          ? 'the model’s answer rests on nothing that was found'
          : undefined
  return settle({ state, scope, text: draft.text, checked, mended, reason })
}

interface Settle {
  readonly state: RunState
  readonly scope: RunScope
  readonly text: string
  readonly checked: readonly CheckedClaim[]
  readonly mended: Mended
  /** Why the text cannot be kept at all. */
  readonly reason: string | undefined
}

/** The rows are the answer: then nothing beside them belongs in it. */
function isFact({ findings }: RunState): boolean {
  const last = findings.at(-1)
  return last !== undefined && findOperation(last.operation).kind === 'fact'
}

/** Neither a proven claim nor the marker of a source. */
function restsOnNothing({ text, kept }: Mended): boolean {
  return !kept.some((one) => one.outcome === 'verified' || one.outcome === 'repaired') && !/\[\d+\]/.test(text)
}

/** The last word on a model's text: mended where possible, replaced by the facts where not. */
function settle({ state, scope, text, checked, mended, reason }: Settle): RunUpdate {
  const mendings = checked.flatMap(asMending)
  if (reason !== undefined || mended.text.trim() === '') {
    const plain = writePlainly(state.findings)
    const why = reason ?? 'nothing of the answer could be proven'
    scope.emit({ type: 'text-reset', agent: 'verifier', reason: why })
    scope.emit({ type: 'text-delta', agent: 'verifier', text: plain })
    const whole: Mending = { claim: shorten(text), kind: 'statement', outcome: 'replaced', detail: why }
    return {
      answer: plain,
      verification: 'repaired',
      mended: [whole, ...mendings],
      status: statusOf(state),
      next: 'end',
    }
  }
  if (mended.text !== text) {
    scope.emit({ type: 'text-reset', agent: 'verifier', reason: 'claims without proof were taken out or marked' })
    scope.emit({ type: 'text-delta', agent: 'verifier', text: mended.text })
  }
  return {
    answer: mended.text,
    verification: verdictOf(mended),
    mended: mendings,
    status: statusOf(state),
    next: 'end',
  }
}

function asMending({ claim, outcome, detail, replacement }: CheckedClaim): readonly Mending[] {
  if (outcome === 'verified') return []
  return [
    {
      claim: shorten(claim.text),
      kind: claim.kind,
      outcome,
      detail,
      ...(replacement !== undefined && { replacement }),
    },
  ]
}

/** Characters of a claim that are kept to name it. */
const NAMED_CHARACTERS = 200

function shorten(text: string): string {
  return text.length > NAMED_CHARACTERS ? `${text.slice(0, NAMED_CHARACTERS - 1)}…` : text
}

/** Verified only if something was proven, nothing is open and nothing had to go. */
export function verdictOf({ kept, isShortened }: Mended): Verification {
  if (kept.some((one) => one.outcome === 'marked')) return 'unverified'
  if (isShortened || kept.some((one) => one.outcome !== 'verified')) return 'repaired'
  return kept.length === 0 ? 'unverified' : 'verified'
}

interface AcceptPlain {
  readonly state: RunState
  readonly scope: RunScope
  readonly text: string
  readonly evidence: Evidence
  readonly remark: string
  readonly check: (text: string) => Promise<readonly CheckedClaim[]>
}

/** Text made by code states what the rows say; git is asked for its sources, and the rows for what it says together. */
async function acceptPlain({ state, scope, text, evidence, remark, check }: AcceptPlain): Promise<RunUpdate> {
  for (const citation of state.citations) {
    if (citation.kind === 'query') continue
    scope.emit({
      type: 'claim-check',
      agent: 'verifier',
      claim: citation.label,
      kind: citation.kind === 'commit' ? 'sha' : citation.kind === 'tag' ? 'tag' : 'path',
      outcome: citation.verified ? 'verified' : 'marked',
      detail: citation.verified ? 'git has it' : 'git does not confirm it',
    })
  }
  const slips = await slipsOfCode(state, scope, text)
  announce(slips, scope)
  const isSound = slips.length === 0 && state.citations.every((citation) => citation.verified)
  const verification: Verification = isSound ? 'verified' : 'unverified'
  const kept = remark === '' ? '' : await keepRemark(remark, evidence, check, scope)
  if (kept !== '') scope.emit({ type: 'text-delta', agent: 'verifier', text: `\n\n${kept}` })
  return {
    answer: kept === '' ? text : `${text}\n\n${kept}`,
    verification,
    mended: slips.flatMap(asMending),
    status: state.findings.length === 0 ? state.status : statusOf(state),
    next: 'end',
  }
}

/** What code says of a commit; its numbers it copies row by row. */
const TOLD_BY_CODE: ReadonlySet<ClaimKind> = new Set(['sha', 'date', 'person'])

/** What code has put together that no row has together: a fault of ours, which the reader should see. */
async function slipsOfCode(
  { findings, question }: RunState,
  { operations }: RunScope,
  text: string,
): Promise<readonly CheckedClaim[]> {
  if (findings.every(({ rows }) => rows.length === 0)) return []
  const evidence = gatherEvidence(findings, question, { from: 'rows' })
  const checked = await checkClaims({
    text,
    evidence,
    people: [...evidence.people],
    context: operations,
    writer: 'code',
  })
  return checked.filter(({ claim, outcome }) => outcome !== 'verified' && TOLD_BY_CODE.has(claim.kind))
}

/** Share of a remark's longer words that must stand in the findings: a weak model may rephrase, not invent. */
const SUPPORTED_SHARE = 0.6

async function keepRemark(
  remark: string,
  evidence: Evidence,
  check: AcceptPlain['check'],
  scope: RunScope,
): Promise<string> {
  const checked = await check(remark)
  announce(checked, scope)
  const words = [...new Set(fold(remark).match(/\p{L}{5,}/gu) ?? [])]
  const supported = words.filter((word) => evidence.text.includes(word)).length
  const sound =
    checked.every((one) => one.outcome === 'verified') &&
    words.length >= 4 &&
    supported / words.length >= SUPPORTED_SHARE
  return sound ? remark : ''
}

/** Values that a right answer must contain and this one does not. */
function missingKeys(state: RunState, { text, kept }: Mended): readonly string[] {
  const last = state.findings.findLast((finding) => finding.keys.length > 0)
  if (last === undefined) return []
  const folded = fold(text)
  const digits = folded.replace(/(?<=\d),(?=\d{3})/g, '')
  return last.keys.filter(
    (key) =>
      !folded.includes(fold(key).slice(0, 40)) &&
      !digits.includes(fold(key)) &&
      !kept.some(({ claim, outcome }) => outcome === 'verified' && isExactly(claim.amount, key)) &&
      !(/^[0-9a-f]{9}$/.test(key) && folded.includes(key.slice(0, 7))),
  )
}

/** True when the number says the key in words: "three" for 3. */
function isExactly(amount: Amount | undefined, key: string): boolean {
  return amount !== undefined && amount.rounding === undefined && String(amount.amount) === key
}

/** Not found is an answer of its own: what was looked for does not exist, or nothing comes near it. */
function statusOf({ findings }: RunState): RunState['status'] {
  if (findings.some((finding) => finding.rows.length > 0 && finding.isFarFetched !== true)) return 'answered'
  return findings.at(-1)?.provesAbsence === true ? 'answered' : 'not_found'
}

function announce(checked: readonly CheckedClaim[], scope: RunScope): void {
  for (const { claim, outcome, detail, replacement } of checked)
    scope.emit({
      type: 'claim-check',
      agent: 'verifier',
      claim: claim.text,
      kind: claim.kind,
      outcome,
      detail,
      ...(replacement !== undefined && { replacement }),
    })
}
