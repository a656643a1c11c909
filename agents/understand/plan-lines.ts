// Readings of questions about the lines of a file, and about code that is no more.
import { whenOf } from './at-revision.ts'
import { everyLanguage } from './every-language.ts'
import { nameOf, ofKind, type PlanFacts, type PlanInput, POSSIBLE, type Proposal } from './plan-facts.ts'

/** Lines by their number, by their text, or the lines of a function. */
export function planLine(facts: PlanFacts): readonly Proposal[] {
  const [path] = ofKind(facts, 'path')
  const { line } = facts.linked
  const { has } = facts.intent
  const [quote] = ofKind(facts, 'quote')
  const [symbol] = ofKind(facts, 'symbol')
  const text = quote ?? (path && has.blame ? symbol : undefined)
  const asksOrigin = has.blame || has.who || has.when || has.commit || has.why || has.last
  if (path && (text !== undefined || line !== undefined))
    return [
      {
        operation: 'line_origin',
        input: {
          path: nameOf(path),
          ...aspectOf(facts),
          ...(line === undefined ? { [text?.kind === 'symbol' ? 'symbol' : 'text']: text?.text } : linesOf(facts)),
        },
        score: asksOrigin ? 0.93 : 0.5,
        reason: 'names a file and one of its lines',
      },
      readLines(facts, nameOf(path), asksOrigin),
    ]
  if (symbol === undefined) return []
  return [
    {
      operation: 'line_origin',
      input: { symbol: nameOf(symbol), ...(path && { path: nameOf(path) }), ...aspectOf(facts) },
      score:
        asksBody(facts) || (path && (has.changed || has.history || /\blog -l\b/.test(facts.masked))) ? 0.97 : POSSIBLE,
      reason: 'asks who gave a definition its present form',
    },
  ]
}

/** Every commit that changed the lines; where nothing says so, the one they come from stands first. */
const HISTORY = everyLanguage(
  /\b(?:which|what|all|every|list)\b.*\bcommits\b|\b(?:every|each|all) (?:commit|changes?|revisions?)\b|\bhistor\w*|\bevol\w*|\bgit log\b|\bhow (?:did|has|have)\b.*\b(?:chang|develop|grow|grew|evol)\w*|\bover time\b|\btimeline\b|\bwelche commits\b|\bgeschichte\b|\bverlauf\b|\bquels commits\b|\bqué commits\b|历史/,
)
/** One commit, and nothing beside it. */
const ORIGIN = everyLanguage(
  /\b(?:which|what) commit\b|\bintroduc\w*|\bcomes? from\b|\bcame from\b|\b(?:wrote|written|authored)\b|\bschrieb\b|\bgeschrieben\b|\bécrit\b|\bescribió\b/,
)

function aspectOf({ masked, intent: { has } }: PlanFacts): PlanInput {
  if (HISTORY.test(masked)) return { aspect: 'history' }
  return ORIGIN.test(masked) && !has.last && !has.why ? { aspect: 'origin' } : {}
}

function linesOf({ linked: { line, endLine } }: PlanFacts): PlanInput {
  return { line, ...(endLine !== undefined && { endLine }) }
}

function readLines(facts: PlanFacts, path: string, asksOrigin: boolean): Proposal {
  const { line, endLine } = facts.linked
  const { has } = facts.intent
  const when = whenOf(facts)
  const lines =
    line === undefined
      ? {}
      : endLine === undefined
        ? { startLine: Math.max(1, line - 20), endLine: line + 20 }
        : { startLine: line, endLine: Math.max(line, endLine) }
  return {
    operation: 'read_file',
    input: { path, ...when, ...lines },
    score: endLine !== undefined && !has.who && !has.when && !has.why && !has.blame ? 0.95 : asksOrigin ? 0.3 : 0.7,
    reason: 'names a file and one of its lines',
  }
}

/** "who wrote the body of X", "blame X", "how did X change over time": the lines of a definition, not its name. */
function asksBody({ masked, intent: { has } }: PlanFacts): boolean {
  return (
    /\bblame\b|\b(?:body|implementation|lines?|code|content) of (?:the )?(?:function |method |class )?⟨symbol⟩|⟨symbol⟩['’]?s? (?:body|implementation|code)\b|\b(?:present|current) form\b|\bhow (?:did|has|have) (?:the )?⟨symbol⟩.{0,30}\b(?:develop|evolv|chang|grow)\w*/.test(
      masked,
    ) &&
    !has.removed &&
    !has.looked
  )
}

/** What a piece of code looked like before it went. */
export function planRemoved(facts: PlanFacts): readonly Proposal[] {
  const [name] = ofKind(facts, 'symbol', 'quote')
  if (!name) return []
  const [path] = ofKind(facts, 'path')
  const { has } = facts.intent
  return [
    {
      operation: 'removed_code',
      input: { name: nameOf(name), ...(path && { path: nameOf(path) }) },
      score: has.looked ? 1.05 : POSSIBLE,
      reason: 'asks for code that is no more',
    },
  ]
}
