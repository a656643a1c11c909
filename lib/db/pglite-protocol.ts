// The messages between the main thread and the thread of the embedded database.
import type { SqlRefusal } from './sql-error.ts'
import type { WireResult } from './wire.ts'

/** What the thread is started with. */
export interface PgliteStart {
  /** Folder of the data, or null for a database in memory (tests). */
  readonly databaseFolder: string | null
  /** A tar of a data folder to start from, made by the request `dump`. */
  readonly template: Uint8Array<ArrayBuffer> | null
}

export type PgliteRequest =
  | { readonly id: number; readonly kind: 'run'; readonly sql: string; readonly parameters: readonly (string | null)[] }
  | { readonly id: number; readonly kind: 'copy'; readonly sql: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly kind: 'dump' }
  | { readonly id: number; readonly kind: 'close' }

/** A request before it is numbered. */
export type PgliteCall = PgliteRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

/** The rows of a statement, column by column: numbers cross the threads without a copy. */
export interface PgliteResult extends WireResult {
  /** Of the request `dump`: the data folder as tar. */
  readonly dump?: Uint8Array<ArrayBuffer>
}

/** The id of the answer that says that the database is open, or why not. */
export const OPEN_ID = 0
/** The id of the last words of a thread whose database has panicked. */
export const DEATH_ID = -1

/** An answer to the request of that id. */
export type PgliteReply =
  | { readonly id: number; readonly ok: true; readonly result: PgliteResult }
  | { readonly id: number; readonly ok: false; readonly refusal: SqlRefusal }
