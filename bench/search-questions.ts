// Texts, patterns and questions sampled from the files of a repository with a fixed seed, for bench/search.ts.
import { createSample, type Sample } from '#tests/history/sample.ts'
import { git } from './plain-git.ts'

export interface TextQuestion {
  /** What is measured: "rare word". */
  readonly kind: string
  readonly pattern: string
  readonly fixed: boolean
  readonly ignoreCase?: boolean
}

export interface SampledQuestions {
  readonly paths: readonly string[]
  readonly literals: readonly TextQuestion[]
  readonly patterns: readonly TextQuestion[]
  /** Words as they stand near each other in the code. */
  readonly questions: readonly string[]
}

const SEED = 20_260
/** Files that are read for the sample. */
const FILES = 200
const EACH = 4
const QUESTIONS = 100
const NOT_THERE = 'zqxjkvbpy'

export function sampleQuestions(gitFolder: string): SampledQuestions {
  const sample = createSample({ size: FILES, seed: SEED })
  const paths = git(gitFolder, ['ls-tree', '-r', '-z', '--name-only', 'HEAD'])
    .split('\0')
    .filter((path) => /\.\w{1,5}$/.test(path) && !path.includes('\uFFFD'))
  const texts = Array.from({ length: Math.min(FILES, paths.length) }, () =>
    git(gitFolder, ['cat-file', 'blob', `HEAD:${sample.pick(paths)}`]),
  ).filter((text) => !/[\0\uFFFD]/.test(text))
  const counts = new Map<string, number>()
  for (const word of texts.flatMap((text) => text.match(/[A-Za-z_]{4,24}/g) ?? []))
    counts.set(word, (counts.get(word) ?? 0) + 1)
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a).map(([word]) => word)
  const rare = byCount.filter((word) => counts.get(word) === 1)
  const frequent = byCount.slice(0, 40)
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => /\w{3}.*\w{3}/.test(line) && line.length < 200)
  return {
    paths,
    literals: literalsOf({ sample, rare, frequent, lines }),
    patterns: patternsOf({ sample, rare, frequent }),
    questions: Array.from({ length: QUESTIONS }, () => questionOf(sample, lines)),
  }
}

interface Words {
  readonly sample: Sample
  readonly rare: readonly string[]
  readonly frequent: readonly string[]
}

function literalsOf({ sample, rare, frequent, lines }: Words & { readonly lines: readonly string[] }): TextQuestion[] {
  const punctuated = lines.map((line) => /\w+[^\w\s]{1,3}\s?\w+/.exec(line)?.[0] ?? '').filter(Boolean)
  return each(
    (kind, pattern) => ({ kind, pattern, fixed: true }),
    [
      ['rare word', () => sample.pick(rare)],
      ['frequent word', () => sample.pick(frequent)],
      ['with punctuation', () => sample.pick(punctuated)],
      ['not there', () => `${NOT_THERE}${sample.one(1000)}`],
    ],
  )
}

function patternsOf({ sample, rare, frequent }: Words): TextQuestion[] {
  const word = () => sample.pick(rare)
  return [
    ...each(
      (kind, pattern) => ({ kind, pattern, fixed: false }),
      [
        ['alternation', () => `${word()}|${word()}|${sample.pick(frequent)}`],
        ['class', () => `${sample.pick(frequent).slice(0, 3)}[a-z_]+\\(`],
        ['anchored', () => `^\\s*${sample.pick(frequent)}\\b`],
        ['no literal', () => sample.pick(['[a-z]+[0-9]{3,}[a-z]', '\\b[A-Z]{3}\\d\\b', '^\\s{12,}\\w+$', '\\w{30,}'])],
      ],
    ),
    ...each(
      (kind, pattern) => ({ kind, pattern, fixed: true, ignoreCase: true }),
      [['in any case', () => word().toUpperCase()]],
    ),
  ]
}

function each(
  make: (kind: string, pattern: string) => TextQuestion,
  kinds: readonly (readonly [kind: string, draw: () => string])[],
): TextQuestion[] {
  return kinds.flatMap(([kind, draw]) => Array.from({ length: EACH }, () => make(kind, draw())))
}

function questionOf(sample: Sample, lines: readonly string[]): string {
  const start = sample.one(lines.length)
  const words = lines
    .slice(start, start + 5)
    .join(' ')
    .match(/[A-Za-z_]{3,}/g) ?? ['main']
  return Array.from({ length: 2 + sample.one(5) }, () => sample.pick(words)).join(' ')
}
