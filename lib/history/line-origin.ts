// Where lines come from: the commit that gave them their meaning, and every step from there to their present form.
import { SparkyError } from '#lib/errors.ts'
import { type BlameLine, blameLines } from '#lib/git/blame.ts'
import { logLines } from '#lib/git/line-log.ts'
import type { ObjectReader } from '#lib/git/objects.ts'
import type { HistoryContext } from './context.ts'
import { ignoredRevisions } from './ignored-revisions.ts'
import { type ChainLink, followChain, type LineChain, textLines } from './line-chain.ts'
import { type LineCommits, openLineCommits } from './line-commits.ts'
import { renamesBetween } from './line-renames.ts'
import { isFormatting } from './line-steps.ts'
import { buildTimeline, type OriginStep, type TimelineEntry } from './line-timeline.ts'
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
  const blame = (passedBy: readonly string[]) => blameThroughMoves({ ...place, ...o.around }, { o, passedBy })
  const [careful, first] = await Promise.all([blame(ignored), logLines(log)])
  const found = careful ?? (await blameLines(place))
  if (found.length === 0) return undefined

  const commits = openLineCommits(context)
  await commits.load([...first.changes, ...found].map(({ oid }) => oid))
  // Where the log and the careful blame name the same commit as the newest, plain blame has no other to name.
  const newestOid = newest(found, commits)
  const isSettled = careful === undefined || newestOid === first.changes[0]?.oid
  const [chain, present] = await Promise.all([
    followChain({ log, first, lines: found, passedBy: new Set(ignored), objects, commits, deadlineMs }),
    isSettled ? found : blameLines(place),
  ])
  const cosmetic = await cosmeticOf({ links: chain.links, lines: found, ignored, objects, commits })
  const again = found.some(({ oid }) => cosmetic.has(oid)) ? await blame([...ignored, ...cosmetic]) : undefined
  const lines = (again ?? found).map((line) => ({ ...line, oid: pastCosmetic(line.oid, chain.links, cosmetic) }))
  await commits.load([...present, ...lines].map(({ oid }) => oid))

  const origins = new Set(lines.map(({ oid }) => oid))
  const entries = [
    ...chain.links.map((link, index) =>
      entryOf(link, { cosmetic, isFirst: !chain.cut && index === chain.links.length - 1 }),
    ),
    ...strayEntries(lines, { chain, commits }),
    ...(await renameEntries(reach, { revision, path, links: chain.links, commits })),
  ]
  return {
    steps: buildTimeline({ entries, commitOf: commits.get, origins }),
    groups: [...Map.groupBy(lines, ({ oid }) => oid)]
      .map(([oid, own]) => ({ oid, lines: own.length }))
      .toSorted((a, b) => b.lines - a.lines),
    lastOid: isSettled ? newestOid : newest(present, commits),
    isCut: chain.cut,
    isPlain: careful === undefined,
    ignored,
  }
}

type BlamePlace = Parameters<typeof blameLines>[0]

/** Undefined when it takes too long: copies are looked for in every file of some commits. */
async function blameThroughMoves(
  place: BlamePlace,
  { o, passedBy }: { readonly o: OriginOrder; readonly passedBy: readonly string[] },
): Promise<readonly BlameLine[] | undefined> {
  try {
    const order = { ...place, followMoves: true, ignoredRevisions: passedBy, timeoutMs: GIT_LIMIT_MS }
    return (await blameLines(order)).filter(({ line }) => line >= o.startLine && line <= o.endLine)
  } catch (error) {
    if (error instanceof SparkyError && error.code === 'git/timeout') return undefined
    throw error
  }
}

