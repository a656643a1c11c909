// The contract of an embedder: texts in, unit vectors out.

export interface EmbedOptions {
  /** A query goes ahead of the batches of indexing. */
  readonly purpose: 'query' | 'document'
  readonly signal: AbortSignal
}

export interface Embedder {
  /** Name of the model; vectors of different ids never mix. */
  readonly id: string
  readonly dimensions: number
  /**
   * One vector of length 1 a text, in order. A text longer than the model reads is cut.
   *
   * @throws SparkyError `model/unreachable`, `model/timeout`, `model/aborted`, `model/bad-output`.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]>
  close(): Promise<void>
}
