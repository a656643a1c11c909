// Search in the code of one revision: words, meaning and names, fused; each hit says why it ranks.
import type { ObjectReader } from '#lib/git/objects.ts'
import type { FoundUses, WantedBlob } from './code-protocol.ts'
import type { FoundReferences, ReferenceQuestion } from './find-references.ts'
import { type FindTextOptions, type FoundText, findText } from './find-text.ts'
import { type Candidate, fuseHits } from './fuse-hits.ts'
import { type MeaningSearchOptions, searchByMeaning } from './meaning-search.ts'
import { readLines } from './read.ts'
import type { MappedFile } from './repository-map.ts'
import type { FileStructure } from './structure.ts'
import type { FoundSymbols, SymbolQuestion } from './symbols.ts'
import type { TextThread } from './text-thread.ts'

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

interface Asked {
  /** Full id of a commit. */
  readonly revision: string
  readonly signal: AbortSignal
}

export interface CodeIndex {
  /** Best first; only files of the revision. `notices` say what could not be used. */
  search(options: SearchOptions): Promise<{ readonly hits: readonly CodeHit[]; readonly notices: readonly string[] }>
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

export interface CodeIndexOptions extends MeaningSearchOptions {
  readonly objects: ObjectReader
  /** Without it git alone finds exact text: the same, more slowly. */
  readonly texts?: TextThread
}

/** Candidates by words before they are fused. */
const CANDIDATES = 100

export function openCodeIndex(options: CodeIndexOptions): CodeIndex {
  const { gitFolder, thread, objects } = options
  return {
    async search({ query, revision, limit, signal }) {
      const [words, meaning] = await Promise.all([
        thread.ask({ kind: 'search', gitFolder, revision, query, limit: CANDIDATES }, signal),
        searchByMeaning(options, { query, revision, signal }),
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