/** Steps that only format: the lines, as far as they show it, or the whole file when a line was cut in pieces. */
async function cosmeticOf(o: {
  readonly links: readonly ChainLink[]
  readonly lines: readonly BlameLine[]
  readonly ignored: readonly string[]
  readonly objects: ObjectReader
  readonly commits: LineCommits
}): Promise<ReadonlySet<string>> {
  const cosmetic = new Set([...o.links.filter(isFormatting).map(({ oid }) => oid), ...o.ignored])
  const origins = new Set(o.lines.map(({ oid }) => oid))
  for (const { oid, path, oldPath, before } of o.links) {
    const parentOid = o.commits.get(oid)?.parentOid
    if (before.length === 0 || oldPath === undefined || !parentOid || cosmetic.has(oid) || !origins.has(oid)) continue
    const [older, newer] = await Promise.all([
      textLines(o.objects, `${parentOid}:${oldPath}`),
      textLines(o.objects, `${oid}:${path}`),
    ])
    if (isFormatting({ before: older, after: newer })) cosmetic.add(oid)
  }
  return cosmetic
}

/** The commit itself, or the next older step that did more than format. */
function pastCosmetic(oid: string, links: readonly ChainLink[], cosmetic: ReadonlySet<string>): string {
  if (!cosmetic.has(oid)) return oid
  const older = links.slice(links.findIndex((link) => link.oid === oid) + 1)
  return older.find((link) => !cosmetic.has(link.oid) && link.isRemoval !== true)?.oid ?? oid
}

function entryOf(
  link: ChainLink,
  { cosmetic, isFirst }: { readonly cosmetic: ReadonlySet<string>; readonly isFirst: boolean },
): TimelineEntry {
  const { oid, path, oldPath, movedFrom, isCopy = false, isRemoval = false } = link
  const fromPath = movedFrom ?? oldPath
  return {
    oid,
    path,
    ...(fromPath !== undefined && fromPath !== path && { fromPath }),
    ...(!isRemoval && { startLine: link.startLine, endLine: link.endLine }),
    isMove: movedFrom !== undefined,
    isCopy,
    isRemoval,
    isFormatting: cosmetic.has(oid),
    isFirst,
  }
}

/** Origins outside the chain: a merge that changed the lines itself, or the older home of a few lines of a new block. */
function strayEntries(
  lines: readonly BlameLine[],
  { chain, commits }: { readonly chain: LineChain; readonly commits: LineCommits },
): readonly TimelineEntry[] {
  const oldest = commits.get(chain.links.at(-1)?.oid ?? '')?.id ?? 0
  const strays = lines.filter(({ oid }) => !chain.links.some((link) => link.oid === oid))
  return [...Map.groupBy(strays, ({ oid }) => oid)].map(([oid, own]) => {
    const path = own[0]?.originalPath ?? ''
    const numbers = own.filter((line) => line.originalPath === path).map((line) => line.originalLine)
    return {
      oid,
      path,
      startLine: Math.min(...numbers),
      endLine: Math.max(...numbers),
      isMove: false,
      isCopy: false,
      isRemoval: false,
      isFormatting: false,
      isFirst: !chain.cut && (commits.get(oid)?.id ?? 0) < oldest,
    }
  })
}

async function renameEntries(
  reach: ReachIndex,
  o: Parameters<typeof renamesBetween>[1],
): Promise<readonly TimelineEntry[]> {
  const renames = await renamesBetween(reach, o)
  const renaming = await o.commits.loadIds(renames.map(({ commitId }) => commitId))
  const oidOf = new Map(renaming.map(({ id, oid }) => [id, oid]))
  return renames.map(({ commitId, path, oldPath }) => ({
    oid: oidOf.get(commitId) ?? '',
    path,
    fromPath: oldPath,
    isMove: true,
    isCopy: false,
    isRemoval: false,
    isFormatting: false,
    isFirst: false,
  }))
}

function newest(lines: readonly BlameLine[], commits: LineCommits): string {
  const idOf = ({ oid }: BlameLine) => commits.get(oid)?.id ?? 0
  return lines.reduce((best, line) => (idOf(line) > idOf(best) ? line : best)).oid
}
