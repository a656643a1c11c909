// Where lines come from: the commit that gave them their meaning, and every step from there to their present form.
import { SparkyError } from '#lib/errors.ts'
import { type BlameLine, blameLines } from '#lib/git/blame.ts'
import { logLines } from '#lib/git/line-log.ts'
import type { ObjectReader } from '#lib/git/objects.ts'
import type { HistoryContext } from './context.ts'
import { ignoredRevisions } from './ignored-revisions.ts'
import { type ChainLink, followChain, textLines } from './line-chain.ts'
import { type LineCommits, openLineCommits } from './line-commits.ts'
import { timelineEntries } from './line-entries.ts'
import { isFormatting } from './line-steps.ts'
import { buildTimeline, type OriginStep } from './line-timeline.ts'
import type { ReachIndex } from './reach.ts'

export interface OriginOrder {
  readonly objects: ObjectReader
  /** Full id of a commit. */
  readonly revision: string
  readonly path: string
  readonly startLine: number
  /** Inclusive; the file has to have both lines. */
  readonly endLine: number
  /** The block around the lines: a move shows on it where one short line is too little to be known again. */
  readonly around?: { readonly startLine: number; readonly endLine: number }
  readonly signal: AbortSignal
}

export interface LineOrigins {
  /** Oldest first. */
  readonly steps: readonly OriginStep[]
  /** The commits that gave the lines their meaning, and how many of the lines: most first. */
  readonly groups: readonly { readonly oid: string; readonly lines: number }[]
  /** The newest commit that touched any of the lines, be it only their form: what plain blame says. */
  readonly lastOid: string
  /** True when older steps may be missing. */
  readonly isCut: boolean
  /** True when there was no time to look through moves and white space. */
  readonly isPlain: boolean
  /** Commits of `.git-blame-ignore-revs` that were passed by. */
  readonly ignored: readonly string[]
}

/** Steps at most; a class that was changed more often is better asked about in parts. */
export const STEPS_LIMIT = 100
/** Wall clock of each git of one question; on a history of 80,000 commits most take a tenth of it. */
const GIT_LIMIT_MS = 2_500
/** Wall clock of the whole chain, over all moves. */
const CHAIN_LIMIT_MS = 4_000

/**
 * The origin and the history of lines `startLine` to `endLine`; undefined when the file has no such lines.
 *
 * @throws SparkyError `git/bad-object`, `git/aborted`, `git/failed`; `git/timeout` when even plain blame takes too long;
 *   `git/bad-revision` when the revision is not indexed.
 */
export async function originOfLines(
  context: HistoryContext,
  reach: ReachIndex,
  o: OriginOrder,
): Promise<LineOrigins | undefined> {
  const { objects, revision, path, startLine, endLine, signal } = o
  const place = { gitFolder: context.gitFolder, revision, path, startLine, endLine, signal }
  const log = { ...place, limit: STEPS_LIMIT, timeoutMs: GIT_LIMIT_MS }
  const deadlineMs = performance.now() + CHAIN_LIMIT_MS
  const ignored = await ignoredRevisions(objects, revision)
  const margin = {
    above: startLine - (o.around?.startLine ?? startLine),
    below: (o.around?.endLine ?? endLine) - endLine,
  }
  const blame = (passedBy: readonly string[]) => blameThroughMoves({ ...place, passedBy, margin })
  const [careful, first] = await Promise.all([blame(ignored), logLines(log)])
  const found = careful ?? (await blameLines(place))
  if (found.length === 0) return undefined

  const commits = openLineCommits(context)
  await commits.load([...first.changes, ...found].map(({ oid }) => oid))
  // Where the log and the careful blame name the same commit as the newest, plain blame has no other to name.
  const newestOid = newest(found, commits)
  const isSettled = careful === undefined || newestOid === first.changes[0]?.oid
  const [chain, present] = await Promise.all([
    followChain({
      log,
      first,
      lines: found,
      passedBy: new Set(ignored),
      objects,
      commits,
      blame: (then) => blameThroughMoves({ ...place, ...then, passedBy: ignored, margin }),
      deadlineMs,
    }),
    isSettled ? found : blameLines(place),
  ])
  const formats = await formatsOf({ links: chain.links, lines: found, objects, commits })
  const again = found.some(({ oid }) => formats.has(oid)) ? await blame([...formats, ...ignored]) : undefined
  const cosmetic = new Set([...formats, ...ignored])
  const lines = (again ?? found).map((line) => ({ ...line, oid: pastCosmetic(line.oid, chain.links, cosmetic) }))
  await commits.load([...present, ...lines].map(({ oid }) => oid))

  const lastOid = isSettled ? newestOid : newest(present, commits)
  const named = [...lines, ...present.filter(({ oid }) => oid === lastOid)]
  const entries = await timelineEntries(reach, { revision, path, chain, commits, cosmetic, named })
  const groups = [...Map.groupBy(lines, ({ oid }) => oid)].map(([oid, own]) => ({ oid, lines: own.length }))
  return {
    steps: buildTimeline({ entries, commitOf: commits.get, origins: new Set(groups.map(({ oid }) => oid)) }),
    groups: groups.toSorted((a, b) => b.lines - a.lines),
    lastOid,
    isCut: chain.cut,
    isPlain: careful === undefined,
    ignored,
  }
}

