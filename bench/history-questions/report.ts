// The figures of many judged answers, by kind of question.
import { percentile, printRow } from '../measure.ts'
import { isExact, type Judgement } from './score.ts'

export interface Figures {
  /** Mean over kinds of the mean over the wordings of a kind. */
  readonly macro: number
  /** Share of wordings that are exactly right. */
  readonly exact: number
  /** Share of questions of which all wordings are exactly right. */
  readonly allExact: number
  /** Mean over questions with a false premise; NaN without any. */
  readonly falsePremise: number
  /** Share of ids in answers that the repository has; NaN without any. */
  readonly shaReal: number
  readonly byKind: ReadonlyMap<string, number>
}

export function figuresOf(judgements: readonly Judgement[]): Figures {
  const byKind = new Map(
    [...group(judgements, ({ question }) => question.template)].map(([kind, own]) => [kind, meanScore(own)]),
  )
  const questions = [...group(judgements, ({ question }) => question.id).values()].filter((own) => own.length > 1)
  const ids = sum(judgements.map((one) => one.ids))
  return {
    byKind,
    macro: mean([...byKind.values()]),
    exact: mean(judgements.map((one) => Number(isExact(one)))),
    allExact: mean(questions.map((own) => Number(own.every(isExact)))),
    falsePremise: meanScore(judgements.filter(({ question }) => question.negative)),
    shaReal: 1 - sum(judgements.map((one) => one.madeUpIds)) / ids,
  }
}

export function printFigures(title: string, judgements: readonly Judgement[], times: readonly number[]): void {
  const { byKind, ...figures } = figuresOf(judgements)
  printRow(
    title,
    `${new Set(judgements.map(({ question }) => question.id)).size} questions, ${judgements.length} wordings, ${byKind.size} kinds`,
  )
  printRow('  macro mean over kinds', share(figures.macro))
  printRow('  exactly right, by wording', share(figures.exact))
  printRow('  all wordings exactly right', share(figures.allExact))
  printRow('  false premises', share(figures.falsePremise))
  printRow('  ids that exist', share(figures.shaReal))
  printRow(
    '  time to an answer, p50, p95',
    `${percentile(times, 0.5).toFixed(0)}, ${percentile(times, 0.95).toFixed(0)} ms`,
  )
  for (const [kind, score] of [...byKind].toSorted(([, a], [, b]) => a - b)) printRow(`    ${kind}`, share(score))
}

const share = (value: number) => (Number.isNaN(value) ? 'none' : value.toFixed(3))
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]) => sum(values) / values.length
const meanScore = (judgements: readonly Judgement[]) => mean(judgements.map(({ score }) => score))

function group<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
