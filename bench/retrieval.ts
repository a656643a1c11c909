// Measures code search: which files come first, for questions whose true files are known; by each signal alone, by all, and without each.
// node bench/retrieval.ts REPOSITORY… --questions QUESTIONS.jsonl[,…] [--ablation] [--embeddings] [--misses] [--signals OUT.jsonl]
// Questions: bench/code-questions/ makes them. Each is asked at its own revision, and only what that reaches may answer it.
// With --embeddings the pieces of each of these revisions get their vectors first (minutes). --signals is what cross-validate.ts reads.
import { execFileSync } from 'node:child_process'
import { appendFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { parseArgs } from 'node:util'
import type { Workspace } from '#agents/workspace.ts'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { chunkBlobs, embedChunks } from '#lib/code/meaning/code-stages.ts'
import { type CodeHit, type CodeIndex, openCodeIndex } from '#lib/code/search.ts'
import { openHistoryVotes } from '#lib/code/words/history-votes.ts'
import { kindOfQuestion } from '#lib/code/words/question-parts.ts'
import type { SignalWeights } from '#lib/code/words/ranking.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import { ingestCommits } from '#lib/history/ingest.ts'
import { openReach } from '#lib/history/reach.ts'
import { percentile, printMachine, printRow } from './measure.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { git } from './plain-git.ts'
import {
  type Judgement,
  judge,
  meanOf,
  type RetrievalQuestion,
  readQuestions,
  wordJudgement,
} from './retrieval-judge.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    questions: { type: 'string', default: process.env.QUESTIONS ?? '' },
    ablation: { type: 'boolean', default: false },
    embeddings: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    signals: { type: 'string', default: '' },
  },
})
const signal = AbortSignal.timeout(TIMEOUT_MS)
/** Places asked for: enough for ten different files. */
const PLACES = 10
/** Files whose signals are written: a weight can lift any of them into the ten. */
const FILES_WRITTEN = 120

const GROUPS = {
  'words of pieces': ['piece'],
  'words of files': ['file'],
  names: ['nameOfFile', 'nameOfPiece', 'path'],
  mentions: ['mentioned', 'defined'],
  'earlier commits': ['votes'],
  ...(values.embeddings && { meaning: ['meaning'] }),
} satisfies Readonly<Record<string, readonly (keyof SignalWeights)[]>>
const NONE: SignalWeights = {
  ...{ piece: 0, file: 0, nameOfFile: 0, nameOfPiece: 0, path: 0, mentioned: 0, defined: 0, votes: 0, meaning: 0 },
}

/** A way of ranking by its name, and the weights that make it. */
function variants(): readonly (readonly [string, Partial<SignalWeights>])[] {
  const weightsOf = (signals: readonly (keyof SignalWeights)[], weight: number) =>
    Object.fromEntries(signals.map((one) => [one, weight]))
  const groups = values.ablation ? Object.entries(GROUPS) : []
  return [
    ...groups.map(([name, signals]) => [`only ${name}`, { ...NONE, ...weightsOf(signals, 1) }] as const),
    ...groups.map(([name, signals]) => [`without ${name}`, weightsOf(signals, 0)] as const),
    ['all', {}],
  ]
}

type Results = Map<string, Judgement[]>

async function measureRepository(folder: string, workspace: Workspace, questions: readonly RetrievalQuestion[]) {
  const gitFolder = execFileSync('git', ['-C', folder, 'rev-parse', '--absolute-git-dir'], { encoding: 'utf8' }).trim()
  const { db, log, vectors, models } = workspace
  const name = nameOfFolder(gitFolder)
  const { id: repositoryId } = await createRepositoryStore(db).add({ name, address: gitFolder, kind: 'folder' })
  const context = { db, gitFolder, repositoryId }
  await ingestCommits(context)
  const thread = openCodeThread(workspace.config)
  const objects = openObjectReader(gitFolder)
  await models.ready()
  const embedder = values.embeddings ? models.embedder() : undefined
  const history = openHistoryVotes(context, openReach(context))
  const code = openCodeIndex({ ...context, log, thread, objects, history, vectors, embedder: async () => embedder })
  const results: Results = new Map()
  const times = { fresh: [] as number[], known: [] as number[] }
  try {
    for (const question of questions) {
      const revision = git(gitFolder, ['rev-parse', question.at ?? 'HEAD'])
      if (embedder && vectors) {
        const stages = createStageStore(db)
        const stage = { ...context, stages, thread, revision, signal, onProgress: () => undefined }
        await chunkBlobs(stage)
        await embedChunks({ ...stage, embedder, vectors })
      }
      await askOne({ code, question, revision, name, results, times })
    }
  } finally {
    await objects.close()
    await thread.close()
  }
  return { results, times }
}

