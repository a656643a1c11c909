// Tests weightings of lib/code/words/ranking.ts on repositories that had no say in choosing them: leave one out, for each in turn.
// node bench/code-questions/cross-validate.ts SIGNALS.jsonl[,…] [--kind change|question|report] [--count 60] [--seed 1]
// SIGNALS.jsonl is written by bench/retrieval.ts --signals. Tried are the weights of today and others between half and twice of each.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { SignalValues } from '#lib/code/words/rank-pieces.ts'
import { SIGNAL_WEIGHTS, type SignalWeights } from '#lib/code/words/ranking.ts'
import { createRandom } from '../history-questions/random.ts'
import { printRow } from '../measure.ts'
import { type Judgement, judge, meanOf, wordJudgement } from '../retrieval-judge.ts'

interface Asked {
  readonly repo: string
  readonly kind: keyof typeof SIGNAL_WEIGHTS
  readonly gold: readonly string[]
  readonly files: readonly { readonly path: string; readonly role: number; readonly signals: SignalValues }[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: 'string', default: 'change' },
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
})
const NAMES = Object.keys(SIGNAL_WEIGHTS.change) as readonly (keyof SignalWeights)[]
/** Steps of a random choice between half and twice. */
const STEPS = 1000

const lines = positionals.flatMap((files) => files.split(',')).flatMap((file) => readFileSync(file, 'utf8').split('\n'))
const asked = lines
  .filter((line) => line !== '')
  .map((line): Asked => JSON.parse(line))
  .filter(({ kind }) => kind === values.kind)
const byRepository = Map.groupBy(asked, ({ repo }) => repo)
const repositories = [...byRepository.keys()]

/** Today's first; only ratios matter, so the words of a piece stay as they are. */
function weightings(): readonly SignalWeights[] {
  const random = createRandom(values.seed)
  const today = SIGNAL_WEIGHTS[values.kind as Asked['kind']]
  const other = () =>
    Object.fromEntries(
      NAMES.map((name) => [
        name,
        name === 'piece' ? today.piece : today[name] * 2 ** ((2 * random.below(STEPS)) / STEPS - 1),
      ]),
    ) as unknown as SignalWeights
  return [today, ...Array.from({ length: Number(values.count) - 1 }, other)]
}

function rank({ files }: Asked, weights: SignalWeights): readonly string[] {
  const scored = files.map(({ path, role, signals }) => ({
    path,
    score: role * NAMES.reduce((sum, name) => sum + weights[name] * signals[name], 0),
  }))
  return scored.sort((a, b) => b.score - a.score).map(({ path }) => path)
}

/** What is aimed at: all four measures alike. */
function aimOf(one: Judgement): number {
  return (one['Acc@1'] + one['Acc@5'] + one['R@10'] + one.MRR) / 4
}

function spreadOf(judged: readonly Judgement[]): string {
  const mean = aimOf(meanOf(judged))
  return Math.sqrt(judged.reduce((sum, one) => sum + (aimOf(one) - mean) ** 2, 0) / judged.length).toFixed(3)
}

const tried = weightings().map((weights) => ({
  weights,
  of: new Map(
    [...byRepository].map(([repo, own]) => [repo, meanOf(own.map((one) => judge(rank(one, weights), one.gold)))]),
  ),
}))
/** The weighting that is best on the mean of these repositories: one with many questions does not decide. */
const bestOn = (chosen: readonly string[]) =>
  tried.reduce((best, one) => {
    const aim = ({ of }: typeof one) => aimOf(meanOf(chosen.flatMap((repo) => of.get(repo) ?? [])))
    return aim(one) > aim(best) ? one : best
  })

const held = repositories.map((repo) => {
  const best = bestOn(repositories.filter((other) => other !== repo))
  return best.of.get(repo) ?? meanOf([])
})
const today = repositories.map((repo) => tried[0]?.of.get(repo) ?? meanOf([]))
printRow('questions', `${asked.length} of ${repositories.length} repositories, ${tried.length} weightings`)
printRow('chosen on the others, tested on each', `${wordJudgement(meanOf(held))}, spread ${spreadOf(held)}`)
printRow('weights of today', `${wordJudgement(meanOf(today))}, spread ${spreadOf(today)}`)
const all = bestOn(repositories)
printRow('best on all', NAMES.map((name) => `${name} ${all.weights[name].toFixed(2)}`).join(', '))
