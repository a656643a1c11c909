// The words of a question as terms that the index has: themselves, or what code shortens them to.
import type { Dictionary } from './dictionary.ts'
import type { Postings, WeightedTerms } from './postings.ts'
import type { QuestionTerm } from './question-words.ts'
import { RANKING } from './ranking.ts'

export interface IndexedWord extends WeightedTerms, Pick<QuestionTerm, 'word' | 'spelling' | 'kind' | 'from'> {}

/** A shorter beginning means too many things. */
const ABBREVIATION_CHARACTERS = 4

/** In the order of the question; words that the snapshot does not have in any form are left out. */
export function termsInIndex(
  terms: readonly QuestionTerm[],
  { dictionary, postings }: { readonly dictionary: Dictionary; readonly postings: Postings },
): readonly IndexedWord[] {
  // The dictionary is shared: a term of another snapshot has no list in this one.
  const numberOf = (term: string) => {
    const number = dictionary.find(term)
    const isHere = number !== undefined && (postings.offsets[number + 1] ?? 0) > (postings.offsets[number] ?? 0)
    return isHere ? number : undefined
  }
  return terms.flatMap(({ term, ...spelt }): readonly IndexedWord[] => {
    const own = numberOf(term)
    const short = (spelt.kind === 'whole' ? [] : abbreviationsOf(term)).flatMap((one) => numberOf(one) ?? [])
    const found = [
      ...(own === undefined ? [] : [{ number: own, weight: 1 }]),
      ...short.map((number) => ({ number, weight: RANKING.abbreviation })),
    ]
    return found.length === 0 ? [] : [{ ...spelt, terms: found }]
  })
}

/** Beginnings of a long word: auth of authentication, config of configuration. */
function abbreviationsOf(term: string): readonly string[] {
  const most = Math.floor(term.length * 0.7)
  if (!/^[a-z]+$/.test(term)) return []
  return Array.from({ length: Math.max(0, most - ABBREVIATION_CHARACTERS + 1) }, (_, at) => term.slice(0, most - at))
}

/** The words of the reader that are among the numbers; of a compound that is not there as a whole, the parts that are. */
export function matchedWords(words: readonly IndexedWord[], numbers: ReadonlySet<number>): readonly string[] {
  const matched = words.filter(({ terms }) => terms.some(({ number }) => numbers.has(number)))
  const whole = new Set(matched.flatMap(({ word, kind }) => (kind === 'part' ? [] : [word])))
  return [...new Set(matched.map(({ word, spelling }) => (whole.has(word) ? word : spelling)))]
}
