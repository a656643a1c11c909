// What is known of a commit when it is asked for facts, and the form in which one fact is told.
import type { Row } from '#lib/events.ts'
import type { CommitDescription } from '#lib/history/explain.ts'

export interface KnownCommit {
  readonly commit: CommitDescription
  /** {sha, subject, author, authoredAt}, in order. */
  readonly parents: readonly Row[]
  readonly children: readonly Row[]
  /** {path, oldPath?, status, additions, deletions}; of a merge against its first parent. */
  readonly files: readonly Row[]
  readonly hasMoreFiles: boolean
}

/** One fact told of it. */
export interface Fact {
  /** "adds **3 lines**."; with nothing beside it that could be taken for what was asked. */
  readonly predicate: string
  readonly summary: string
  readonly columns?: Row
  readonly rows?: readonly Row[]
  readonly keys?: readonly string[]
  /** There is no such thing of this commit. */
  readonly isAbsent?: boolean
}

/** Takes a commit as a source and gives its marker. */
export type Cite = (row: Row) => string

/** Files and commits named in one sentence. */
export const NAMED_LIMIT = 200

/** " and 12 more", of all that are not named. */
export function moreThan(count: number): string {
  return count > NAMED_LIMIT ? ` and ${(count - NAMED_LIMIT).toLocaleString('en-US')} more` : ''
}
