// Numbers for search terms, shared by all snapshots of a thread.
import { termsOfWord, wordsIn } from './code-tokens.ts'
import { createSpellingTable } from './spelling-table.ts'

export interface Dictionary {
  numberOf(term: string): number
  find(term: string): number | undefined
  /** Numbers of the terms of a text, in order, with repetition. */
  read(text: string): readonly number[]
  /** The same of a stretch of UTF-8, added to `out`. */
  readBytes(content: Buffer, from: number, to: number, out: number[]): void
  readonly size: number
}

export function createDictionary(): Dictionary {
  const numbers = new Map<string, number>()

  function numberOf(term: string): number {
    const known = numbers.get(term)
    if (known !== undefined) return known
    numbers.set(detach(term), numbers.size)
    return numbers.size - 1
  }

  const read = (text: string) => wordsIn(text).flatMap((word) => termsOfWord(word).map(numberOf))
  const spellings = createSpellingTable(read)

  return {
    numberOf,
    read,
    find: (term) => numbers.get(term),
    readBytes: spellings.read,
    get size() {
      return numbers.size
    },
  }
}

/** V8 cuts a string of 13 characters and more out of its source, which it then keeps alive: a file for a word. */
const CUT_FROM_CHARACTERS = 13

function detach(word: string): string {
  return word.length < CUT_FROM_CHARACTERS ? word : ` ${word}`.slice(1)
}
