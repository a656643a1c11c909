// Checks each claim of a text against the evidence and git, and decides what becomes of it.
import { resolveRevision } from '#lib/git/revisions.ts'
import { checkDirections } from './check-directions.ts'
import { checkNumber } from './check-number.ts'
import { checkSupport } from './check-support.ts'
import { checkTies } from './check-ties.ts'
import { findNames, type PersonClaim } from './claim-people.ts'
import { type Claim, extractClaims, isWithin } from './claims.ts'
import type { Evidence, Said } from './evidence.ts'
import { fold, rowHas } from './evidence-rows.ts'
import type { OperationContext } from './operations/operation.ts'
import type { Fault } from './said.ts'
import { contains, type Range, sentencesOf } from './statements.ts'

/** `marked`: real, but not what the findings are about; `dropped`: not real, so its sentence must go. */
export interface CheckedClaim {
  readonly claim: Claim
  readonly outcome: 'verified' | 'repaired' | 'dropped' | 'marked'
  /** Why, in words for the trace. */
  readonly detail: string
  /** What stands in place of the claim after a repair. */
  readonly replacement?: string
  /** True for a number that no finding has, but that follows from those it has. */
  readonly isComputed?: boolean
}

export interface CheckClaimsOptions {
  readonly text: string
  readonly evidence: Evidence
  readonly people: readonly string[]
  readonly context: Pick<OperationContext, 'objects' | 'revision' | 'history' | 'nowS'>
  /** `code` takes its values from the rows: only what it puts together is checked. Default: `model`. */
  readonly writer?: 'code' | 'model'
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
  writer = 'model',
}: CheckClaimsOptions): Promise<readonly CheckedClaim[]> {
  const sentences = sentencesOf(text)
  const claims = findClaims(text, people, context.nowS)
  const single =
    writer === 'code'
      ? claims.map((claim): CheckedClaim => ({ claim, outcome: 'verified', detail: 'code states it' }))
      : await Promise.all(
          claims.map((claim) => {
            const sentence = sentences.find((range) => contains(range, claim.start))
            return checkClaim({ claim, evidence, context, text, claims, sentence })
          }),
        )
  // What a subject line says is the repository's word, not the writer's.
  const quoted = titlesIn(text, evidence)
  const own = single.filter(({ claim }) => !quoted.some((range) => contains(range, claim.start)))
  const blanked = quoted.reduce(
    (words, { start, end }) => words.slice(0, start) + ' '.repeat(end - start) + words.slice(end),
    text,
  )
  const tied = checkTies({ text: blanked, sentences, checked: own, evidence })
  const checked = single.map((one) => tied.find(({ claim }) => claim === one.claim) ?? one)
  if (writer === 'code') return checked
  const told = sentences.filter(
    ({ start, end }) => !evidence.text.includes(fold(text.slice(start, end).replace(/^[\s>*-]+|[\s.]+$/g, ''))),
  )
  const whole = { text: blanked, sentences: told, checked: tied, evidence }
  const faults = [...checkDirections(whole), ...checkSupport(whole)]
  return [...checked, ...statementsOf(text, faults, checked)].sort((a, b) => a.claim.start - b.claim.start)
}

/** Where subject lines of the findings stand in the text. */
function titlesIn(text: string, { rows }: Evidence): readonly Range[] {
  return [...new Set(rows.flatMap(({ titles }) => titles))].flatMap((title) => {
    const start = text.indexOf(title)
    return start < 0 ? [] : [{ start, end: start + title.length }]
  })
}

function findClaims(text: string, people: readonly string[], nowS: number): readonly Claim[] {
  const claims = extractClaims(text, nowS)
  const persons = findNames(text, people).filter(
    (person) => !claims.some((claim) => person.start < claim.end && claim.start < person.end),
  )
  return [...claims, ...persons].sort((a, b) => a.start - b.start).slice(0, MAX_CLAIMS)
}

/** A faulty sentence as a claim of its own, marked at its end; one that goes or is marked already needs no other mark. */
function statementsOf(
  text: string,
  faults: readonly Fault[],
  checked: readonly CheckedClaim[],
): readonly CheckedClaim[] {
  return faults.flatMap(({ sentence, detail }, index) => {
    const isKnown =
      checked.some(
        ({ claim, outcome }) => contains(sentence, claim.start) && (outcome === 'dropped' || outcome === 'marked'),
      ) || faults.findIndex((fault) => fault.sentence.start === sentence.start) !== index
    if (isKnown) return []
    const said = text.slice(sentence.start, sentence.end)
    const end = sentence.start + said.replace(/[\s.!?:]+$/, '').length
    const start = sentence.start + (said.length - said.trimStart().length)
    return [
      { claim: { kind: 'statement', text: text.slice(start, end), start, end, value: '' }, outcome: 'marked', detail },
    ]
  })
}

interface CheckOne {
  readonly claim: Claim
  readonly evidence: Evidence
  readonly context: CheckClaimsOptions['context']
  readonly text: string
  readonly claims: readonly Claim[]
  readonly sentence: Range | undefined
}

