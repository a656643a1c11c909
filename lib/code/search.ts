// Search in the code of one revision: words, names, earlier commits and meaning, joined; each hit says why it ranks.
import type { ObjectReader } from '#lib/git/objects.ts'
import type { FoundUses, WantedBlob } from './code-protocol.ts'
import { type CommitSearch, type FoundCommits, searchCommits } from './commits/commit-search.ts'
import { type MeaningHit, type MeaningSearchOptions, searchByMeaning } from './meaning/meaning-search.ts'
import { createStoreWatch } from './meaning/store-watch.ts'
import type { VectorPurpose } from './meaning/vector-ledger.ts'
import { readLines } from './read.ts'
import type { FoundReferences, ReferenceQuestion } from './structure/find-references.ts'
import type { MappedFile } from './structure/repository-map.ts'
import type { FileStructure } from './structure/structure.ts'
import type { FoundSymbols, SymbolQuestion } from './structure/symbols.ts'
import { type FindTextOptions, type FoundText, findText } from './text/find-text.ts'
import type { TextThread } from './text/text-thread.ts'
import type { HistoryVotes, VotedFile } from './words/history-votes.ts'
import type { Evidence, RankedChunk } from './words/lexical-index.ts'
import { readQuestion } from './words/question-words.ts'
import type { SignalValues } from './words/rank-pieces.ts'
import { reasonsFor } from './words/rank-reasons.ts'
import { RANKING, type SignalWeights } from './words/ranking.ts'

export interface CodeHit {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly symbol?: string
  /** Higher is better; comparable within one search only. */
  readonly score: number
  /** What put it there, as rank-reasons.ts words it; words as the question spells them. */
  readonly why: readonly string[]
  /** Cosine of its vector and the question's, -1 to 1; absent when meaning did not find it. */
  readonly similarity?: number
  readonly text: string
  /** What its score is made of. */
  readonly signals: SignalValues
  readonly role: number
}

export interface SearchOptions {
  readonly query: string
  /** Full id of a commit. */
  readonly revision: string
  readonly limit: number
  readonly signal: AbortSignal
  /** Other weights than those of ranking.ts, for a measurement. */
  readonly weights?: Partial<SignalWeights>
}

interface Asked {
  /** Full id of a commit. */
  readonly revision: string
  readonly signal: AbortSignal
}

export interface CodeIndex {
  /** Best first; only files of the revision. `notices` say what could not be used. */
  search(options: SearchOptions): Promise<{ readonly hits: readonly CodeHit[]; readonly notices: readonly string[] }>
  /** Commits by what they did; see `searchCommits`. */
  searchCommits(search: CommitSearch): Promise<FoundCommits>
  /** Every line with a text or pattern, as `git grep` finds them. */
  findText(options: Omit<FindTextOptions, 'gitFolder'>): Promise<FoundText>
  /** Definitions of a name, the likeliest first. */
  findSymbol(question: SymbolQuestion & Asked): Promise<FoundSymbols>
  /** Every use of a name, told by the parser; bounded, see PARSED_BYTES. */
  findReferences(question: ReferenceQuestion & Asked): Promise<FoundReferences>
  /** The definitions of a name, and what the likeliest of them calls and uses. */
  findUses(question: SymbolQuestion & Asked): Promise<FoundUses>
  /** The files that others lean on most, most important first. */
  mapRepository(
    o: { readonly path: string | undefined; readonly limit: number } & Asked,
  ): Promise<{ readonly files: readonly MappedFile[]; readonly fileCount: number }>
  /** What each file defines and imports, in the order asked for; nothing of what cannot be read as text. */
  structuresOf(blobs: readonly WantedBlob[], o: Asked): Promise<readonly FileStructure[]>
}

export interface CodeIndexOptions extends Omit<MeaningSearchOptions, 'watch'> {
  readonly objects: ObjectReader
  /** Absent where there is no history: then the files speak alone. */
  readonly history?: HistoryVotes
  /** Without it git alone finds exact text: the same, more slowly. */
  readonly texts?: TextThread
  /** Told when the vector store has lost vectors. */
  readonly onLoss?: (purpose: VectorPurpose) => void
}