async function askOne({
  code,
  question,
  revision,
  name,
  results,
  times,
}: {
  readonly code: CodeIndex
  readonly question: RetrievalQuestion
  readonly revision: string
  readonly name: string
  readonly results: Results
  readonly times: { readonly fresh: number[]; readonly known: number[] }
}): Promise<void> {
  const { id, query, gold } = question
  const search = async (weights: Partial<SignalWeights>, limit = PLACES) => {
    const startedMs = performance.now()
    const { hits } = await code.search({ query, revision, limit, signal, weights })
    return { hits, ms: performance.now() - startedMs }
  }
  times.fresh.push((await search({})).ms)
  for (const [variant, weights] of variants()) {
    const { hits, ms } = await search(weights)
    const one = judge(filesOf(hits), gold)
    results.set(variant, [...(results.get(variant) ?? []), one])
    if (variant !== 'all') continue
    times.known.push(ms)
    if (values.misses && one['Acc@1'] === 0) printMiss({ id, query, gold, hits })
  }
  if (values.signals) writeSignals({ question, name, hits: (await search({}, FILES_WRITTEN)).hits })
}

function filesOf(hits: readonly CodeHit[]): readonly string[] {
  return [...new Set(hits.map(({ path }) => path))]
}

function printMiss({
  id,
  query,
  gold,
  hits,
}: Pick<RetrievalQuestion, 'id' | 'query' | 'gold'> & { readonly hits: readonly CodeHit[] }): void {
  printRow(`  ${id}: ${query.slice(0, 100)}`, `rank ${filesOf(hits).findIndex((file) => gold.includes(file)) + 1}`)
  for (const hit of hits.slice(0, 3)) printRow('', `${hit.path}:${hit.startLine} ${hit.why.join(' · ')}`)
}

/** The best place of each file with its signals: one line a question. */
function writeSignals({
  question: { id, query, gold },
  name,
  hits,
}: {
  readonly question: RetrievalQuestion
  readonly name: string
  readonly hits: readonly CodeHit[]
}): void {
  const files = new Map<string, object>()
  for (const { path, role, signals } of hits) if (!files.has(path)) files.set(path, { path, role, signals })
  const line = { id, repo: name, kind: kindOfQuestion(query), gold, files: [...files.values()] }
  appendFileSync(values.signals, `${JSON.stringify(line)}\n`)
}

/** The parts of the path that name a repository: `owner+name.git`, `name/.git`, `owner+name/repo`. */
function nameOfFolder(gitFolder: string): string {
  return `${basename(dirname(gitFolder))}/${basename(gitFolder)}`
}

function printTimes(work: string, times: readonly number[]): void {
  printRow(work, `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`)
}

printMachine()
if (values.signals) writeFileSync(values.signals, '')
const questions = readQuestions(values.questions)
const all: Results[] = []
for (const folder of positionals) {
  // Of a bare store the last part is the name, of `owner+name/repo` the one before.
  const isOf = ({ repo }: RetrievalQuestion) =>
    repo === undefined ||
    folder.replaceAll('+', '/').includes(repo) ||
    basename(folder).includes(repo.split('/').at(-1) ?? repo)
  const own = questions.filter(isOf)
  if (own.length === 0) continue
  await withWorkspace({ embedder: values.embeddings }, async (workspace) => {
    const { results, times } = await measureRepository(folder, workspace, own)
    all.push(results)
    printRow(folder, `${own.length} questions`)
    for (const [variant, judged] of results) printRow(`  ${variant}`, wordJudgement(meanOf(judged)))
    printTimes('  a search at a fresh revision', times.fresh)
    printTimes('  a search at a known revision', times.known)
  })
}
for (const [variant] of variants()) {
  const judged = all.map((results) => results.get(variant) ?? [])
  printRow(`${variant}: mean of ${all.length} repositories`, wordJudgement(meanOf(judged.map(meanOf))))
  printRow(`${variant}: mean of ${judged.flat().length} questions`, wordJudgement(meanOf(judged.flat())))
}
printMachine()
process.exit()
