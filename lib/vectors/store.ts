// The contract of a vector store: a cache of vectors by number, searched by nearness within one repository.

export interface VectorRow {
  /** Number of the piece in the database. */
  readonly id: number
  readonly repositoryId: number
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
   * Makes the collection if it is not there.
   *
   * @param o.collection  From `collectionNameOf`.
   * @param o.dimensions  1 to 2,000.
   * @throws SparkyError `vectors/dimension-mismatch` when it is there with vectors of another size; as `search`.
   */
  prepare(o: { readonly collection: string; readonly dimensions: number }): Promise<void>
  /**
   * Adds or replaces; of two rows with the same number the last one counts. After a failure some rows may be there: the same call again completes it.
   *
   * @throws SparkyError `vectors/dimension-mismatch`; as `search`.
   */
  upsert(collection: string, rows: readonly VectorRow[]): Promise<void>
  /**
   * Nearest first, at most `limit`; empty when the collection has nothing of the repository or is not there.
   *
   * @throws SparkyError `vectors/unreachable`, `vectors/timeout`, `vectors/failed`, `vectors/dimension-mismatch`; the reason of the signal.
   */
  search(
    collection: string,
    o: {
      readonly vector: Float32Array
      readonly repositoryId: number
      readonly limit: number
      readonly signal: AbortSignal
    },
  ): Promise<readonly VectorHit[]>
  /** Removes the given numbers of the repository, or all of it; what is not there is no error. */
  remove(collection: string, o: { readonly repositoryId: number; readonly ids?: readonly number[] }): Promise<void>
  count(collection: string, o: { readonly repositoryId: number }): Promise<number>
  /** Names of all collections of ours, sorted. */
  collections(): Promise<readonly string[]>
  close(): Promise<void>
}

/** Removes everything of a repository from every collection. */
export async function removeRepositoryVectors(store: VectorStore, repositoryId: number): Promise<void> {
  for (const collection of await store.collections()) await store.remove(collection, { repositoryId })
}

/** The last row of each number, in order. */
export function lastOfEach(rows: readonly VectorRow[]): readonly VectorRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}
