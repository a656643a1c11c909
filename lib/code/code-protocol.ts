// What the main thread and the thread of the code index say to each other.
import type { RankedChunk, SearchChoices } from './lexical-index.ts'

interface Place {
  readonly gitFolder: string
  /** Full id of a commit. */
  readonly revision: string
}

export type CodeRequest = Place &
  /** Makes the revision ready while something else is asked. */
  (
    | { readonly kind: 'open' }
    | ({ readonly kind: 'search'; readonly query: string; readonly limit: number } & SearchChoices)
    | { readonly kind: 'symbol'; readonly name: string }
    /** All pieces of blobs that are not among `knownBlobs`. */
    | { readonly kind: 'chunks'; readonly knownBlobs: readonly string[] }
    | { readonly kind: 'files' }
  )

export interface ChunkRecord {
  readonly path: string
  readonly blobOid: string
  readonly ordinal: number
  readonly startLine: number
  readonly endLine: number
  readonly kind: string
  readonly symbol: string | null
}

export interface SkippedFile {
  readonly path: string
  readonly reason: string
}

export interface FoundSymbol {
  readonly name: string
  readonly kind: string
  readonly path: string
  readonly line: number
}

export type CodeReply =
  | { readonly kind: 'open' }
  | { readonly kind: 'search'; readonly hits: readonly RankedChunk[]; readonly cut: boolean }
  | { readonly kind: 'symbol'; readonly symbols: readonly FoundSymbol[] }
  | {
      readonly kind: 'chunks'
      readonly chunks: readonly ChunkRecord[]
      readonly skipped: readonly SkippedFile[]
      /** Different contents among the files that are searched. */
      readonly blobCount: number
    }
  | { readonly kind: 'files'; readonly files: readonly { readonly path: string; readonly blobOid: string }[] }
