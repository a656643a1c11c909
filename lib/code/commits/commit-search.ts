// Commits by what they did: the words of messages, the words of diffs and nearness of meaning, fused; each says why it ranks.
import type { Row } from '#lib/events.ts'
import { readCoverage } from '#lib/history/changed-lines.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { boundsOf, countWithin, subtractRanges } from '#lib/history/graph.ts'
import { commitRows } from '#lib/history/link-query.ts'
import type { ReachIndex } from '#lib/history/reach.ts'
import { searchMessages } from '#lib/history/search-messages.ts'
import { maskSecrets } from '#lib/mask.ts'
import type { MeaningSearchOptions } from '../meaning/meaning-search.ts'
import { NO_MEANING, searchCommitMeaning } from './commit-meaning.ts'
import { type DiffMatch, searchDiffs, termOfQuestion } from './commit-words.ts'

export interface CommitSearch {
  readonly query: string
  /** The words of the question that carry matter, in lower case. */
  readonly words: readonly string[]
  /** Full id of a commit; only what it reaches is searched. */
  readonly revision: string
  readonly reach: ReachIndex
  /** 1 to 100. */
  readonly limit: number
  readonly signal: AbortSignal
}

/** One kind of evidence: `message`, `diff` or `meaning`. */
export type CommitSignal = 'message' | 'diff' | 'meaning'

export interface FoundCommits {
  /** {sha, subject, author, email, authoredAt, score, words, why}, best first; `words` are those of the question that message or diff have. */
  readonly rows: readonly Row[]
  /** Commits that have at least one of the words, as far as they were counted. */
  readonly total: number
  /** True when no row has most of the words or is near in meaning. */
  readonly isFarFetched: boolean
  /** The words that stand in no message at all. */
  readonly absent: readonly string[]
  readonly notices: readonly string[]
}

export interface CommitSearchOptions extends MeaningSearchOptions {
  /** Which kinds of evidence count; absent: all. Measurements leave some out. */
  readonly signals?: readonly CommitSignal[]
}

/** Words of a question that are looked for in diffs; as many as in messages. */
const TERMS_LIMIT = 12
/** The most that the search of messages gives. */
const MESSAGES = 100
/** What a word counts that stands in the message; one that the diff has too counts more. */
const MESSAGE_WEIGHT = 0.9
/** What nearness of meaning counts beside the words, which together count 1 when all are there. */
const MEANING_WEIGHT = 0.6
/** Share of the words that a commit must have to be an answer, and the cosine from which meaning alone makes it one. */
const FITTING_SHARE = 0.6
const FITTING_MEANING = 0.5
/** Rows whose evidence is weighed. */
const ROWS_JUDGED = 3
/** Names of a diff that a reason lists. */
const WORDS_SHOWN = 4

interface Evidence {
  /** Words of the question that stand in the message, by their terms. */
  readonly message: ReadonlyMap<string, string>
  readonly diff: DiffMatch['words']
  readonly similarity: number | undefined
}

const NOTHING: Evidence = { message: new Map(), diff: new Map(), similarity: undefined }

/** A failing store or a missing index costs its kind of evidence, not the search; `notices` say so. */
export async function searchCommits(options: CommitSearchOptions, search: CommitSearch): Promise<FoundCommits> {
  const { db, gitFolder, repositoryId, signals = ['message', 'diff', 'meaning'] } = options
  const history = { db, gitFolder, repositoryId }
  const bounds = boundsOf((await search.reach.of(search.revision)).ranges)
  const termOf = new Map(search.words.map((word) => [word, termOfQuestion(word) ?? word]))
  const terms = [...new Set(search.words.flatMap((word) => termOfQuestion(word) ?? []))].slice(0, TERMS_LIMIT)
  const uses = (signal: CommitSignal) => signals.includes(signal)
  const [messages, diffs, meaning, coverage] = await Promise.all([
    searchMessages(history, search.reach, { ...search, words: uses('message') ? search.words : [], limit: MESSAGES }),
    searchDiffs(history, { terms: uses('diff') ? terms : [], bounds }),
    uses('meaning') ? searchCommitMeaning(options, { ...search, bounds }) : NO_MEANING,
    readCoverage(history),
  ])
  const idOf = await readIds(
    history,
    messages.rows.map(({ sha }) => String(sha)),
  )
  const found = new Map<number, Evidence>()
  const add = (id: number, more: Partial<Evidence>) => found.set(id, { ...(found.get(id) ?? NOTHING), ...more })
  for (const { sha, words } of messages.rows) {
    const id = idOf.get(String(sha))
    const spoken = Array.isArray(words) ? words.map(String) : []
    if (id !== undefined) add(id, { message: new Map(spoken.map((word) => [termOf.get(word) ?? word, word])) })
  }
  for (const { commitId, words } of diffs.matches) add(commitId, { diff: words })
  for (const { id, score } of meaning.hits) add(id, { similarity: score })

  const weights = weightsOf(search.words, (word) => {
    const term = termOf.get(word) ?? word
    const frequency = Math.max(messages.frequencies.get(word) ?? 0, diffs.frequencies.get(term) ?? 0)
    return [term, Math.log(1 + countWithin(bounds) / (1 + frequency))]
  })
  const farthest = meaning.hits.at(-1)?.score ?? 0
  const best = [...found]
    .map(([id, evidence]) => ({ id, evidence, ...judge(evidence, { weights, farthest }) }))
    .sort((a, b) => b.score - a.score || b.id - a.id)
    .slice(0, search.limit)
  return {
    rows: await readRows(history, best),
    total: Math.max(messages.total, found.size),
    isFarFetched: !best
      .slice(0, ROWS_JUDGED)
      .some(({ share, evidence }) => share >= FITTING_SHARE || (evidence.similarity ?? 0) >= FITTING_MEANING),
    absent: messages.absent,
    notices: [
      ...meaning.notices,
      ...noticeOfCoverage(bounds, boundsOf(coverage)),
      ...(diffs.complete ? [] : ['Reading the words of all diffs took too long: some commits may be missing.']),
    ],
  }
}

