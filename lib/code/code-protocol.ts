// What the main thread and the thread of the code index say to each other.
import type { FoundReferences, ReferenceQuestion } from './structure/find-references.ts'
import type { MappedFile } from './structure/repository-map.ts'
import type { Definition, FileStructure } from './structure/structure.ts'
import type { UsedName } from './structure/symbol-uses.ts'
import type { FoundSymbols, SymbolQuestion } from './structure/symbols.ts'
import type { RankedChunk, SearchChoices } from './words/lexical-index.ts'

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
    | { readonly kind: 'symbol'; readonly question: SymbolQuestion }
    /** Also of files that are not indexed, in the order asked for. */
    | { readonly kind: 'structures'; readonly blobs: readonly WantedBlob[] }
    /** All pieces of blobs that are not among `knownBlobs`. */
    | { readonly kind: 'chunks'; readonly knownBlobs: readonly string[] }
    | { readonly kind: 'references'; readonly question: ReferenceQuestion }
    /** What the likeliest definition of the name uses. */
    | { readonly kind: 'uses'; readonly question: SymbolQuestion }
    | { readonly kind: 'map'; readonly path: string | undefined; readonly limit: number }
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

export interface FoundSymbol extends Definition {
  readonly path: string
}

/** A content, and the path that tells its language. */
export interface WantedBlob {
  readonly oid: string
  readonly path: string
}

export interface FoundUses extends FoundSymbols {
  /** Of the first of `symbols`. */
  readonly uses: readonly UsedName[]
}

export type CodeReply =
  | { readonly kind: 'open' }
  | { readonly kind: 'search'; readonly hits: readonly RankedChunk[]; readonly cut: boolean }
  | ({ readonly kind: 'symbol' } & FoundSymbols)
  | ({ readonly kind: 'references' } & FoundReferences)
  | ({ readonly kind: 'uses' } & FoundUses)
  | { readonly kind: 'map'; readonly files: readonly MappedFile[]; readonly fileCount: number }
  | { readonly kind: 'structures'; readonly structures: readonly FileStructure[] }
  | {
      readonly kind: 'chunks'
      readonly chunks: readonly ChunkRecord[]
      readonly skipped: readonly SkippedFile[]
      /** Different contents among the files that are searched. */
      readonly blobCount: number
    }
  | { readonly kind: 'files'; readonly files: readonly { readonly path: string; readonly blobOid: string }[] }
