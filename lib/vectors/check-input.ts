// What may enter a vector store: nothing from outside becomes part of a statement or a filter.
import { createHash } from 'node:crypto'
import { SparkyError } from '#lib/errors.ts'

/** Postgres cuts names after 63 bytes without a word; `vectors_r` and the longest number of a repository take 20. */
const NAME_LIMIT_CHARACTERS = 40
const DIGEST_CHARACTERS = 8
/** Most numbers of a vector: the limit of pgvector for what its indexes hold. */
const DIMENSIONS_LIMIT = 2_000

/** One collection a model and purpose; a name that must be cut ends with its digest, so that two models never share one. */
export function collectionNameOf(purpose: string, model: string): string {
  const name = `${purpose}_${model.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`
  if (name.length <= NAME_LIMIT_CHARACTERS) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_CHARACTERS)
  return `${name.slice(0, NAME_LIMIT_CHARACTERS - DIGEST_CHARACTERS - 1)}_${digest}`
}

/** The name, proven to be harmless in SQL and in Milvus. @throws SparkyError `vectors/failed` */
export function requireCollectionName(name: string): string {
  if (/^[a-z][a-z0-9_]*$/.test(name) && name.length <= NAME_LIMIT_CHARACTERS) return name
  throw new SparkyError({
    code: 'vectors/failed',
    message: `“${name.slice(0, 80)}” is no name of a collection.`,
    remedy: `Use a lower-case letter, then letters, digits and underscores, ${NAME_LIMIT_CHARACTERS} at most.`,
  })
}

/** The number, proven to be one that every store keeps as it is. @throws SparkyError `vectors/failed` */
export function requireWholeNumber(value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw defect(`“${String(value).slice(0, 80)}” is no whole number.`)
}

/** @throws SparkyError `vectors/dimension-mismatch` when no store can hold vectors of that size. */
export function requireDimensions(collection: string, dimensions: number): void {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > DIMENSIONS_LIMIT)
    throw dimensionMismatch(collection, dimensions)
}

/** @throws SparkyError `vectors/dimension-mismatch` for another size, `vectors/failed` for numbers that have no distance. */
export function requireVector(collection: string, vector: Float32Array, size: number): void {
  if (vector.length !== size) throw dimensionMismatch(collection, vector.length, size)
  if (!vector.every(Number.isFinite)) throw defect('A vector holds numbers that are not finite.')
}

export function dimensionMismatch(collection: string, dimensions: number, size?: number): SparkyError {
  return new SparkyError({
    code: 'vectors/dimension-mismatch',
    message:
      size === undefined
        ? `The collection ${collection} cannot hold vectors of ${dimensions} numbers.`
        : `The collection ${collection} holds vectors of ${size} numbers, not ${dimensions}.`,
    remedy: 'Refresh the repository: its vectors are then made anew by themselves.',
    retryable: true,
  })
}

/** Rows for a place that nobody prepared, or that was emptied meanwhile. */
export function noPlace(collection: string): SparkyError {
  return new SparkyError({
    code: 'vectors/failed',
    message: `There is no place for vectors of ${collection} any more.`,
    remedy: 'Refresh the repository: that makes it.',
    retryable: true,
  })
}

function defect(message: string): SparkyError {
  return new SparkyError({
    code: 'vectors/failed',
    message,
    remedy: 'This is a defect of Sparky: please report it.',
  })
}
