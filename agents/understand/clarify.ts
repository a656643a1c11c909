// A clarifying question: when two readings would give different answers and neither is likelier, what each would be asked as.
import { EXAMPLES, kindOf } from './examples.ts'
import type { PreviousQuestion } from './follow-up.ts'
import type { Link } from './link.ts'
import { nameOf, type PlanFacts } from './plan-facts.ts'
import type { Reading } from './reading.ts'
import type { Reply } from './speech.ts'

/** The best guess is answered all the same; this is what to ask instead. */
export interface Clarification {
  /** One sentence that says what is open. */
  readonly text: string
  /** Whole questions; each can be asked as it stands. */
  readonly choices: readonly string[]
}

const MOST_CHOICES = 4
/** Readings this close, and this likely, are a question to the reader. */
const EVEN_LEAD = 0.02
const LIKELY = 0.6

/** Nothing where one reading leads, which is the rule. */
export function clarification(facts: PlanFacts, readings: readonly Reading[]): Clarification | undefined {
  const [best, second] = readings
  if (best === undefined || best.missing.length > 0) return undefined
  const link = facts.linked.links.find((candidate) => isOpen(candidate, best))
  if (link) return whichOne(link, facts.question)
  return second && isEven(best, second) ? whichQuestion(best, second, facts) : undefined
}

/** Several things of the name, of equal standing, and the answer depends on which. */
function isOpen({ isEven = false, value }: Link, { input }: Reading): boolean {
  return isEven && value !== undefined && JSON.stringify(input).includes(JSON.stringify(value).slice(1, -1))
}

function whichOne(link: Link, question: string): Clarification {
  const others = link.alternatives ?? []
  const asked = (name: string) => `${question.slice(0, link.start)}${name}${question.slice(link.end)}`.trim()
  return {
    text: `“${link.text}” was read as ${nameOf(link)}, and could as well be ${others.length > 1 ? 'one of these' : 'this'}:`,
    choices: others.slice(0, MOST_CHOICES).map(asked),
  }
}

function isEven(best: Reading, second: Reading): boolean {
  return best.score >= LIKELY && best.score - second.score <= EVEN_LEAD && kindOf(best) !== kindOf(second)
}

/** Both readings as questions that mean nothing else, made of the examples of their kind. */
function whichQuestion(best: Reading, second: Reading, { linked }: PlanFacts): Clarification | undefined {
  const names = new Map<string, string>([
    ...linked.links.map((link) => [link.kind, nameOf(link)] as const).reverse(),
    ...linked.dates.map(({ text }) => ['date', text] as const),
  ])
  const choices = [best, second].map((reading) => exampleFor(kindOf(reading), names))
  const [first, other] = choices
  if (first === undefined || other === undefined) return undefined
  return { text: 'This can be read in two ways; the first is answered here:', choices: [first, other] }
}

/** The example of a kind that uses most of what the question names, and nothing else. */
function exampleFor(kind: string, names: ReadonlyMap<string, string>): string | undefined {
  const fitting = EXAMPLES.filter((example) => example.kind === kind)
    .map(({ question }) => ({ question, wants: [...question.matchAll(/⟨(\w+)⟩/g)].map((match) => match[1] ?? '') }))
    .filter(({ wants }) => new Set(wants).size === wants.length && wants.every((want) => names.has(want)))
  const [best] = fitting.sort((a, b) => b.wants.length - a.wants.length)
  return best?.question.replace(/⟨(\w+)⟩/g, (_, want: string) => names.get(want) ?? '')
}

const POINTS_BACK =
  /^\W*(?:and\s+|but\s+)?(?:why|when|who|where|how|warum|wann|wer|pourquoi|quand|por qué|cuándo|为什么)(?:\s+(?:that|so|else|is that|was that))?\W*$|\b(?:that|this) (?:commit|one|file|person)\b|\bthe (?:second|third|last|other) one\b/iu

/** Words that point back at a conversation that has not begun: then there is nothing to guess from. */
export function askWhatIsMeant(
  question: string,
  previous: PreviousQuestion | undefined,
  links: readonly Link[],
): Reply | undefined {
  if (previous !== undefined || links.length > 0 || !POINTS_BACK.test(question)) return undefined
  return {
    text: 'What do you mean? There is no earlier answer to point at. Name the commit by its id or its subject, the file by its path, or the person by name.',
    status: 'incomplete',
  }
}
