// Reads the numbers of a text: digits, words, rounded ones, shares, each with what it counts.

/** What a number counts, in one word for all its names. */
export type Unit =
  | 'commits'
  | 'authors'
  | 'files'
  | 'lines'
  | 'additions'
  | 'deletions'
  | 'tags'
  | 'merges'
  | 'folders'
  | 'issues'
  | 'bytes'
  | 'days'
  | 'weeks'
  | 'months'
  | 'years'
  | 'percent'

export type Rounding = 'about' | 'over' | 'under'

/** A number as a text gives it. */
export interface Amount {
  readonly amount: number
  readonly unit?: Unit
  /** How the number is rounded; absent when it is exact. */
  readonly rounding?: Rounding
  /** Where the words for what it counts end. */
  readonly phraseEnd?: number
}

const UNITS: readonly (readonly [Unit, RegExp])[] = [
  ['merges', /^merges?$/],
  ['commits', /^commits?$/],
  ['authors', /^(?:authors?|contributors?|developers?|people|persons?|committers?|programmers?)$/],
  ['files', /^files?$/],
  ['additions', /^(?:additions?|insertions?)$/],
  ['deletions', /^(?:deletions?|removals?)$/],
  ['lines', /^(?:lines?|loc)$/],
  ['tags', /^(?:tags?|releases?|versions?)$/],
  ['folders', /^(?:folders?|director(?:y|ies))$/],
  ['issues', /^issues?$/],
  ['bytes', /^bytes?$/],
  ['days', /^days?$/],
  ['weeks', /^weeks?$/],
  ['months', /^months?$/],
  ['years', /^years?$/],
  ['percent', /^(?:percent|%)$/],
]
/** What may stand between a number and what it counts: "12 of the new commits". */
const BETWEEN = 3
const NOT_BETWEEN =
  /^(?:in|by|on|at|to|from|and|or|with|since|is|was|were|are|that|which|for|than|per|as|before|after)$/

const SMALL = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
]
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const SMALL_WORD = SMALL.toSorted((a, b) => b.length - a.length).join('|')

/** Words for whole numbers; only what they count makes them a claim. */
export const NUMBER_WORDS = new RegExp(
  `\\b(?:(?:a|one|two|three|half a) (?:dozen|hundred|thousand)|(?:${TENS.join('|')})(?:[- ](?:${SMALL_WORD}))?|${SMALL_WORD}|a single)\\b`,
  'gi',
)