/** What each term counts; together 1. A rare one counts more. */
function weightsOf(
  words: readonly string[],
  weigh: (word: string) => readonly [term: string, weight: number],
): ReadonlyMap<string, number> {
  const weights = new Map(words.map(weigh))
  const sum = [...weights.values()].reduce((all, weight) => all + weight, 0) || 1
  return new Map([...weights].map(([term, weight]) => [term, weight / sum]))
}

/** @returns `share`: of the words, how many message and diff have, 0 to 1; `score`: that, their weights, and the meaning. */
function judge(
  { message, diff, similarity }: Evidence,
  { weights, farthest }: { readonly weights: ReadonlyMap<string, number>; readonly farthest: number },
): { readonly score: number; readonly share: number } {
  let words = 0
  let matched = 0
  for (const [term, weight] of weights) {
    const missed = (1 - (message.has(term) ? MESSAGE_WEIGHT : 0)) * (1 - (diff.get(term)?.weight ?? 0))
    words += weight * (1 - missed)
    if (message.has(term) || diff.has(term)) matched += 1
  }
  return { score: words + MEANING_WEIGHT * (similarity ?? farthest), share: matched / Math.max(1, weights.size) }
}

type Place = Pick<HistoryContext, 'db' | 'repositoryId'>

async function readIds({ db, repositoryId }: Place, oids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: number; oid: string }>(
    'SELECT id, oid FROM commits WHERE repository_id = $1 AND oid = ANY($2::text[])',
    [repositoryId, oids],
  )
  return new Map(rows.map(({ id, oid }) => [oid, id]))
}

async function readRows(
  history: HistoryContext,
  best: readonly { readonly id: number; readonly evidence: Evidence; readonly score: number }[],
): Promise<readonly Row[]> {
  const ids = best.map(({ id }) => id)
  const [rows, only] = await Promise.all([commitRows(history, ids), readOnlyPaths(history, ids)])
  return best.flatMap(({ id, evidence, score }): readonly Row[] => {
    const row = rows.get(id)
    if (row === undefined) return []
    return [
      {
        ...row,
        score: Math.round(score * 1000) / 1000,
        words: [...new Set([...evidence.message.values(), ...evidence.diff.keys()])],
        why: reasonsOf(evidence, only.get(id) ?? null),
      },
    ]
  })
}

/** The path of each commit that changed one file. */
async function readOnlyPaths(
  { db, repositoryId }: Place,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await db.query<{ id: number; path: string }>(
    `SELECT c.id, f.path FROM commits c
     JOIN changes x ON x.repository_id = $1 AND x.commit_id = c.id
     JOIN paths f ON f.repository_id = $1 AND f.id = x.path_id
     WHERE c.repository_id = $1 AND c.files_changed = 1 AND c.id = ANY($2::int[])`,
    [repositoryId, ids],
  )
  return new Map(rows.map(({ id, path }) => [id, path]))
}

/** "message: retry", "diff: adds retryUpload, maxAttempts in upload.py", "meaning 0.62". */
function reasonsOf({ message, diff, similarity }: Evidence, path: string | null): readonly string[] {
  const touched = [...diff.values()].map((one) => ({ ...one, word: maskSecrets(one.word) }))
  const named = (isAdded: boolean) =>
    [...new Set(touched.filter((one) => one.isAdded === isAdded).map(({ word }) => word))].slice(0, WORDS_SHOWN)
  const changes = [
    ...(named(true).length > 0 ? [`adds ${named(true).join(', ')}`] : []),
    ...(named(false).length > 0 ? [`removes ${named(false).join(', ')}`] : []),
  ]
  return [
    ...(message.size > 0 ? [`message: ${[...message.values()].join(', ')}`] : []),
    ...(changes.length > 0 ? [`diff: ${changes.join('; ')}${path === null ? '' : ` in ${path}`}`] : []),
    ...(similarity === undefined ? [] : [`meaning ${similarity.toFixed(2)}`]),
  ]
}

function noticeOfCoverage(reached: Int32Array, read: Int32Array): readonly string[] {
  const unread = countWithin(subtractRanges(reached, read))
  if (unread === 0) return []
  return [
    `The diffs of ${unread.toLocaleString('en-US')} commits are not read yet: they are found by their messages alone.`,
  ]
}
