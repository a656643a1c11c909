// Measures code search: which files come first, for questions whose true files are known; by each signal alone and by all.
// node bench/retrieval.ts REPOSITORY --questions QUESTIONS.jsonl [--embeddings] [--misses]
// Questions: {id, query, gold: [path …], repo?, at?}, one a line; those of another repository than the given one are left out.
// With --embeddings the repository is indexed first, and every question is asked of its head.
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Workspace } from '#agents/workspace.ts'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { type CodeHit, type CodeIndex, openCodeIndex } from '#lib/code/search.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import { percentile, printMachine, printRow } from './measure.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { git, gitFolderOfArgument } from './plain-git.ts'

const Question = z.looseObject({
  id: z.string(),
  repo: z.string().optional(),
  at: z.string().optional(),
  query: z.string(),
  gold: z.array(z.string()).min(1),
})
type Question = z.infer<typeof Question>

/** Places asked for: enough for ten different files. */
const PLACES = 60

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    questions: { type: 'string', default: process.env.QUESTIONS ?? '' },
    embeddings: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
  },
})
const gitFolder = gitFolderOfArgument()
const signal = AbortSignal.timeout(TIMEOUT_MS)

function readQuestions(): readonly Question[] {
  const lines = readFileSync(values.questions, 'utf8').split('\n')
  const all = lines.filter((line) => line.trim() !== '').map((line) => Question.parse(JSON.parse(line)))
  return all.filter(({ repo }) => repo === undefined || nameOfFolder().includes(repo.split('/').at(-1) ?? repo))
}

/** The parts of the path that name a repository: `owner+name.git`, `name/.git`, `owner+name/repo`. */
function nameOfFolder(): string {
  return `${basename(dirname(gitFolder))}/${basename(gitFolder)}`
}

/** How well the files of one question are ranked; each 0 to 1. */
interface Judgement {
  readonly first: number
  readonly amongFive: number
  readonly recallTen: number
  readonly reciprocalRank: number
}

function judge(files: readonly string[], gold: readonly string[]): Judgement {
  const at = files.slice(0, 10).findIndex((file) => gold.includes(file))
  const found = gold.filter((file) => files.slice(0, 10).includes(file)).length
  return {
    first: at === 0 ? 1 : 0,
    amongFive: at >= 0 && at < 5 ? 1 : 0,
    recallTen: found / gold.length,
    reciprocalRank: at < 0 ? 0 : 1 / (at + 1),
  }
}

function report(signalName: string, judged: readonly Judgement[]): void {
  const mean = (pick: (one: Judgement) => number) =>
    (judged.reduce((sum, one) => sum + pick(one), 0) / (judged.length || 1)).toFixed(3)
  printRow(
    `${signalName} (${judged.length} questions)`,
    `Acc@1 ${mean((one) => one.first)}, Acc@5 ${mean((one) => one.amongFive)}, ` +
      `R@10 ${mean((one) => one.recallTen)}, MRR ${mean((one) => one.reciprocalRank)}`,
  )
}

function filesOf(hits: readonly CodeHit[]): readonly string[] {
  return [...new Set(hits.map(({ path }) => path))]
}

/** By nearness of meaning alone: the places that a vector found, nearest first. */
function nearest(hits: readonly CodeHit[]): readonly CodeHit[] {
  return hits.filter((hit) => hit.similarity !== undefined).sort((a, b) => (b.similarity ?? 0) - (a.similarity ?? 0))
}

async function measureWords(code: CodeIndex, questions: readonly Question[]): Promise<void> {
  const judged: Judgement[] = []
  const times: number[] = []
  for (const { id, query, gold, at } of questions) {
    const revision = git(gitFolder, ['rev-parse', values.embeddings ? 'HEAD' : (at ?? 'HEAD')])
    await code.search({ query, revision, limit: 1, signal })
    const startedMs = performance.now()
    const { hits } = await code.search({ query, revision, limit: PLACES, signal })
    times.push(performance.now() - startedMs)
    const one = judge(filesOf(hits), gold)
    judged.push(one)
    if (values.misses && one.first === 0) {
      printRow(`  ${id}: ${query}`, `rank ${filesOf(hits).findIndex((file) => gold.includes(file)) + 1}`)
      for (const hit of hits.slice(0, 3)) printRow('', `${hit.path}:${hit.startLine} ${hit.why.join(' · ')}`)
    }
  }
  report('words', judged)
  printRow(
    '  time of a search',
    `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
  )
}

async function measureMeaning(workspace: Workspace, questions: readonly Question[]): Promise<void> {
  const { id: repositoryId } = await workspace.add(gitFolder)
  await workspace.untilIdle(repositoryId, signal)
  const { code, revision } = await workspace.context({ repositoryId, signal })
  const judged: Record<'meaning' | 'fused', Judgement[]> = { meaning: [], fused: [] }
  for (const { query, gold } of questions) {
    const { hits } = await code.search({ query, revision, limit: 5 * PLACES, signal })
    judged.meaning.push(judge(filesOf(nearest(hits)), gold))
    judged.fused.push(judge(filesOf(hits), gold))
  }
  report('meaning', judged.meaning)
  report('fused', judged.fused)
}

printMachine()
await withWorkspace({ embedder: values.embeddings }, async (workspace) => {
  const questions = readQuestions()
  const thread = openCodeThread(workspace.config)
  const objects = openObjectReader(gitFolder)
  const { db, log } = workspace
  const options = { db, log, gitFolder, thread, objects, repositoryId: 0, vectors: undefined }
  try {
    await measureWords(openCodeIndex({ ...options, embedder: async () => undefined }), questions)
    if (values.embeddings) await measureMeaning(workspace, questions)
  } finally {
    await objects.close()
    await thread.close()
  }
})
printMachine()
process.exit()
