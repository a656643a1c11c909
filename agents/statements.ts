// The sentences of a text with their places: what is said in one of them belongs together.

/** Part of a text, from `start` up to but not including `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

export const contains = ({ start, end }: Range, offset: number) => start <= offset && offset < end

const SENTENCE = /[^.!?]*(?:[.!?](?!\s|$)[^.!?]*)*(?:[.!?]+\s*|$)/g
/** The number of an item of a list, which is no sentence of its own. */
const ITEM_NUMBER = /^\s*\d+\.\s*$/

/** In order; none goes over the end of a line. */
export function sentencesOf(text: string): readonly Range[] {
  const sentences: Range[] = []
  let lineStart = 0
  for (const line of text.split('\n')) {
    let start = lineStart
    for (const match of line.matchAll(SENTENCE)) {
      const end = lineStart + match.index + match[0].length
      if (end === start || ITEM_NUMBER.test(text.slice(start, end))) continue
      sentences.push({ start, end })
      start = end
    }
    lineStart += line.length + 1
  }
  return sentences
}

/** Where another subject may begin. */
const CLAUSE_BREAK = /;|:(?= (?:it|this|he|she|they)\b)|\b(?:what|while|whereas|but)\b/gi

/** The parts of a sentence that speak of one thing each. */
export function clausesOf(text: string, { start, end }: Range): readonly Range[] {
  const breaks = [...text.slice(start, end).matchAll(CLAUSE_BREAK)].map(({ index }) => start + index)
  return [start, ...breaks].map((from, index) => ({ start: from, end: breaks[index] ?? end }))
}
