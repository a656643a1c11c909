// What an answer in words says: commits, days, numbers, versions, paths and names, each in the order of the text.

/** Text of letters and digits alone, with a space before, between and after words, in which a name can be looked for. */
export function spoken(text: string): string {
  return ` ${bare(text)} `
}

export function bare(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Tokens that can only be meant as ids of commits: 7 to 40 hexadecimal digits that are no word and no short number. */
export function idsIn(text: string): readonly string[] {
  const tokens = text.matchAll(/(?<![\w/#.-])[0-9a-f]{7,40}(?![\w-])/g)
  return [...tokens]
    .map(([token]) => token)
    .filter((token) => /\d/.test(token) && (/[a-f]/.test(token) || token.length >= 10))
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = `(${MONTHS.join('|')})[a-z]*\\.?`
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?'

/** Days as 2019-04-30, whether written so, as "30 April 2019" or as "April 30, 2019". */
export function daysIn(text: string): readonly string[] {
  const day = (year = '', month = '', ofMonth = '') => {
    const number = /\d/.test(month) ? Number(month) : MONTHS.indexOf(month.toLowerCase()) + 1
    return `${year}-${String(number).padStart(2, '0')}-${ofMonth.padStart(2, '0')}`
  }
  const found = [
    ...[...text.matchAll(/\b(\d{4})-(\d{2})-(\d{2})/g)].map((one) => ({
      at: one.index,
      day: day(one[1], one[2], one[3]),
    })),
    ...[...text.matchAll(new RegExp(`\\b${DAY}\\.? (?:of )?${MONTH},? (\\d{4})`, 'gi'))].map((one) => ({
      at: one.index,
      day: day(one[3], one[2], one[1]),
    })),
    ...[...text.matchAll(new RegExp(`\\b${MONTH} ${DAY},? (\\d{4})`, 'gi'))].map((one) => ({
      at: one.index,
      day: day(one[3], one[1], one[2]),
    })),
  ]
  return found.toSorted((a, b) => a.at - b.at).map((one) => one.day)
}

/** Whole numbers that are no part of an id, a day, a version or the number of an issue. */
export function numbersIn(text: string): readonly string[] {
  const rest = [/\b[0-9a-f]{7,40}\b/g, /\d{4}-\d{2}(-\d{2})?/g, /v?\d+\.\d+(\.\d+)*/g, /#\d+/g].reduce(
    (left, pattern) => left.replace(pattern, ' '),
    text,
  )
  const found = rest.match(/(?<![\w.])\d{1,3}(?:,\d{3})+|(?<![\w.])\d+(?![\w.]*\d)/g) ?? []
  return found.map((one) => one.replaceAll(',', ''))
}

export function versionsIn(text: string): readonly string[] {
  return text.match(/v?\d+\.\d+(?:\.\d+)*(?:-?[a-z]+\.?\d*)?/g) ?? []
}

export function pathsIn(text: string): readonly string[] {
  return (text.match(/[\w@.\-/+]+/g) ?? []).map((one) => one.replace(/[.,:]+$/, '').replace(/^\.\//, ''))
}

/** How much of the longer words of one text is in another, 0 to 1. */
export function overlap(text: string, other: string): number {
  const words = (one: string) =>
    new Set(
      bare(one)
        .split(' ')
        .filter((word) => word.length > 2),
    )
  const [wanted, given] = [words(text), words(other)]
  return wanted.size === 0 ? 0 : [...wanted].filter((word) => given.has(word)).length / wanted.size
}