/** The lines, blamed with a margin around them; undefined when it takes too long: copies are looked for in many files. */
async function blameThroughMoves({
  passedBy,
  margin,
  ...place
}: Parameters<typeof blameLines>[0] & {
  readonly passedBy: readonly string[]
  readonly margin: { readonly above: number; readonly below: number }
}): Promise<readonly BlameLine[] | undefined> {
  const [startLine, endLine] = [place.startLine - margin.above, place.endLine + margin.below]
  const order = { ...place, startLine, endLine, followMoves: true, ignoredRevisions: passedBy, timeoutMs: GIT_LIMIT_MS }
  try {
    return (await blameLines(order)).filter(({ line }) => line >= place.startLine && line <= place.endLine)
  } catch (error) {
    if (error instanceof SparkyError && error.code === 'git/timeout') return undefined
    throw error
  }
}

/** Steps that only format: the lines, as far as they show it, or the whole file when a line was cut in pieces. */
async function formatsOf(o: {
  readonly links: readonly ChainLink[]
  readonly lines: readonly BlameLine[]
  readonly objects: ObjectReader
  readonly commits: LineCommits
}): Promise<ReadonlySet<string>> {
  const formats = new Set(o.links.filter(isFormatting).map(({ oid }) => oid))
  const origins = new Set(o.lines.map(({ oid }) => oid))
  for (const { oid, path, oldPath, before } of o.links) {
    const parentOid = o.commits.get(oid)?.parentOid
    if (before.length === 0 || oldPath === undefined || !parentOid || formats.has(oid) || !origins.has(oid)) continue
    const [older, newer] = await Promise.all([
      textLines(o.objects, `${parentOid}:${oldPath}`),
      textLines(o.objects, `${oid}:${path}`),
    ])
    if (isFormatting({ before: older, after: newer })) formats.add(oid)
  }
  return formats
}

/** The commit itself, or the next older step that did more than format. */
function pastCosmetic(oid: string, links: readonly ChainLink[], cosmetic: ReadonlySet<string>): string {
  if (!cosmetic.has(oid)) return oid
  const older = links.slice(links.findIndex((link) => link.oid === oid) + 1)
  return older.find((link) => !cosmetic.has(link.oid) && link.isRemoval !== true)?.oid ?? oid
}

function newest(lines: readonly BlameLine[], commits: LineCommits): string {
  const idOf = ({ oid }: BlameLine) => commits.get(oid)?.id ?? 0
  return lines.reduce((best, line) => (idOf(line) > idOf(best) ? line : best)).oid
}
