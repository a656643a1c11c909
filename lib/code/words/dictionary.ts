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

  const readAnew = (text: string) => wordsIn(text).flatMap((word) => termsOfWord(word).map(numberOf))
  const spellings = createSpellingTable(readAnew)
  const scratch = Buffer.alloc(SCRATCH_BYTES)

  /** Most names were seen in the text: their bytes find them without taking them apart again. */
  function read(text: string): readonly number[] {
    if (text.length * BYTES_OF_A_UNIT > SCRATCH_BYTES) return readAnew(text)
    const found: number[] = []
    spellings.read(scratch, 0, scratch.write(text), found)
    return found
  }

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

/** A longer text is not a name. */
const SCRATCH_BYTES = 1024
/** Most that a unit of UTF-16 takes as UTF-8. */
const BYTES_OF_A_UNIT = 3

/** V8 cuts a string of 13 characters and more out of its source, which it then keeps alive: a file for a word. */
const CUT_FROM_CHARACTERS = 13

function detach(word: string): string {
  return word.length < CUT_FROM_CHARACTERS ? word : ` ${word}`.slice(1)
}
