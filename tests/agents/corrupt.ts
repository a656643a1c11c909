// Makes false answers of right ones, in many ways, by a seed.

/** A false answer and how it came about. */
export interface Lie {
  readonly kind: string
  readonly text: string
}

/** What is real in the repository, to be put where it does not belong. */
export interface World {
  readonly shas: readonly string[]
  readonly people: readonly string[]
  readonly paths: readonly string[]
  readonly days: readonly string[]
  readonly tags: readonly string[]
}

type Random = () => number
type Corruption = (text: string, world: World, random: Random) => string | undefined

/** A small generator of numbers in [0, 1) that a seed decides. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Every way that applies to the text, once. */
export function liesOf(text: string, world: World, random: Random): readonly Lie[] {
  return Object.entries(CORRUPTIONS).flatMap(([kind, corrupt]) => {
    const lie = corrupt(text, world, random)
    return lie === undefined || lie === text ? [] : [{ kind, text: lie }]
  })
}

const SHA = /(?<![\w])[0-9a-f]{9}(?![\w])/g
const DAY = /\d{4}-\d{2}-\d{2}/g
const NUMBER =
  /(?<![\w.#/[+−-])\d{1,3}(?![\w.\]-]|\.\d| (?:January|February|March|April|May|June|July|August))(?!\.? \p{Lu})|(?<=[+−])\d+/gu
const WORD_NUMBER = /\b(?:two|three|four|five|six|seven)\b(?= (?:commits|files|people|tags|releases|of the))/g
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
]
const MONTH = new RegExp(`\\b(?:${MONTHS.join('|')})(?= \\d| 20)`, 'g')
const PATH = /(?<![\w/])(?:[\w-]+\/)+[\w.-]+\.\w+/g
const TAG = /(?<![\w.])v?\d+\.\d+(?:\.\d+)?(?![\w.]*\d|\s?%)/g
const QUOTE = /“[^”]+”/g

const pick = <T>(items: readonly T[], random: Random): T | undefined => items[Math.floor(random() * items.length)]

/** One match replaced; `by` may decline. */
function replaceOne(
  text: string,
  pattern: RegExp,
  random: Random,
  by: (found: string) => string | undefined,
): string | undefined {
  const match = pick([...text.matchAll(pattern)], random)
  if (match === undefined) return undefined
  const put = by(match[0])
  return put === undefined || put === match[0]
    ? undefined
    : text.slice(0, match.index) + put + text.slice(match.index + match[0].length)
}

/** Two different values of a kind change places. */
function swapTwo(text: string, pattern: RegExp, random: Random): string | undefined {
  const found = [...new Set([...text.matchAll(pattern)].map((match) => match[0]))]
  const first = pick(found, random)
  const second = pick(
    found.filter((one) => one !== first),
    random,
  )
  if (first === undefined || second === undefined) return undefined
  return text.replace(pattern, (one) => (one === first ? second : one === second ? first : one))
}

const other = (items: readonly string[], random: Random) => (found: string) =>
  pick(
    items.filter((item) => item !== found),
    random,
  )
const anyOf = (words: readonly string[]) =>
  new RegExp(
    words
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .toSorted((a, b) => b.length - a.length)
      .join('|'),
    'g',
  )

/** One of the pairs in the text is turned round. */
function turn(pairs: readonly (readonly [string, string])[]): Corruption {
  return (text, _, random) => {
    const both = new Map(
      pairs.flatMap(
        ([a, b]) =>
          [
            [a, b],
            [b, a],
          ] as const,
      ),
    )
    const pattern = new RegExp(`(?<!\\bfor the |“[^”]*|-)\\b(?:${[...both.keys()].join('|')})\\b(?! time)`, 'g')
    return replaceOne(text, pattern, random, (found) => both.get(found))
  }
}

const SLANDER = [
  'This was done for performance reasons.',
  'It fixes a security hole in the password check.',
  'The team had agreed on this at the yearly conference.',
  'This was necessary because the customer complained about crashes.',
  'It improves the accessibility of the settings dialog.',
  'The change broke the Windows build.',
  'It was sponsored by a telecommunications company.',
]

const CORRUPTIONS: Readonly<Record<string, Corruption>> = {
  'another real commit': (text, { shas }, random) =>
    replaceOne(
      text,
      SHA,
      random,
      other(
        shas.map((sha) => sha.slice(0, 9)).filter((sha) => !text.includes(sha)),
        random,
      ),
    ),
  'a commit that is none': (text, _, random) =>
    replaceOne(text, SHA, random, () =>
      Array.from({ length: 9 }, (__, index) => (index % 4 === 0 ? '7' : pick([...'0123456789abcdef'], random))).join(
        '',
      ),
    ),
  'a mistyped commit': (text, _, random) =>
    replaceOne(text, SHA, random, (sha) => `${sha.slice(0, 8)}${sha[8] === '0' ? '1' : '0'}`),
  'two commits swapped': (text, _, random) =>
    /\d{4}|\p{Lu}\p{L}+ \p{Lu}/u.test(text) ? swapTwo(text, SHA, random) : undefined,
  'a day shifted': (text, _, random) =>
    replaceOne(text, DAY, random, (day) =>
      new Date(Date.parse(day) + (1 + Math.floor(random() * 200)) * 86_400_000).toISOString().slice(0, 10),
    ),
  'a real day of another commit': (text, { days }, random) => replaceOne(text, DAY, random, other(days, random)),
  'two days swapped': (text, _, random) => swapTwo(text, DAY, random),
  'another month': (text, _, random) => replaceOne(text, MONTH, random, other(MONTHS, random)),
  'another year': (text, _, random) =>
    replaceOne(text, /\b20[12]\d\b(?!-)/g, random, (year) => String(Number(year) + (random() < 0.5 ? 1 : -1))),
  'a number off by a little': (text, _, random) =>
    replaceOne(text, NUMBER, random, (digits) => String(Number(digits) + 1 + Math.floor(random() * 3))),
  'a number ten times as large': (text, _, random) =>
    replaceOne(text, NUMBER, random, (digits) => String(Number(digits) * 10 + 1)),
  'two numbers swapped': (text, _, random) => swapTwo(text, NUMBER, random),
  'another number word': (text, _, random) =>
    replaceOne(text, WORD_NUMBER, random, other(['eight', 'nine', 'eleven', 'twenty'], random)),
  'another contributor': (text, { people }, random) =>
    replaceOne(
      text,
      anyOf(people),
      random,
      other(
        people.filter((name) => !text.includes(name)),
        random,
      ),
    ),
  'two people swapped': (text, { people }, random) =>
    SHA.test(text) || /\d/.test(text) ? swapTwo(text, anyOf(people), random) : undefined,
  'a person that is none': (text, { people }, random) =>
    replaceOne(text, anyOf(people), random, () => pick(['Linus Bergström', 'Maria Santos', 'John Whitfield'], random)),
  'another real path': (text, { paths }, random) =>
    replaceOne(
      text,
      PATH,
      random,
      other(
        paths.filter((path) => !text.includes(path)),
        random,
      ),
    ),
  'a path that is none': (text, _, random) =>
    replaceOne(text, PATH, random, (path) => path.replace(/\/[^/]+$/, '/phantom.ts')),
  'two paths swapped': (text, _, random) => swapTwo(text, PATH, random),
  'another real tag': (text, { tags }, random) =>
    replaceOne(
      text,
      TAG,
      random,
      other(
        tags.filter((tag) => !text.includes(tag)),
        random,
      ),
    ),
  'a tag that is none': (text, _, random) => replaceOne(text, TAG, random, (tag) => `${tag.replace(/\d+$/, '')}7`),
  'two tags swapped': (text, _, random) => swapTwo(text, TAG, random),
  'a word of a quote': (text, _, random) =>
    replaceOne(text, QUOTE, random, (quote) => quote.replace(/\b\p{L}{4,}\b(?=[^\p{L}]*”)/u, 'elephants')),
  'another unit': (text, _, random) =>
    replaceOne(
      text,
      /(?<=\d |two |three |four |six )(?:commits|files|lines|authors|tags|releases)\b/g,
      random,
      (unit) =>
        ({
          commits: 'files',
          files: 'commits',
          lines: 'commits',
          authors: 'folders',
          tags: 'authors',
          releases: 'authors',
        })[unit],
    ),
  'a superlative turned': turn([
    ['first', 'last'],
    ['most', 'fewest'],
    ['latest', 'earliest'],
    ['newest', 'oldest'],
    ['largest', 'smallest'],
    ['biggest', 'smallest'],
    ['most recent', 'oldest'],
  ]),
  'a comparison turned': turn([
    ['more', 'fewer'],
    ['before', 'after'],
    ['larger', 'smaller'],
    ['older', 'newer'],
  ]),
  'added and removed turned': turn([
    ['added', 'removed'],
    ['additions', 'deletions'],
    ['created', 'deleted'],
    ['introduced', 'removed'],
  ]),
  'a denial': (text, _, random) =>
    replaceOne(
      text,
      /\b(?:made|created|wrote|added|changed|introduced|renamed|fixed|removed)\b(?= (?:the|it|3|6|2|4|\w+ commits|by|\p{Lu}))/gu,
      random,
      (verb) => `did not ${verb}`,
    ),
  'a reason out of nowhere': (text, _, random) => `${text} ${pick(SLANDER, random)}`,
}
