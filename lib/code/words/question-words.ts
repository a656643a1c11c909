// What a question is about: its words without those of asking, and the kind of file that it asks for.

import type { FileRole } from '../file-role.ts'
import { readWord, type SpeltTerm, wordsIn } from './code-tokens.ts'
import { kindOfQuestion, partsOfQuestion, type QuestionKind, type QuestionParts } from './question-parts.ts'

export interface QuestionTerm extends SpeltTerm {
  /** The word that it is or is a part of, as the reader spelt it. */
  readonly word: string
  /** `whole` and `part` are of a compound such as `getUser`: one term is the whole, one each part. */
  readonly kind: 'word' | 'whole' | 'part'
  /** Where it stands first. */
  readonly from: keyof QuestionParts
}

export interface Question {
  readonly kind: QuestionKind
  /** Each term once, in order; all words when there are none but those of asking. */
  readonly terms: readonly QuestionTerm[]
  /** The kinds of file that it asks for; empty when it says nothing of that. */
  readonly wanted: readonly FileRole[]
  /** Kinds that it names in passing: "the test client". */
  readonly named: readonly FileRole[]
}

/** Words that say that something is done somewhere and nothing of what; an identifier with such a part keeps it. */
const ASKING = new Set(
  (
    'implement implements implemented implementing implementation handle handles handled done define defines defined definition located location ' +
    'happen happens happening perform performs performed decide decides decided determine determines determined responsible actually code codebase logic place places part parts ' +
    'live lives sit sits find finds found look explain describe repository repo project exactly mechanism ' +
    'implementiert definiert umgesetzt gemacht passiert befindet findet implémenté implémentée défini définie implementado implementada definido definida'
  ).split(' '),
)
/** "Which function …", "the file that …": what kind of place is wanted, not what it is about. */
const PLACE =
  /\b(?:which|what|the|in what|in which)\s+(?:source\s+)?(?:file|function|method|class|module|package|folder|directory|line|type|struct)s?\b(?=\s+(?:is|are|do|does|has|have|that|which|where|for|responsible|contains?|implements?|defines?|handles?|[a-z]+s)\b)/gi

const WANTS: readonly (readonly [FileRole, RegExp])[] = [
  [
    'test',
    /\btests\b|\btested\b|\btests? (?:for|of|that|which|whether|case|cases|suite|file|files)\b|\bunit test|\bspecs\b/i,
  ],
  ['benchmark', /\bbenchmark(?:s|ed)?\b/i],
  ['example', /\bexamples? (?:of|for|that|which|app|application)\b|\bexamples\b|\bdemos?\b/i],
  ['docs', /\bdocument(?:ed|ation)\b|\bdocs\b|\breadme\b|\bmanual\b|\bguide\b/i],
  ['changelog', /\bchange ?logs?\b|\brelease notes\b/i],
]
const NAMES: readonly (readonly [FileRole, RegExp])[] = [
  ['test', /\btest(?:ing)?\b|\bspec\b/i],
  ['benchmark', /\bbench\b/i],
  ['example', /\bexample\b/i],
  ['docs', /\bdoc\b/i],
  ['config', /\bconfig(?:uration|ured)?\b|\bworkflows?\b|\bci\b|\bdependenc(?:y|ies)\b|\bsettings?\b/i],
]

export function readQuestion(text: string): Question {
  const { title, prose, quoted } = partsOfQuestion(text)
  const rolesOf = (patterns: typeof WANTS) =>
    patterns.filter(([, pattern]) => pattern.test(title)).map(([role]) => role)
  const words = (part: string) => wordsIn(part.replace(PLACE, ' ')).filter((word) => !ASKING.has(word.toLowerCase()))
  const about = termsOf({ title: words(title), prose: words(prose), quoted: wordsIn(quoted) })
  return {
    kind: kindOfQuestion(text),
    terms: about.length > 0 ? about : termsOf({ title: wordsIn(text), prose: [], quoted: [] }),
    wanted: rolesOf(WANTS),
    named: rolesOf(NAMES),
  }
}

function termsOf(parts: Readonly<Record<keyof QuestionParts, readonly string[]>>): readonly QuestionTerm[] {
  const found = new Map<string, QuestionTerm>()
  for (const from of ['title', 'prose', 'quoted'] as const)
    for (const word of parts[from]) {
      const terms = readWord(word)
      for (const [at, term] of terms.entries()) {
        const kind = terms.length === 1 ? 'word' : at === 0 ? 'whole' : 'part'
        if (!found.has(term.term)) found.set(term.term, { ...term, word, kind, from })
      }
    }
  return [...found.values()]
}

/** How much a place counts by the kind of its file, where the question says nothing of kinds: most ask how something is done. */
const ROLE_WEIGHT: Readonly<Record<FileRole, number>> = {
  source: 1,
  declaration: 0.8,
  config: 0.75,
  example: 0.7,
  docs: 0.6,
  test: 0.75,
  benchmark: 0.6,
  changelog: 0.55,
}
/** What a kind that is named in passing counts at least. */
const NAMED_WEIGHT = 0.9
/** What a kind that was not asked for keeps when another was. */
const UNWANTED_WEIGHT = 0.6

export function weightsOfRoles({
  wanted,
  named,
}: Pick<Question, 'wanted' | 'named'>): Readonly<Record<FileRole, number>> {
  const weightOf = (role: FileRole) => {
    if (wanted.includes(role)) return 1
    if (wanted.length > 0) return ROLE_WEIGHT[role] * UNWANTED_WEIGHT
    return named.includes(role) ? Math.max(ROLE_WEIGHT[role], NAMED_WEIGHT) : ROLE_WEIGHT[role]
  }
  const roles = Object.keys(ROLE_WEIGHT) as readonly FileRole[]
  // All roles are keys of the table, so all are in the result.
  return Object.fromEntries(roles.map((role) => [role, weightOf(role)])) as Record<FileRole, number>
}
