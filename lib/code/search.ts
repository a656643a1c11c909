// Search in the code of one revision: words, meaning and names, fused; each hit says why it ranks.
import type { Database } from '#lib/db/database.ts'
import { reportError } from '#lib/errors.ts'
import type { ObjectReader } from '#lib/git/objects.ts'
import type { Log } from '#lib/log.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import type { FoundSymbol } from './code-protocol.ts'
import { collectionOf, markOf } from './code-stages.ts'
import type { CodeThread } from './code-thread.ts'
import { type FindTextOptions, type FoundText, findTextInGit } from './find-text.ts'
import { type Candidate, fuseHits, type MeaningHit } from './fuse-hits.ts'
import { readLines } from './read.ts'

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

export interface CodeIndexOptions {
  readonly db: Database
  readonly gitFolder: string
  readonly repositoryId: number
  readonly thread: CodeThread
  readonly objects: ObjectReader
  readonly vectors: VectorStore | undefined
  /** Waits for one that is just loading; undefined when there is none. */
  readonly embedder: () => Promise<Embedder | undefined>
  readonly log: Log
}

/** Candidates of each signal before they are fused. */
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
    findText: (wanted) => findTextInGit({ ...wanted, gitFolder }),
    async findSymbol({ name, revision, limit, signal }) {
      const { symbols } = await thread.ask({ kind: 'symbol', gitFolder, revision, name }, signal)
      return symbols.slice(0, limit)
    },
  }
}

/** Nearest vectors whose blob belongs to the revision; a failing store costs the meaning, not the search. */
async function searchByMeaning(
  options: CodeIndexOptions,
  { query, revision, signal }: Omit<SearchOptions, 'limit'>,
): Promise<{ readonly hits: readonly MeaningHit[]; readonly notices: readonly string[] }> {
  const { db, vectors, repositoryId, gitFolder, thread, log } = options
  const embedder = await options.embedder()
  if (embedder === undefined || vectors === undefined) return { hits: [], notices: [] }
  try {
    const [vector] = await embedder.embed([query], { purpose: 'query', signal })
    if (vector === undefined) return { hits: [], notices: [] }
    const near = await vectors.search(collectionOf(embedder), { vector, repositoryId, limit: CANDIDATES * 2, signal })
    const [{ files }, rows, [state]] = await Promise.all([
      thread.ask({ kind: 'files', gitFolder, revision }, signal),
      db.query<{
        id: number
        blob_oid: string
        ordinal: number
        start_line: number
        end_line: number
        kind: string
        symbol: string | null
      }>(
        'SELECT id, blob_oid, ordinal, start_line, end_line, kind, symbol FROM chunks WHERE repository_id = $1 AND id = ANY($2::bigint[])',
        [repositoryId, near.map((hit) => hit.id)],
      ),
      db.query<{ done: number; total: number }>(
        'SELECT count(*) FILTER (WHERE embedded_by = $2) AS done, count(*) AS total FROM chunks WHERE repository_id = $1',
        [repositoryId, markOf({ embedder, vectors })],
      ),
    ])
    const pathOf = new Map(files.map(({ path, blobOid }) => [blobOid, path]))
    const rowOf = new Map(rows.map((row) => [row.id, row]))
    const hits = near.flatMap(({ id, score }): readonly MeaningHit[] => {
      const row = rowOf.get(id)
      const path = row && pathOf.get(row.blob_oid)
      if (!row || path === undefined) return []
      return [
        {
          similarity: score,
          chunk: {
            path,
            blobOid: row.blob_oid,
            ordinal: row.ordinal,
            startLine: row.start_line,
            endLine: row.end_line,
            kind: row.kind,
            symbol: row.symbol ?? undefined,
          },
        },
      ]
    })
    const partial = state !== undefined && state.done < state.total
    return {
      hits,
      notices: partial
        ? [
            `Search by meaning is not complete yet: ${state.done.toLocaleString('en-US')} of ${state.total.toLocaleString('en-US')} pieces of code have a vector.`,
          ]
        : [],
    }
  } catch (error) {
    if (signal.aborted) throw error
    log.warn('search by meaning failed', { repositoryId, error: reportError(error) })
    return {
      hits: [],
      notices: [`Search by meaning failed (${reportError(error).message}); these results come from words alone.`],
    }
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