export function openCodeIndex(options: CodeIndexOptions): CodeIndex {
  const { gitFolder, thread, objects, repositoryId, log, onLoss } = options
  const watchOf = (purpose: VectorPurpose) => createStoreWatch({ repositoryId, log, onLoss: () => onLoss?.(purpose) })
  const [watch, commitWatch] = [watchOf('code'), watchOf('commits')]
  return {
    async search({ query, revision, limit, signal, weights = {} }) {
      const [votes, meaning] = await Promise.all([
        votesOf(options.history, { query, revision, signal }),
        searchByMeaning({ ...options, watch }, { query, revision, signal }),
        thread.ask({ kind: 'open', gitFolder, revision }, signal),
      ])
      const evidence = {
        votes: [...votes].map(([path, file]) => [path, file.votes] as const),
        meaning: nearnessOf(meaning.hits),
      }
      const found = await thread.ask({ kind: 'search', gitFolder, revision, query, limit, evidence, weights }, signal)
      const similarities = new Map(meaning.hits.map(({ chunk, similarity }) => [keyOf(chunk), similarity]))
      const hits = await Promise.all(
        found.hits.map((hit) =>
          withText(hit, { objects, revision, votes: votes.get(hit.path), similarity: similarities.get(keyOf(hit)) }),
        ),
      )
      return {
        hits: hits.filter((hit) => hit !== undefined),
        notices: [
          ...meaning.notices,
          ...(found.cut ? ['The tree is larger than the limit; not all files were searched.'] : []),
        ],
      }
    },
    searchCommits: (wanted) => searchCommits({ ...options, watch: commitWatch }, wanted),
    findText: (wanted) => findText({ ...wanted, gitFolder }, options.texts),
    findSymbol: ({ revision, signal, ...question }) =>
      thread.ask({ kind: 'symbol', gitFolder, revision, question }, signal),
    findReferences: ({ revision, signal, ...question }) =>
      thread.ask({ kind: 'references', gitFolder, revision, question }, signal),
    findUses: ({ revision, signal, ...question }) =>
      thread.ask({ kind: 'uses', gitFolder, revision, question }, signal),
    mapRepository: ({ revision, signal, ...wanted }) =>
      thread.ask({ kind: 'map', gitFolder, revision, ...wanted }, signal),
    structuresOf: async (blobs, { revision, signal }) =>
      (await thread.ask({ kind: 'structures', gitFolder, revision, blobs }, signal)).structures,
  }
}

/** What earlier commits say of the words of the title; the rest of a report is about too many things. */
async function votesOf(
  history: HistoryVotes | undefined,
  { query, revision, signal }: Pick<SearchOptions, 'query' | 'revision' | 'signal'>,
): Promise<ReadonlyMap<string, VotedFile>> {
  if (history === undefined) return new Map()
  const title = readQuestion(query).terms.filter(({ from }) => from === 'title')
  const terms = new Map(title.map(({ term, kind }) => [term, kind === 'part' ? RANKING.part : 1]))
  return history.of({ terms, revision, signal })
}

/** From 1 for the nearest to 0 for the last that was found. */
function nearnessOf(hits: readonly MeaningHit[]): Evidence['meaning'] {
  const similarities = hits.map(({ similarity }) => similarity)
  const [best, least] = [Math.max(...similarities), Math.min(...similarities)]
  return hits.map(({ chunk: { path, startLine }, similarity }) => ({
    path,
    line: startLine,
    nearness: best === least ? 1 : (similarity - least) / (best - least),
  }))
}

function keyOf({ path, startLine }: { readonly path: string; readonly startLine: number }): string {
  return `${path}:${startLine}`
}

async function withText(
  hit: RankedChunk,
  {
    objects,
    revision,
    ...found
  }: {
    readonly objects: ObjectReader
    readonly revision: string
    readonly votes: VotedFile | undefined
    readonly similarity: number | undefined
  },
): Promise<CodeHit | undefined> {
  const { path, startLine, endLine, symbol, score } = hit
  const read = await readLines({ objects, revision, path, startLine, endLine })
  return (
    read && {
      path,
      startLine: read.startLine,
      endLine: read.endLine,
      score,
      why: reasonsFor(hit, found),
      text: read.text,
      signals: hit.signals,
      role: hit.role,
      ...(found.similarity !== undefined && { similarity: found.similarity }),
      ...(symbol !== undefined && { symbol }),
    }
  )
}
