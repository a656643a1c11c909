// Checks each claim of a text against the evidence and git, and decides what becomes of it.
import { resolveRevision } from '#lib/git/revisions.ts'
import { type Claim, extractClaims, findPeople } from './claims.ts'
import { type Evidence, fold, type Said } from './evidence.ts'
import type { OperationContext } from './operations/operation.ts'

/** `marked`: real, but not what the findings are about; `dropped`: not real, so its sentence must go. */
export interface CheckedClaim {
  readonly claim: Claim
  readonly outcome: 'verified' | 'repaired' | 'dropped' | 'marked'
  /** Why, in words for the trace. */
  readonly detail: string
  /** What stands in place of the claim after a repair. */
  readonly replacement?: string
}

export interface CheckClaimsOptions {
  readonly text: string
  readonly evidence: Evidence
  readonly people: readonly string[]
  readonly context: Pick<OperationContext, 'objects' | 'revision' | 'history'>
}

/** Checks at most this many claims of one text; a longer text is not an answer. */
const MAX_CLAIMS = 400
/** Characters that a mistyped sha must share with a real one to be repaired. */
const REPAIR_PREFIX = 6

/** Every claim of the text with its outcome, in reading order. */
export async function checkClaims({
  text,
  evidence,
  people,
  context,
}: CheckClaimsOptions): Promise<readonly CheckedClaim[]> {
  const claims = extractClaims(text)
  const persons = findPeople(text, people).filter(
    (person) => !claims.some((claim) => person.start < claim.end && claim.start < person.end),
  )
  const all = [...claims, ...persons].sort((a, b) => a.start - b.start).slice(0, MAX_CLAIMS)
  return Promise.all(all.map((claim) => checkClaim(claim, evidence, context)))
}

async function checkClaim(
  claim: Claim,
  evidence: Evidence,
  context: CheckClaimsOptions['context'],
): Promise<CheckedClaim> {
  const checked = await checkFound(claim, evidence, context)
  return checked.outcome === 'dropped' && saysSo(evidence.asked, claim)
    ? { claim, outcome: 'marked', detail: 'only the question says so' }
    : checked
}

/** True when the words of a claim stand in what was said. */
function saysSo(said: Said, { kind, text, value }: Claim): boolean {
  switch (kind) {
    case 'number':
      return said.numbers.has(value)
    case 'date':
      return said.dates.has(value) || said.text.includes(text.toLowerCase())
    case 'sha':
      return false
    case 'path':
    case 'tag':
    case 'person':
    case 'quote':
      return said.text.includes(fold(value))
  }
}

async function checkFound(
  claim: Claim,
  evidence: Evidence,
  context: CheckClaimsOptions['context'],
): Promise<CheckedClaim> {
  switch (claim.kind) {
    case 'sha':
      return checkSha(claim, evidence, context)
    case 'path':
      return checkPlace(claim, evidence, context)
    case 'date':
      return saysSo(evidence, claim)
        ? { claim, outcome: 'verified', detail: 'the day of a finding' }
        : { claim, outcome: 'dropped', detail: 'no finding has this day' }
    case 'number':
      return saysSo(evidence, claim)
        ? { claim, outcome: 'verified', detail: 'stands in a finding' }
        : { claim, outcome: 'dropped', detail: 'no finding has this number' }
    case 'tag':
      return saysSo(evidence, claim)
        ? { claim, outcome: 'verified', detail: 'stands in a finding' }
        : checkTag(claim, context)
    case 'person':
      return evidence.people.has(claim.value.toLowerCase()) || saysSo(evidence, claim)
        ? { claim, outcome: 'verified', detail: 'a person of the findings' }
        : { claim, outcome: 'marked', detail: 'a real contributor whom no finding names' }
    case 'quote':
      if (saysSo(evidence, claim) || evidence.paths.has(claim.value))
        return { claim, outcome: 'verified', detail: 'stands in a finding word for word' }
      return /^[a-z][a-z0-9+.-]*:\/\//i.test(claim.value)
        ? { claim, outcome: 'dropped', detail: 'no finding has this address' }
        : { claim, outcome: 'marked', detail: 'no finding has these words' }
  }
}

async function checkSha(
  claim: Claim,
  evidence: Evidence,
  context: CheckClaimsOptions['context'],
): Promise<CheckedClaim> {
  if (evidence.shas.some((sha) => sha.startsWith(claim.value)))
    return { claim, outcome: 'verified', detail: 'a commit of the findings' }
  if ((await resolveRevision(context.history.gitFolder, claim.value)) !== undefined)
    return { claim, outcome: 'marked', detail: 'a real commit that no finding names' }
  const near = evidence.shas.filter((sha) => sha.startsWith(claim.value.slice(0, REPAIR_PREFIX)))
  const [only] = near
  if (near.length === 1 && only !== undefined)
    return {
      claim,
      outcome: 'repaired',
      detail: `mistyped for ${only.slice(0, 12)}`,
      replacement: only.slice(0, Math.max(claim.value.length, 9)),
    }
  return { claim, outcome: 'dropped', detail: 'git knows no such commit' }
}

async function checkPlace(
  claim: Claim,
  evidence: Evidence,
  context: CheckClaimsOptions['context'],
): Promise<CheckedClaim> {
  const path = [...evidence.paths].find((known) => known === claim.value) ?? claim.value
  const found = await context.objects.info(`${context.revision}:${path}`)
  if (found?.type === 'blob') {
    if (claim.line === undefined) return { claim, outcome: 'verified', detail: 'the file exists at this revision' }
    const content = await context.objects.read(`${context.revision}:${path}`, 5 * 1024 * 1024)
    const lines = content?.toString('utf8').split('\n').length ?? 0
    if ((claim.endLine ?? claim.line) <= lines)
      return { claim, outcome: 'verified', detail: 'the lines exist at this revision' }
    return { claim, outcome: 'repaired', detail: `the file has only ${lines} lines`, replacement: path }
  }
  if (evidence.paths.has(claim.value) || evidence.text.includes(claim.value.toLowerCase()))
    return { claim, outcome: 'verified', detail: 'stands in a finding' }
  const longer = [...evidence.paths].filter((known) => known.endsWith(`/${claim.value}`))
  const [only] = longer
  if (longer.length === 1 && only !== undefined)
    return {
      claim,
      outcome: 'repaired',
      detail: 'completed to the full path',
      replacement: claim.text.replace(claim.value, only),
    }
  if (!claim.value.includes('/')) return { claim, outcome: 'marked', detail: 'not a file of the findings' }
  return { claim, outcome: 'dropped', detail: 'there is no such file at this revision' }
}

async function checkTag(claim: Claim, context: CheckClaimsOptions['context']): Promise<CheckedClaim> {
  for (const name of [claim.text, `v${claim.value}`, claim.value]) {
    if ((await resolveRevision(context.history.gitFolder, `refs/tags/${name}`)) !== undefined)
      return { claim, outcome: 'marked', detail: 'a real tag that no finding names' }
  }
  return { claim, outcome: 'dropped', detail: 'neither a tag nor a number of the findings' }
}
