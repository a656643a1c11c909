// Chooses the weights of lib/code/ranking.ts on all repositories but one, tests them on that one, and does so for each: leave one out.
// node bench/code-questions/fit-weights.ts SIGNALS.jsonl [--kind change|question|report] [--steps 3]
// SIGNALS.jsonl is written by bench/retrieval.ts --signals. The last line is what all repositories together would choose.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { SignalValues } from '#lib/code/rank-pieces.ts'
import { SIGNAL_WEIGHTS, type SignalWeights } from '#lib/code/ranking.ts'
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
  options: { kind: { type: 'string', default: 'change' }, steps: { type: 'string', default: '3' } },
})
/** What a weight is tried at, beside what it is. */
const FACTORS = [0.5, 0.7, 1.4, 2]
/** A gain below this is chance. */
const LEAST_GAIN = 0.0005

const all = readFileSync(positionals[0] ?? '', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Asked => JSON.parse(line))
  .filter(({ kind }) => kind === values.kind)
const repositories = [...new Set(all.map(({ repo }) => repo))]
const before = SIGNAL_WEIGHTS[values.kind as Asked['kind']]

function rank({ files }: Asked, weights: SignalWeights): readonly string[] {
  const names = Object.keys(weights) as (keyof SignalWeights)[]
  return files
    .map(({ path, role, signals }) => ({
      path,
      score: role * names.reduce((sum, name) => sum + weights[name] * signals[name], 0),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(({ path }) => path)
}

/** The mean over repositories, so that one with many questions does not decide. */
function measure(asked: readonly Asked[], weights: SignalWeights): Judgement {
  const byRepository = Map.groupBy(asked, ({ repo }) => repo)
  return meanOf([...byRepository.values()].map((own) => meanOf(own.map((one) => judge(rank(one, weights), one.gold)))))
}

function aimOf(one: Judgement): number {
  return (one['Acc@1'] + one['Acc@5'] + one['R@10'] + one.MRR) / 4
}

/** Coordinate search from the weights of today; the words of a piece stay 1, since only ratios matter. */
function fit(asked: readonly Asked[]): SignalWeights {
  let weights = before
  let best = aimOf(measure(asked, weights))
  for (let step = 0; step < Number(values.steps); step += 1) {
    for (const name of Object.keys(weights) as (keyof SignalWeights)[]) {
      if (name === 'piece') continue
      for (const factor of FACTORS) {
        const tried = { ...weights, [name]: weights[name] * factor }
        const aim = aimOf(measure(asked, tried))
        if (aim > best + LEAST_GAIN) [weights, best] = [tried, aim]
      }
    }
  }
  return weights
}

function word(weights: SignalWeights): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${name} ${weight.toFixed(2)}`)
    .join(', ')
}

const held: Judgement[] = []
const today: Judgement[] = []
for (const repo of repositories) {
  const own = all.filter((one) => one.repo === repo)
  const weights = fit(all.filter((one) => one.repo !== repo))
  held.push(measure(own, weights))
  today.push(measure(own, before))
  printRow(`${repo} (${own.length})`, `${wordJudgement(held.at(-1) ?? meanOf([]))} | ${word(weights)}`)
}
const spread = (judged: readonly Judgement[]) => {
  const mean = aimOf(meanOf(judged))
  return Math.sqrt(judged.reduce((sum, one) => sum + (aimOf(one) - mean) ** 2, 0) / judged.length).toFixed(3)
}
printRow('fitted on the others, tested here', `${wordJudgement(meanOf(held))}, spread ${spread(held)}`)
printRow('weights of ranking.ts', `${wordJudgement(meanOf(today))}, spread ${spread(today)}`)
printRow('fitted on all', word(fit(all)))
