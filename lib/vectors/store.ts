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
   * @param o.collection  Letters, digits and underscores.
   * @throws SparkyError `vectors/dimension-mismatch` when it is there with vectors of another size.
   */
  prepare(o: { readonly collection: string; readonly dimensions: number }): Promise<void>
  /** Adds or replaces; all or none of the rows. */
  upsert(collection: string, rows: readonly VectorRow[]): Promise<void>
  /**
   * Nearest first, at most `limit`; empty when the collection has nothing of the repository.
   *
   * @throws SparkyError `vectors/unreachable`, `vectors/timeout`, `vectors/failed`.
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
  /** Removes the given numbers, or all of the repository. */
  remove(collection: string, o: { readonly repositoryId: number; readonly ids?: readonly number[] }): Promise<void>
  count(collection: string, o: { readonly repositoryId: number }): Promise<number>
  /** Names of all collections of ours. */
  collections(): Promise<readonly string[]>
  close(): Promise<void>
}
