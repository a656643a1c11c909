// The contract of a vector store: a cache of vectors by number, searched by nearness within one repository.

/** Where vectors lie: each repository has a part of a collection to itself, which is searched and removed as a whole. */
export interface VectorPlace {
  /** From `collectionNameOf`. */
  readonly collection: string
  readonly repositoryId: number
}

export interface VectorRow {
  /** Number of the piece or the commit, of its repository. */
  readonly id: number
  /** Of length 1. */
  readonly vector: Float32Array
}

export interface VectorHit {
  readonly id: number
  /** Cosine, -1 to 1. */
  readonly score: number
}

export interface VectorStore {
  readonly kind: 'pgvector' | 'milvus'
  /**
   * Makes the place if it is not there; one that holds vectors of another size, or that a former version made, is emptied
   * and made anew: vectors are a cache.
   *
   * @param dimensions  1 to 2,000.
   * @returns why it was made anew, as half a sentence; undefined when it was not.
   * @throws SparkyError `vectors/dimension-mismatch` for a size that no store can hold; as `search`.
   */
  prepare(place: VectorPlace, dimensions: number): Promise<string | undefined>
  /**
   * Adds or replaces; of two rows with the same number the last one counts. After a failure some rows may be there: the same call again completes it.
   *
   * @throws SparkyError `vectors/failed` when the place is not there; as `search`.
   */
  upsert(place: VectorPlace, rows: readonly VectorRow[]): Promise<void>
  /**
   * Nearest first, at most `limit`; empty when the place has nothing or is not there.
   *
   * @param limit  1 to SEARCH_LIMIT.
   * @throws SparkyError `vectors/unreachable`, `vectors/timeout`, `vectors/failed`, `vectors/dimension-mismatch`; the reason of the signal.
   */
  search(
    place: VectorPlace,
    o: { readonly vector: Float32Array; readonly limit: number; readonly signal: AbortSignal },
  ): Promise<readonly VectorHit[]>
  /** Removes the given numbers, or the whole place; what is not there is no error. */
  remove(place: VectorPlace, ids?: readonly number[]): Promise<void>
  count(place: VectorPlace): Promise<number>
  /** All numbers that are there, in no order. */
  ids(place: VectorPlace): Promise<readonly number[]>
  /** Every place of ours, of all repositories, those of repositories that are gone included. */
  places(): Promise<readonly VectorPlace[]>
  close(): Promise<void>
}

/** Most hits of one search: as many candidates as an index looks at. */
export const SEARCH_LIMIT = 200

/** Removes everything of a repository from every collection. */
export async function removeRepositoryVectors(store: VectorStore, repositoryId: number): Promise<void> {
  for (const place of await store.places()) if (place.repositoryId === repositoryId) await store.remove(place)
}

/** The last row of each number, in order. */
export function lastOfEach(rows: readonly VectorRow[]): readonly VectorRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

export function inBatches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}
