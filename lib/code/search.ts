// Search in the code of one revision: words, meaning and names, fused; each hit says why it ranks.
import type { ObjectReader } from '#lib/git/objects.ts'
import type { FoundSymbol } from './code-protocol.ts'
import { type CommitSearch, type FoundCommits, searchCommits } from './commit-search.ts'
import { type FindTextOptions, type FoundText, findText } from './find-text.ts'
import { type Candidate, fuseHits } from './fuse-hits.ts'
import { type MeaningSearchOptions, searchByMeaning } from './meaning-search.ts'
import { readLines } from './read.ts'
import { createStoreWatch } from './store-watch.ts'
import type { TextThread } from './text-thread.ts'
import type { VectorPurpose } from './vector-ledger.ts'

export interface CodeHit {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly symbol?: string
  /** Higher is better; comparable within one search only. */
  readonly score: number
  /** "words: session, signed" as the question spells them, "name: sessions.py", "meaning 0.71". */
  readonly why: readonly string[]
  /** Cosine of its vector and the question's, -1 to 1; absent when meaning did not find it. */
  readonly similarity?: number
  readonly text: string
}

export interface SearchOptions {
  readonly query: string
  /** Full id of a commit. */
  readonly revision: string
  readonly limit: number
  readonly signal: AbortSignal
}

export interface CodeIndex {
  /** Best first; only files of the revision. `notices` say what could not be used. */
  search(options: SearchOptions): Promise<{ readonly hits: readonly CodeHit[]; readonly notices: readonly string[] }>
  /** Commits by what they did; see `searchCommits`. */
  searchCommits(search: CommitSearch): Promise<FoundCommits>
  /** Every line with a text or pattern, as `git grep` finds them. */
  findText(options: Omit<FindTextOptions, 'gitFolder'>): Promise<FoundText>
  /** Definitions of a name, exact spelling first. */
  findSymbol(options: {
    readonly name: string
    readonly revision: string
    readonly limit: number
    readonly signal: AbortSignal
  }): Promise<readonly FoundSymbol[]>
}

export interface CodeIndexOptions extends Omit<MeaningSearchOptions, 'watch'> {
  readonly objects: ObjectReader
  /** Told when the vector store has lost vectors. */
  readonly onLoss?: (purpose: VectorPurpose) => void
  /** Without it git alone finds exact text: the same, more slowly. */
  readonly texts?: TextThread
}

/** Candidates by words before they are fused. */
const CANDIDATES = 100

export function openCodeIndex(options: CodeIndexOptions): CodeIndex {
  const { gitFolder, thread, objects, repositoryId, log, onLoss } = options
  const watchOf = (purpose: VectorPurpose) => createStoreWatch({ repositoryId, log, onLoss: () => onLoss?.(purpose) })
  const [watch, commitWatch] = [watchOf('code'), watchOf('commits')]
  return {
    async search({ query, revision, limit, signal }) {
      const [words, meaning] = await Promise.all([
        thread.ask({ kind: 'search', gitFolder, revision, query, limit: CANDIDATES }, signal),
        searchByMeaning({ ...options, watch }, { query, revision, signal }),
      ])
      const best = fuseHits({ query, words: words.hits, meaning: meaning.hits }).slice(0, limit)
      const hits = await Promise.all(best.map((candidate) => withText(candidate, objects, revision)))
      return {
        hits: hits.filter((hit) => hit !== undefined),
        notices: [
          ...meaning.notices,
          ...(words.cut ? ['The tree is larger than the limit; not all files were searched.'] : []),
        ],
      }
    },
    searchCommits: (wanted) => searchCommits({ ...options, watch: commitWatch }, wanted),
    findText: (wanted) => findText({ ...wanted, gitFolder }, options.texts),
    async findSymbol({ name, revision, limit, signal }) {
      const { symbols } = await thread.ask({ kind: 'symbol', gitFolder, revision, name }, signal)
      return symbols.slice(0, limit)
    },
  }
}

async function withText(
  { chunk, score, why, similarity }: Candidate,
  objects: ObjectReader,
  revision: string,
): Promise<CodeHit | undefined> {
  const read = await readLines({
    objects,
    revision,
    path: chunk.path,
    startLine: chunk.startLine,
    endLine: chunk.endLine,
  })
  return (
    read && {
      path: chunk.path,
      startLine: read.startLine,
      endLine: read.endLine,
      score,
      why,
      text: read.text,
      ...(similarity !== undefined && { similarity }),
      ...(chunk.symbol !== undefined && { symbol: chunk.symbol }),
    }
  )
}
