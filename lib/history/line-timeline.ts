// The chain of changes as a timeline: each commit once, oldest first, with what it did to the lines.
import type { LineCommit } from './line-commits.ts'
import { revertedIn } from './line-steps.ts'

/** What one commit did, before it is known which commit that is. */
export interface TimelineEntry {
  readonly oid: string
  readonly path: string
  /** The path before, when it was another. */
  readonly fromPath?: string
  /** Where the lines stood after the commit; absent when it only renamed the file or took the lines away. */
  readonly startLine?: number
  readonly endLine?: number
  readonly isMove: boolean
  /** Of a move: true when the lines stayed where they were too. */
  readonly isCopy: boolean
  readonly isRemoval: boolean
  /** Only white space, or a commit that the repository itself says to pass by. */
  readonly isFormatting: boolean
  /** True when the lines began with it, as far as is known. */
  readonly isFirst: boolean
}

/** One commit in the life of the lines. */
export interface OriginStep extends Omit<TimelineEntry, 'oid' | 'isMove' | 'isFirst'> {
  readonly kind: 'introduced' | 'changed' | 'moved' | 'reverted'
  readonly commit: LineCommit
  /** True of the commits that gave lines their meaning. */
  readonly isOrigin: boolean
  /** The commit that this one says it reverts: its full id when it is a step too, else as the message spells it. */
  readonly reverts?: string
  /** The step that says it reverts this one. */
  readonly revertedBy?: string
}

/** Entries of commits that are not known are left out; of several of one commit the first is taken. */
export function buildTimeline(o: {
  readonly entries: readonly TimelineEntry[]
  readonly commitOf: (oid: string) => LineCommit | undefined
  readonly origins: ReadonlySet<string>
}): readonly OriginStep[] {
  const once = [...Map.groupBy(o.entries, ({ oid }) => oid).values()].flatMap((entries) => entries.slice(0, 1))
  const known = once.flatMap((entry) => {
    const commit = o.commitOf(entry.oid)
    return commit === undefined ? [] : [{ entry, commit, spelled: revertedIn(commit.body) }]
  })
  return known
    .toSorted((a, b) => a.commit.id - b.commit.id)
    .map(({ entry, commit, spelled }): OriginStep => {
      const { oid, isMove, isFirst, ...rest } = entry
      const reverted = spelled && known.find((other) => other.entry.oid.startsWith(spelled))
      const reverting = known.find((other) => other.spelled !== undefined && oid.startsWith(other.spelled))
      return {
        ...rest,
        commit,
        kind: spelled ? 'reverted' : isMove ? 'moved' : isFirst ? 'introduced' : 'changed',
        isOrigin: o.origins.has(oid),
        ...(spelled && { reverts: reverted ? reverted.entry.oid : spelled }),
        ...(reverting && { revertedBy: reverting.entry.oid }),
      }
    })
}
