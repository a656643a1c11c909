// Measures the search for commits: questions made from the history of a repository, each of one commit, asked by each kind of evidence and by all.
// node bench/commit-search.ts REPOSITORY [--questions N] [--embeddings] [--misses]
// Three kinds: `body`, the words of the first sentences of a body without those of the subject; `names`, the names that the
// diff adds in plain words; `subject`, half of the words of the subject and two of the names.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { contentWords } from '#agents/understand/small-words.ts'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { type ChangedFile, createCommitLines } from '#lib/code/commits/commit-lines.ts'
import { type CommitSignal, searchCommits } from '#lib/code/commits/commit-search.ts'
import { embedCommits } from '#lib/code/commits/commit-stage.ts'
import { createStoreWatch } from '#lib/code/meaning/store-watch.ts'
import { stem, termsOfWord, wordsIn } from '#lib/code/words/code-tokens.ts'
import { loadConfig } from '#lib/config.ts'
import { streamChangedLines } from '#lib/git/log-stream.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import { openOnnxEmbedder } from '#lib/models/embedder-onnx.ts'
import { EMBEDDER_WEIGHTS, fetchWeights } from '#lib/models/weights.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import { percentile, printMachine, printRow, timed } from './measure.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { gitFolderOfArgument } from './plain-git.ts'

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    questions: { type: 'string', default: '60' },
    embeddings: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
  },
})
const gitFolder = gitFolderOfArgument()
const signal = AbortSignal.timeout(TIMEOUT_MS)

type Kind = 'body' | 'names' | 'subject'
interface Question {
  readonly kind: Kind
  readonly query: string
  readonly sha: string
}

interface CommitRow {
  readonly oid: string
  readonly subject: string
  readonly body: string
}

const stemsOf = (text: string) => new Set(wordsIn(text).flatMap(termsOfWord))

function bodyQuestion({ oid, subject, body }: CommitRow): Question | undefined {
  const known = stemsOf(subject)
  const prose = body.split(/\n\n/)[0] ?? ''
  if (/^[A-Z][A-Za-z-]+-by: /m.test(prose)) return undefined
  const words = contentWords(prose).filter(
    (word) => /^[a-z]{3,}$/.test(word) && !termsOfWord(word).some((term) => known.has(term)),
  )
  return words.length < 5 ? undefined : { kind: 'body', query: words.slice(0, 10).join(' '), sha: oid }
}

/** Names that are added, are not spoken of, and are rare among the names of all commits. */
function nameWords(
  row: CommitRow,
  files: readonly ChangedFile[],
  frequency: ReadonlyMap<string, number>,
): readonly string[] {
  const spoken = stemsOf(`${row.subject} ${row.body}`)
  const names = new Set(
    files.flatMap(({ added }) =>
      added.flatMap((line) => line.match(/[A-Za-z]+(?:_[A-Za-z]+|[a-z][A-Z][A-Za-z]*)+/g) ?? []),
    ),
  )
  return [...names]
    .filter(
      (name) =>
        !termsOfWord(name)
          .slice(1)
          .some((term) => spoken.has(term)),
    )
    .sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0))
    .slice(0, 2)
    .map((name) =>
      name
        .replace(/_/g, ' ')
        .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
        .toLowerCase(),
    )
}

function makeQuestions(
  rows: readonly CommitRow[],
  lines: ReadonlyMap<string, readonly ChangedFile[]>,
): readonly Question[] {
  const frequency = new Map<string, number>()
  for (const files of lines.values())
    for (const name of new Set(files.flatMap(({ added }) => added.flatMap((line) => line.match(/\w+/g) ?? []))))
      frequency.set(name, (frequency.get(name) ?? 0) + 1)
  const all = rows.flatMap((row): readonly Question[] => {
    const names = nameWords(row, lines.get(row.oid) ?? [], frequency)
    const subject = contentWords(row.subject).filter((word) => /^[a-z]{3,}$/.test(word))
    const body = bodyQuestion(row)
    return [
      ...(body ? [body] : []),
      ...(names.length === 2 ? [{ kind: 'names' as const, query: names.join(' '), sha: row.oid }] : []),
      ...(names.length > 0 && subject.length >= 3
        ? [
            {
              kind: 'subject' as const,
              query: [...subject.slice(0, Math.ceil(subject.length / 2)), names[0]].join(' '),
              sha: row.oid,
            },
          ]
        : []),
    ]
  })
  const perKind = Number(values.questions)
  return (['body', 'names', 'subject'] as const).flatMap((kind) => {
    const ofKind = all.filter((question) => question.kind === kind)
    const step = Math.max(1, Math.floor(ofKind.length / perKind))
    return ofKind.filter((_, at) => at % step === 0).slice(0, perKind)
  })
}