/** `12.5 %`, `1.2k`, `3 million`. */
export const SCALED_NUMBER = /(?<![\w.#/[-])\d+(?:[.,]\d+)*\s?(?:%|per ?cent\b|k\b|thousand\b|million\b)/gi

/** Shares said in words. */
export const FRACTION =
  /\b(?:(?:a|one) half|half|(?:a|one) third|two[- ]thirds|(?:a|one) quarter|three[- ]quarters)(?= (?:of|the)\b)/gi

/** A number word that is set against another one needs no unit of its own. */
const COMPARED = /\b(?:against|versus|vs\.?|instead of|compared (?:to|with)|has|had)\s$/i

/** The number that stands at `start` to `end`; undefined when it says nothing that could be checked. */
export function readAmount(text: string, start: number, end: number): Amount | undefined {
  const written = text.slice(start, end).toLowerCase()
  const { unit, phraseEnd } = unitAfter(text, end)
  const fraction = fractionOf(written)
  if (fraction !== undefined) return { amount: fraction, unit: 'percent', rounding: 'about' }
  const isWord = /^[a-z]/.test(written)
  if (isWord && unit === undefined && !(COMPARED.test(text.slice(0, start)) && written !== 'one')) return undefined
  const scale = /k$|thousand/.test(written) ? 1_000 : /million/.test(written) ? 1_000_000 : 1
  const amount = isWord ? numberOfWords(written) : Number(digitsOf(written)) * scale
  if (amount === undefined || Number.isNaN(amount)) return undefined
  const isPercent = /%|per ?cent/.test(written)
  const role = isPercent ? 'percent' : directed(text, { start, end, unit, phraseEnd: phraseEnd ?? end })
  const rounding = roundingBefore(text.slice(0, start)) ?? (scale > 1 ? 'about' : undefined)
  return {
    amount,
    ...(role && { unit: role }),
    ...(rounding && { rounding }),
    ...(phraseEnd !== undefined && { phraseEnd }),
  }
}

/** True when `value` may be written so: exactly, or rounded as said. */
export function fits({ amount, rounding, unit }: Amount, value: number): boolean {
  // A share is told in whole percent, or in words.
  if (unit === 'percent') return Math.abs(value - amount) <= (rounding === undefined ? 0.51 : 5)
  if (rounding === undefined) return value === amount
  switch (rounding) {
    case 'about':
      return Math.abs(value - amount) <= Math.max(amount * 0.07, 1)
    case 'over':
      return value >= amount && value <= amount * 1.5 + 1
    case 'under':
      return value <= amount && value >= amount * 0.8 - 1
  }
}

function digitsOf(written: string): string {
  const digits = /^\d+(?:[.,]\d+)*/.exec(written)?.[0] ?? ''
  return /^\d{1,3}(?:,\d{3})+$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.')
}

function unitAfter(text: string, end: number): { unit?: Unit; phraseEnd?: number } {
  let at = end
  for (let passed = 0; passed <= BETWEEN; passed += 1) {
    const word = /^[\s*]{1,4}([\p{L}%-]+)/u.exec(text.slice(at, at + 40))
    if (word?.[1] === undefined) return {}
    at += word[0].length
    const name = word[1].toLowerCase()
    const unit = UNITS.find(([, pattern]) => pattern.test(name))?.[0]
    if (unit !== undefined) return { unit, phraseEnd: at }
    if (NOT_BETWEEN.test(name)) return {}
  }
  return {}
}

const ADDING = /\b(?:add(?:s|ed|ing)?|insert(?:s|ed|ing)?|gain(?:s|ed)?)\b/i
const REMOVING = /\b(?:remov(?:es|ed|ing)|delet(?:es|ed|ing)|drop(?:s|ped|ping)?|cut(?:s|ting)?|lost)\b/i

interface Place {
  readonly start: number
  readonly end: number
  readonly unit: Unit | undefined
  readonly phraseEnd: number
}

/** Lines are added or removed where a sign or a verb says so. */
function directed(text: string, { start, end, unit: named, phraseEnd }: Place): Unit | undefined {
  let unit = named
  if (unit !== undefined && unit !== 'lines' && unit !== 'additions' && unit !== 'deletions') return unit
  const sign = text[start - 1]
  if (sign === '+') return 'additions'
  if (sign === '−') return 'deletions'
  // "43 removed lines", "43 lines were removed".
  const near = (/\b(added|inserted|removed|deleted)\b/i.exec(text.slice(end, phraseEnd)) ??
    /^\s*(?:(?:was|were) )?(added|inserted|removed|deleted)\b/i.exec(text.slice(phraseEnd, phraseEnd + 16)))?.[1]
  if (near !== undefined) return /^[ai]/i.test(near) ? 'additions' : 'deletions'
  // "added 6 and removed 2 lines".
  if (unit === undefined && /^ and \w+ \d+ lines?\b/i.test(text.slice(end, end + 24))) unit = 'lines'
  if (unit !== 'lines') return unit
  const before = text.slice(Math.max(0, start - 24), start).replace(/.*[.;:,]/s, '')
  const [adding, removing] = [before.search(ADDING), before.search(REMOVING)]
  if (adding === removing) return unit
  return adding > removing ? 'additions' : 'deletions'
}

function roundingBefore(before: string): Rounding | undefined {
  const words = before.slice(-24)
  if (/(?:\b(?:about|around|roughly|approximately|approx\.?|circa|some|nearly|almost|close to)|~)\s*\**$/i.test(words))
    return 'about'
  if (/\b(?:over|more than|at least|upwards of)\s*\**$/i.test(words)) return 'over'
  return /\b(?:under|less than|fewer than|at most|up to|no more than)\s*\**$/i.test(words) ? 'under' : undefined
}

function numberOfWords(written: string): number | undefined {
  if (written === 'a single') return 1
  const grouped = /^(a|one|two|three|half a) (dozen|hundred|thousand)$/.exec(written)
  if (grouped) {
    const many = { dozen: 12, hundred: 100, thousand: 1_000 }[grouped[2] ?? ''] ?? Number.NaN
    return many * ({ a: 1, one: 1, two: 2, three: 3, 'half a': 0.5 }[grouped[1] ?? ''] ?? Number.NaN)
  }
  const [first = '', second] = written.split(/[- ]/)
  const tens = TENS.indexOf(first)
  if (tens < 0) return SMALL.indexOf(first)
  return (tens + 2) * 10 + (second === undefined ? 0 : SMALL.indexOf(second))
}

function fractionOf(written: string): number | undefined {
  if (/half$/.test(written)) return 50
  if (/two[- ]thirds$/.test(written)) return 66.7
  if (/third$/.test(written)) return 33.3
  if (/three[- ]quarters$/.test(written)) return 75
  return /quarter$/.test(written) ? 25 : undefined
}
