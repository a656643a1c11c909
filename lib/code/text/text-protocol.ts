// What the main thread and the thread of exact search say to each other.

export interface FoundLine {
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  /** Its beginning, where it is long. */
  readonly text: string
}

/** Lines that match, in git's order: by path, then by number. */
export interface FoundLines {
  /** At most as many as were asked for. */
  readonly matches: readonly FoundLine[]
  /** How many lines there are in all, each counted once. */
  readonly lines: number
  readonly files: number
}

export interface LiteralQuestion {
  /** One line, not empty. */
  readonly text: string
  /** Neither a letter, digit nor underscore of ASCII stands before or after it. */
  readonly wholeWord: boolean
  /** A file, or a folder without a slash at its end; absent: everything. */
  readonly path?: string
  readonly limit: number
}

export type TextQuestion = { readonly gitFolder: string } & (
  | ({ readonly kind: 'literal'; readonly revision: string } & LiteralQuestion)
  /** Begins to make search fast at the revision, as a literal does, and does not wait for it. */
  | { readonly kind: 'begin'; readonly revision: string }
  /** The same, and waits. */
  | { readonly kind: 'prepare'; readonly revision: string }
  /** Ends what is done for a repository and drops what is kept of it. */
  | { readonly kind: 'forget' }
)

export interface TextAnswer {
  /** Null when the thread cannot tell, or not yet. */
  readonly found: FoundLines | null
}

/** Text of one line that is shown. */
export const LINE_LIMIT_CHARACTERS = 500
