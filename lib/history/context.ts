// What every question about history needs to know: the database, the store and which repository.
import type { Database } from '#lib/db/database.ts'

export interface HistoryContext {
  readonly db: Database
  /** The bare store, absolute. */
  readonly gitFolder: string
  readonly repositoryId: number
}
