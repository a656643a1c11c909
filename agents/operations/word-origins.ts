// The origins of lines in plain sentences.
import type { LineOrigins } from '#lib/history/line-origin.ts'
import type { OriginStep } from '#lib/history/line-timeline.ts'
import type { LinePlace } from './line-place.ts'
import { code, dayOf, inline, plural, shortOid } from './wording.ts'

export interface WordedOrigins {
  readonly text: string
  readonly keys: readonly string[]
  /** The commits behind the markers, in their order; the marker after the last is the file, where it is cited. */
  readonly cited: readonly OriginStep[]
}

/** What alone is asked for: where the lines come from, or every commit that changed them. */
export type Aspect = 'origin' | 'history' | 'all'

interface Asked {
  readonly place: LinePlace
  readonly origins: LineOrigins
  readonly aspect: Aspect
  /** Whether the lines after a step hold the name of the symbol: before, they were the code of something else. */
  readonly hasName: (step: OriginStep) => boolean
}

/** Few commits by name: the origin, the present form, the beginning; the timeline has the others. A history names them all. */
export function wordOrigins(asked: Asked): WordedOrigins {
  return asked.aspect === 'history' ? wordHistory(asked) : wordOrigin(asked)
}

/** Commits named of a longer history. */
const NAMED_STEPS = 50

/** Every commit that changed what the lines say, oldest first; what only moved or formatted them is counted. */
function wordHistory({ place, origins: { steps }, hasName }: Asked): WordedOrigins {
  // What was there before the name stood in it is the code of something else.
  const start = place.symbol === undefined ? 0 : Math.max(0, steps.findIndex(hasName))
  const own = steps.slice(start)
  const changing = own.filter((step, index) => index === 0 || (!step.isFormatting && step.kind !== 'moved'))
  const cited = changing.slice(-NAMED_STEPS)
  const left = own.length - changing.length
  const earlier = changing.length - cited.length
  const lines = cited.map(
    (step, index) =>
      `- ${nameOf(step)}, by ${inline(step.commit.author)} on ${dayOf(step.commit.authoredAt)} {${index}}${turnOf(step)}`,
  )
  const notes = [
    ...(earlier > 0 ? [`${plural(earlier, 'earlier commit')} are not shown.`] : []),
    ...(left > 0 ? [`Left out: ${plural(left, 'commit')} that only moved or formatted the lines.`] : []),
  ]
  return {
    text: [
      `${subjectOf(place)} was changed by **${plural(changing.length, 'commit')}**, oldest first:`,
      lines.join('\n'),
      ...(notes.length > 0 ? [notes.join(' ')] : []),
    ].join('\n\n'),
    keys: cited.map(({ commit }) => shortOid(commit.oid)),
    cited,
  }
}

/** What a step did beside changing the lines. */
function turnOf({ kind, isRemoval }: OriginStep): string {
  if (kind === 'introduced') return ' (introduced)'
  if (kind === 'reverted') return ' (a revert)'
  return isRemoval ? ' (removed)' : ''
}

function wordOrigin({ place, origins, aspect, hasName }: Asked): WordedOrigins {
  const { steps, groups, lastOid, isCut } = origins
  const stepOf = (oid: string | undefined) => steps.find((step) => step.commit.oid === oid)
  const origin = stepOf(groups[0]?.oid) ?? steps[0]
  // Before it may stand where a borrowed line was introduced.
  const first = isCut ? undefined : steps.findLast((step) => step.kind === 'introduced')
  const last = stepOf(lastOid)
  if (origin === undefined) return { text: '', keys: [], cited: [] }
  const named = first && (steps.slice(steps.indexOf(first)).find(hasName) ?? first)
  const lead = place.symbol !== undefined && named ? named : origin
  const isAlone = aspect === 'origin'
  const cited = isAlone ? [lead] : [...new Set([lead, ...(first ? [first] : []), origin, ...(last ? [last] : [])])]
  const mark = (step: OriginStep) => `{${cited.indexOf(step)}}`
  const sentences = [
    `${subjectOf(place)} {${cited.length}} ${verbOf(place, { isBeginning: lead === named, groups: groups.length })} ` +
      `${nameOf(lead)}, by **${inline(lead.commit.author)}** on ${dayOf(lead.commit.authoredAt)} ${mark(lead)}${lead === origin ? shareOf(origins, lead) : ''}.`,
    ...(lead.reverts === undefined ? [] : [`That commit is a revert of ${code(shortOid(lead.reverts))}.`]),
    ...(lead.revertedBy === undefined ? [] : ['That commit was reverted later.']),
    ...(last && last !== lead && !isAlone ? [lastSentence(last, mark(last))] : []),
    ...(origin !== lead && origin !== last && !isAlone
      ? [`The largest part of the present lines comes from ${nameOf(origin)} ${mark(origin)}.`]
      : []),
    ...(first && first !== lead && first !== last && !isAlone
      ? [
          `${lead === named ? 'Its code goes back to' : 'It began with'} ${code(shortOid(first.commit.oid))} on ${dayOf(first.commit.authoredAt)} ${mark(first)}.`,
        ]
      : []),
    ...(isAlone ? [] : countSentence(steps)),
  ]
  return { text: sentences.join(' '), keys: [shortOid(lead.commit.oid)], cited }
}

function subjectOf({ path, startLine, endLine, symbol }: LinePlace): string {
  const range = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`
  if (symbol !== undefined) return `${code(symbol)} in ${code(`${path}:${range}`)}`
  return startLine === endLine
    ? `Line ${startLine} of ${code(path)}`
    : `Lines ${startLine} to ${endLine} of ${code(path)}`
}

function verbOf(
  { symbol, startLine, endLine }: LinePlace,
  { isBeginning, groups }: { readonly isBeginning: boolean; readonly groups: number },
): string {
  if (symbol !== undefined && isBeginning) return 'was introduced in'
  const come = symbol !== undefined || startLine === endLine ? 'comes' : 'come'
  return groups > 1 ? `${come} from ${plural(groups, 'commit')}, the largest part from` : `${come} from`
}

function shareOf({ groups }: LineOrigins, { commit }: OriginStep): string {
  const own = groups.find(({ oid }) => oid === commit.oid)
  const all = groups.reduce((sum, { lines }) => sum + lines, 0)
  return own && groups.length > 1 ? ` (${own.lines} of ${plural(all, 'line')})` : ''
}

function lastSentence(step: OriginStep, marker: string): string {
  const how = step.isFormatting
    ? 'changed only the formatting'
    : step.kind === 'moved'
      ? `${step.isCopy ? 'copied' : 'moved'} it from ${code(step.fromPath ?? step.path)}`
      : step.reverts === undefined
        ? 'was the last to change it'
        : 'was the last to change it, as a revert'
  return `${nameOf(step)}, by ${inline(step.commit.author)} on ${dayOf(step.commit.authoredAt)}, ${how} ${marker}.`
}

function countSentence(steps: readonly OriginStep[]): readonly string[] {
  if (steps.length < 3) return []
  const reverts = steps.filter((step) => step.kind === 'reverted').length
  const moves = steps.filter((step) => step.kind === 'moved').length
  const parts = [...(moves > 0 ? [plural(moves, 'move')] : []), ...(reverts > 0 ? [plural(reverts, 'revert')] : [])]
  return [
    `Its history has ${plural(steps.length, 'commit')}${parts.length > 0 ? `, among them ${parts.join(' and ')}` : ''}.`,
  ]
}

function nameOf({ commit }: OriginStep): string {
  return `${code(shortOid(commit.oid))}, “${inline(commit.subject)}”`
}