async function checkClaim(one: CheckOne): Promise<CheckedClaim> {
  const { claim, evidence } = one
  const checked = await checkFound(one)
  return checked.outcome === 'dropped' && saysSo(evidence.asked, claim)
    ? { claim, outcome: 'marked', detail: 'only the question says so' }
    : checked
}

/** True when the words of a claim stand in what was said. */
function saysSo(said: Said, { kind, text, value, days }: Claim): boolean {
  switch (kind) {
    case 'number':
      return said.numbers.has(value)
    case 'date':
      return (
        said.text.includes(text.toLowerCase()) ||
        (days !== undefined && [...said.dates].some((day) => isWithin(days, day)))
      )
    case 'sha':
    case 'statement':
      return false
    case 'path':
    case 'tag':
    case 'person':
    case 'quote':
      return said.text.includes(fold(value))
  }
}

async function checkFound({ claim, evidence, context, text, claims, sentence }: CheckOne): Promise<CheckedClaim> {
  switch (claim.kind) {
    case 'sha':
      return checkSha(claim, evidence, context)
    case 'path':
      return checkPlace(claim, evidence, context)
    case 'date':
      return saysSo(evidence, claim) || evidence.rows.some((row) => rowHas(row, claim))
        ? { claim, outcome: 'verified', detail: 'the day of a finding' }
        : { claim, outcome: 'dropped', detail: 'no finding has this day' }
    case 'number': {
      const place = sentence ?? { start: 0, end: text.length }
      return {
        claim,
        ...checkNumber({
          claim,
          sentence: text.slice(place.start, place.end),
          offset: claim.start - place.start,
          beside: claims.filter((other) => contains(place, other.start)),
          evidence,
        }),
      }
    }
    case 'tag':
      return saysSo(evidence, claim)
        ? { claim, outcome: 'verified', detail: 'stands in a finding' }
        : checkTag(claim, context)
    case 'person':
      return evidence.people.has(claim.value.toLowerCase()) || saysSo(evidence, claim)
        ? { claim, outcome: 'verified', detail: 'a person of the findings' }
        : isStranger(claim)
          ? { claim, outcome: 'dropped', detail: 'nobody of this name ever committed' }
          : { claim, outcome: 'marked', detail: 'a real contributor whom no finding names' }
    case 'quote':
      if (saysSo(evidence, claim) || evidence.paths.has(claim.value))
        return { claim, outcome: 'verified', detail: 'stands in a finding word for word' }
      return /^[a-z][a-z0-9+.-]*:\/\//i.test(claim.value)
        ? { claim, outcome: 'dropped', detail: 'no finding has this address' }
        : { claim, outcome: 'marked', detail: 'no finding has these words' }
    case 'statement':
      return { claim, outcome: 'marked', detail: 'rests on no finding' }
  }
}

const isStranger = (claim: PersonClaim) => claim.isStranger === true

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
  const shown = shownLines(claim, evidence)
  if (shown === 'inside') return { claim, outcome: 'verified', detail: 'lines that a finding shows' }
  const found = await context.objects.info(`${context.revision}:${claim.value}`)
  const isFound = evidence.paths.has(claim.value) || evidence.text.includes(claim.value.toLowerCase())
  if (found?.type === 'blob') {
    if (!isFound) return { claim, outcome: 'marked', detail: 'a real file that no finding names' }
    if (claim.line === undefined) return { claim, outcome: 'verified', detail: 'the file exists at this revision' }
    const content = await context.objects.read(`${context.revision}:${claim.value}`, 5 * 1024 * 1024)
    const lines = content?.toString('utf8').split('\n').length ?? 0
    if ((claim.endLine ?? claim.line) > lines)
      return { claim, outcome: 'repaired', detail: `the file has only ${lines} lines`, replacement: claim.value }
    return shown === 'outside'
      ? { claim, outcome: 'marked', detail: 'real lines that no finding shows' }
      : { claim, outcome: 'verified', detail: 'the lines exist at this revision' }
  }
  if (isFound) return { claim, outcome: 'verified', detail: 'stands in a finding' }
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

/** Whether the lines of a place overlap those of a source; undefined when it has none, or no source has lines of that file. */
function shownLines({ value, line, endLine = line }: Claim, { findings }: Evidence): 'inside' | 'outside' | undefined {
  if (line === undefined || endLine === undefined) return undefined
  const sources = findings
    .flatMap((finding) => finding.sources)
    .filter((source) => source.kind === 'file' && source.path === value && source.line !== undefined)
  if (sources.length === 0) return undefined
  const isInside = sources.some(
    (source) => (source.line ?? 0) <= endLine && line <= (source.endLine ?? source.line ?? 0),
  )
  return isInside ? 'inside' : 'outside'
}

async function checkTag(claim: Claim, context: CheckClaimsOptions['context']): Promise<CheckedClaim> {
  for (const name of [claim.text, `v${claim.value}`, claim.value]) {
    if ((await resolveRevision(context.history.gitFolder, `refs/tags/${name}`)) !== undefined)
      return { claim, outcome: 'marked', detail: 'a real tag that no finding names' }
  }
  return { claim, outcome: 'dropped', detail: 'neither a tag nor a number of the findings' }
}