function report(name: string, ranks: readonly number[]): void {
  const share = (fits: (rank: number) => boolean) => (ranks.filter(fits).length / (ranks.length || 1)).toFixed(3)
  const mrr = ranks.reduce((sum, rank) => sum + (rank === 0 ? 0 : 1 / rank), 0) / (ranks.length || 1)
  printRow(
    `${name} (${ranks.length})`,
    `R@1 ${share((rank) => rank === 1)}, R@10 ${share((rank) => rank > 0 && rank <= 10)}, MRR ${mrr.toFixed(3)}`,
  )
}

const WAYS: Readonly<Record<string, readonly CommitSignal[]>> = {
  'message words': ['message'],
  'diff words': ['diff'],
  meaning: ['meaning'],
  'words fused': ['message', 'diff'],
  'all fused': ['message', 'diff', 'meaning'],
}

/** The weights of the configured data folder, fetched once. */
async function openEmbedder(): Promise<Embedder> {
  const { dataFolder, download } = loadConfig()
  const folder = await fetchWeights({
    folder: join(dataFolder, 'weights'),
    source: EMBEDDER_WEIGHTS,
    download,
    signal,
    onProgress: () => undefined,
  })
  return openOnnxEmbedder({ folder, rootFolder: resolve(import.meta.dirname, '..') })
}

printMachine()
// Without an embedder in the workspace: pieces of code would be embedded first, which is not measured here.
await withWorkspace({ embedder: false }, async (workspace) => {
  const { id: repositoryId } = await workspace.add(gitFolder)
  await workspace.untilIdle(repositoryId, signal)
  const { reach, revision, history } = await workspace.context({ repositoryId, signal })
  const embedder = values.embeddings ? await openEmbedder() : undefined
  if (embedder !== undefined && workspace.vectors !== undefined) {
    let count = 0
    const [seconds] = await timed(() =>
      embedCommits({
        ...{ ...history, db: workspace.db, embedder, signal },
        vectors: workspace.vectors as VectorStore,
        onProgress: ({ done }) => {
          count = done
        },
      }),
    )
    printRow('commits embedded', `${count} in ${seconds.toFixed(0)} s, ${(count / seconds).toFixed(0)} a second`)
  }
  const rows = await workspace.db.query<CommitRow>(
    'SELECT oid, subject, body FROM commits WHERE repository_id = $1 AND cardinality(parents) < 2 ORDER BY id',
    [repositoryId],
  )
  const collected = createCommitLines()
  const lines = new Map<string, readonly ChangedFile[]>()
  for await (const batch of streamChangedLines({
    gitFolder: history.gitFolder,
    oids: rows.map(({ oid }) => oid),
    visitor: collected,
    signal,
  }))
    for (const { oid } of batch) lines.set(oid, collected.take(oid))
  const questions = makeQuestions(rows, lines)
  const thread = openCodeThread(workspace.config)
  const { db, log, vectors } = workspace
  const watch = createStoreWatch({ repositoryId, log, onLoss: () => undefined })
  const options = {
    db,
    log,
    thread,
    vectors,
    repositoryId,
    gitFolder: history.gitFolder,
    watch,
    embedder: async () => embedder,
  }
  for (const [way, signals] of Object.entries(WAYS)) {
    if (signals.includes('meaning') && !values.embeddings) continue
    const times: number[] = []
    const ranked: (Question & { readonly rank: number; readonly far: boolean; readonly similarity: number })[] = []
    for (const question of questions) {
      const askedMs = performance.now()
      const found = await searchCommits(
        { ...options, signals },
        { query: question.query, words: contentWords(question.query).map(stem), revision, reach, limit: 20, signal },
      )
      times.push(performance.now() - askedMs)
      const rank = found.rows.findIndex(({ sha }) => sha === question.sha) + 1
      const similarity = Math.max(
        0,
        ...found.rows
          .flatMap(({ why }) => (Array.isArray(why) ? why : []))
          .flatMap((reason) => /^meaning (.*)/.exec(String(reason))?.[1] ?? [])
          .map(Number),
      )
      ranked.push({ ...question, rank, far: found.isFarFetched, similarity })
      if (values.misses && way === 'all fused' && rank !== 1)
        printRow(`  ${question.kind}: ${question.query}`, `rank ${rank} of ${question.sha.slice(0, 9)}`)
    }
    report(
      way,
      ranked.map(({ rank }) => rank),
    )
    for (const kind of ['body', 'names', 'subject'] as const)
      report(
        `  ${kind}`,
        ranked.filter((one) => one.kind === kind).map(({ rank }) => rank),
      )
    printRow(
      '  time',
      `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms; far-fetched ${ranked.filter(({ far }) => far).length}, nearest p10 ${percentile(
        ranked.map((one) => one.similarity),
        0.1,
      ).toFixed(2)} p50 ${percentile(
        ranked.map((one) => one.similarity),
        0.5,
      ).toFixed(2)}`,
    )
  }
  await thread.close()
})
printMachine()
process.exit()
