// The shapes that are read back from jsonb columns.
import { z } from 'zod'
import type { ErrorCode, ErrorReport } from '#lib/errors.ts'

/** A stored error. */
export const StoredError: z.ZodType<ErrorReport> = z.object({
  code: z.custom<ErrorCode>((value) => typeof value === 'string'),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
})

/** Files, commits or blobs that a stage left out, and why. */
export interface Skipped {
  readonly reason: string
  readonly count: number
  /** At most five. */
  readonly examples: readonly string[]
}

export const StoredSkipped: z.ZodType<readonly Skipped[]> = z.array(
  z.object({ reason: z.string(), count: z.number(), examples: z.array(z.string()) }),
)
