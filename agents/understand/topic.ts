// What a question is about beyond the names it gives: the words left when everything that was understood is taken out.

import type { DateSpan } from './dates.ts'
import { isAskingWord } from './features.ts'
import type { Link } from './link.ts'
import { contentWords } from './small-words.ts'

export interface TopicWord {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Words of the question that no entity, date, limit or wish accounts for, in reading order. */
export function findTopic(
  question: string,
  taken: readonly (Pick<Link, 'start' | 'end'> | Pick<DateSpan, 'start' | 'end'>)[],
): readonly TopicWord[] {
  const found: TopicWord[] = []
  for (const match of question.matchAll(/(?<!\.)[\p{L}\p{N}_$]+(?:['’-][\p{L}\p{N}_]+)*/gu)) {
    const [start, end] = [match.index, match.index + match[0].length]
    if (taken.some((place) => start < place.end && place.start < end)) continue
    const text = match[0].replace(/['’]s$/, '')
    if (/^\d{1,3}(?:[-–]\d+)?$/.test(text) || contentWords(text).length === 0 || isAskingWord(text.toLowerCase()))
      continue
    found.push({ text, start, end: start + text.length })
  }
  return found
}
