// Questions whose true files are known, and how well a list of files answers them.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Question = z.looseObject({
  id: z.string(),
  repo: z.string().optional(),
  at: z.string().optional(),
  query: z.string(),
  gold: z.array(z.string()).min(1),
})
export type RetrievalQuestion = z.infer<typeof Question>

/** {id, query, gold: [path …], repo?, at?}, one a line, of one or more files with a comma between. */
export function readQuestions(files: string): readonly RetrievalQuestion[] {
  const lines = files.split(',').flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  return lines.filter((line) => line.trim() !== '').map((line) => Question.parse(JSON.parse(line)))
}

/** Each 0 to 1: the first file is right, one of the first five is, the share of right files among ten, 1 / rank of the first. */
export const MEASURES = ['Acc@1', 'Acc@5', 'R@10', 'MRR'] as const
export type Judgement = Readonly<Record<(typeof MEASURES)[number], number>>

/** Only the first ten files count. */
export function judge(files: readonly string[], gold: readonly string[]): Judgement {
  const ten = files.slice(0, 10)
  const at = ten.findIndex((file) => gold.includes(file))
  return {
    'Acc@1': at === 0 ? 1 : 0,
    'Acc@5': at >= 0 && at < 5 ? 1 : 0,
    'R@10': gold.filter((file) => ten.includes(file)).length / gold.length,
    MRR: at < 0 ? 0 : 1 / (at + 1),
  }
}

export function meanOf(judged: readonly Judgement[]): Judgement {
  const mean = (measure: (typeof MEASURES)[number]) =>
    judged.reduce((sum, one) => sum + one[measure], 0) / (judged.length || 1)
  return { 'Acc@1': mean('Acc@1'), 'Acc@5': mean('Acc@5'), 'R@10': mean('R@10'), MRR: mean('MRR') }
}

export function wordJudgement(one: Judgement): string {
  return MEASURES.map((measure) => `${measure} ${one[measure].toFixed(3)}`).join(', ')
}
