// The scope that questions about ownership and hotspots share: a path, a period, and whether bots count.
import { z } from 'zod'
import type { LinkedEntity } from '#lib/events.ts'
import type { Bots } from '#lib/history/bots.ts'
import type { Found, OperationContext } from './operation.ts'
import { dateToSeconds, findPath, missingNames } from './scope-input.ts'
import { code, describePeriodOf } from './wording.ts'

export const BotsInput = z.enum(['include', 'exclude', 'only']).optional().describe('commits of bots; default: include')

export const PathScope = z.object({
  path: z.string().max(1024).optional().describe("a file, or a folder ending with '/'; default: the whole repository"),
  since: z.string().max(40).optional().describe('ISO date or time, inclusive'),
  until: z.string().max(40).optional().describe('ISO date or time, exclusive'),
  bots: BotsInput,
})
export type PathScope = z.infer<typeof PathScope>

export interface ResolvedScope {
  readonly query: {
    /** Absent: the whole repository. */
    readonly path?: string
    readonly sinceS?: number
    readonly untilS?: number
    readonly bots?: Bots
  }
  /** The place: "the repository", "`src/`". */
  readonly place: string
  /** " in 2019, without bots", or nothing. */
  readonly filters: string
}

/** The scope with its names resolved, or the finding that one of them does not exist. */
export async function resolveScope(context: OperationContext, input: PathScope): Promise<ResolvedScope | Found> {
  const missing: LinkedEntity[] = []
  const wanted = input.path?.replace(/^(\.?\/)+|^\.$/, '') ?? ''
  const path = wanted === '' ? undefined : await findPath(context, wanted)
  if (wanted !== '' && path === undefined)
    missing.push({ kind: wanted.endsWith('/') ? 'folder' : 'path', text: wanted, status: 'missing' })
  const sinceS = dateToSeconds(input.since, missing)
  const untilS = dateToSeconds(input.until, missing)
  if (missing.length > 0) return missingNames(context, missing)
  const period = describePeriodOf(input.since, input.until)
  const bots = { include: '', exclude: ', without bots', only: ', bots only' }[input.bots ?? 'include']
  return {
    query: {
      ...(path !== undefined && { path }),
      ...(sinceS !== undefined && { sinceS }),
      ...(untilS !== undefined && { untilS }),
      ...(input.bots && { bots: input.bots }),
    },
    place: path === undefined ? 'the repository' : code(path),
    filters: `${period ? ` ${period}` : ''}${bots}`,
  }
}
