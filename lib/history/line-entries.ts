// What belongs into the timeline of lines: their changes, the renames between them, and what blame alone knows.
import type { BlameLine } from '#lib/git/blame.ts'
import type { ChainLink, LineChain } from './line-chain.ts'
import type { LineCommits } from './line-commits.ts'
import { renamesBetween } from './line-renames.ts'
import type { TimelineEntry } from './line-timeline.ts'
import type { ReachIndex } from './reach.ts'

export interface EntryOrder {
  readonly revision: string
  readonly path: string
  readonly chain: LineChain
  readonly commits: LineCommits
  /** Commits that only format. */
  readonly cosmetic: ReadonlySet<string>
  /** Lines with the commits that have to be there. */
  readonly named: readonly BlameLine[]
}

const PLAIN = { isMove: false, isCopy: false, isRemoval: false, isFormatting: false, isFirst: false } as const

/** In no order. @throws SparkyError `git/bad-revision` when the revision is not indexed. */
export async function timelineEntries(reach: ReachIndex, order: EntryOrder): Promise<readonly TimelineEntry[]> {
  const { links, cut } = order.chain
  const renames = await renameEntries(reach, order)
  return [
    ...links.map((link, index) => entryOf(link, { ...order, isFirst: !cut && index === links.length - 1 })),
    ...strayEntries(order),
    ...renames,
  ]
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

/** Commits outside the chain that blame names: a merge that changed the lines itself, or the older home of a few lines of a new block. */
function strayEntries({ named, chain, commits }: EntryOrder): readonly TimelineEntry[] {
  const oldest = commits.get(chain.links.at(-1)?.oid ?? '')?.id ?? 0
  const strays = named.filter(({ oid }) => !chain.links.some((link) => link.oid === oid))
  return [...Map.groupBy(strays, ({ oid }) => oid)].map(([oid, own]) => {
    const path = own[0]?.originalPath ?? ''
    const numbers = own.filter((line) => line.originalPath === path).map((line) => line.originalLine)
    return {
      oid,
      path,
      startLine: Math.min(...numbers),
      endLine: Math.max(...numbers),
      ...PLAIN,
      isFirst: !chain.cut && (commits.get(oid)?.id ?? 0) < oldest,
    }
  })
}

async function renameEntries(
  reach: ReachIndex,
  { revision, path, chain, commits }: EntryOrder,
): Promise<readonly TimelineEntry[]> {
  const renames = await renamesBetween(reach, { revision, path, links: chain.links, commits })
  const renaming = await commits.loadIds(renames.map(({ commitId }) => commitId))
  const oidOf = new Map(renaming.map(({ id, oid }) => [id, oid]))
  return renames.map(({ commitId, path, oldPath }) => ({
    oid: oidOf.get(commitId) ?? '',
    path,
    fromPath: oldPath,
    ...PLAIN,
    isMove: true,
  }))
}
