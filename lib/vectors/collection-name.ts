// The one rule for names of collections: nothing from outside becomes part of a statement.
import { SparkyError } from '#lib/errors.ts'

/** The name, proven to be harmless in SQL and in Milvus. @throws SparkyError `vectors/failed` */
export function requireCollectionName(name: string): string {
  if (/^[a-z][a-z0-9_]{0,59}$/.test(name)) return name
  throw new SparkyError({
    code: 'vectors/failed',
    message: `“${name.slice(0, 80)}” is no name of a collection.`,
    remedy: 'Use letters, digits and underscores.',
  })
}
