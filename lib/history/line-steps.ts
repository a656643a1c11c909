// What a change did to a range of lines, told from the lines before and after it alone.
import type { BlameLine } from '#lib/git/blame.ts'
import type { LineChange } from '#lib/git/line-log.ts'

/** Lines that a commit took from another place. */
export interface FoundMove {
  /** Of the changes given. */
  readonly index: number
  /** Where blame says that they come from, in the order of the lines. */
  readonly from: readonly BlameLine[]
}

export interface Block {
  /** From 1. */
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
}

/** Of the lines of a block, so much follows each other when half of them came over and one was put between. */
const LEAST_LIKENESS = 1 / 3

/**
 * True when nothing but white space and line breaks is different.
 *
 * Before the lines, git gives all that was replaced together with them; so it is enough that they were a part of it.
 */
export function isFormatting({ before, after }: Pick<LineChange, 'before' | 'after'>): boolean {
  if (before.length === 0) return false
  if (bare(before.join('')) === bare(after.join(''))) return true
  const [kept, left] = [new Set(before), new Set(after)]
  const added = bare(after.filter((line) => !kept.has(line)).join(''))
  const removed = before.filter((line) => !left.has(line)).map(bare)
  const ends = new Set([0])
  let length = 0
  for (const line of removed) {
    length += line.length
    ends.add(length)
  }
  const text = removed.join('')
  for (let at = text.indexOf(added); added !== '' && at >= 0; at = text.indexOf(added, at + 1))
    if (ends.has(at) && ends.has(at + added.length)) return true
  return false
}

/** The commit that a message says it reverts, as it spells it: `git revert` writes these words. */
export function revertedIn(message: string): string | undefined {
  return /\bThis reverts commit ([0-9a-f]{7,64})\b/i.exec(message)?.[1]?.toLowerCase()
}

/**
 * The newest change that brought lines which are older than itself: at least half of what it left had to come from elsewhere,
 * so that a new function with one borrowed line stays new.
 *
 * @param lines  The lines as they are now, with the commit that blame found through moves.
 * @param isOlder  Whether the first commit is older than the second.
 * @param passedBy  Commits that are no change, whatever they did.
 */
export function findMove(
  changes: readonly LineChange[],
  lines: readonly BlameLine[],
  { isOlder, passedBy }: { isOlder: (oid: string, than: string) => boolean; passedBy: ReadonlySet<string> },
): FoundMove | undefined {
  for (const [index, change] of changes.entries()) {
    const { oid, before, after } = change
    if (passedBy.has(oid) || isFormatting(change)) continue
    const kept = new Set(before.map(bare))
    const brought = new Set(after.map(bare).filter((text) => isSaying(text) && !kept.has(text)))
    const from = lines.filter((line) => brought.has(bare(line.text)) && isOlder(line.oid, oid))
    const saying = new Set(after.map(bare).filter(isSaying))
    if (from.length > 0 && new Set(from.map(({ text }) => bare(text))).size * 2 >= saying.size) return { index, from }
  }
  return undefined
}

/**
 * Where a block stands in a file: the place at which most of its lines follow each other, white space aside; of equal ones
 * the nearest to `nearLine`. Undefined when fewer than a third of them do.
 */
export function findBlock(
  lines: readonly string[],
  { wanted, nearLine }: { readonly wanted: readonly string[]; readonly nearLine: number },
): Block | undefined {
  const there = lines.map(bare)
  const keys = wanted.map(bare)
  const places = Map.groupBy(there.keys(), (index) => there[index] ?? '')
  const starts = new Map<number, number>()
  for (const [offset, key] of keys.entries()) {
    if (!isSaying(key)) continue
    for (const index of places.get(key) ?? []) starts.set(index - offset, (starts.get(index - offset) ?? 0) + 1)
  }
  const distance = (start: number) => Math.abs(start + 1 - nearLine)
  const [best] = [...starts].toSorted(
    ([start, matches], [other, others]) => others - matches || distance(start) - distance(other),
  )
  if (best === undefined || best[1] < keys.filter(isSaying).length * LEAST_LIKENESS) return undefined
  const start = snap(there, { key: keys.find(isSaying) ?? '', near: best[0] + keys.findIndex(isSaying), keys })
  const end = snap(there, { key: keys.findLast(isSaying) ?? '', near: best[0] + keys.findLastIndex(isSaying), keys })
  return { startLine: Math.min(start, end) + 1, endLine: Math.max(start, end) + 1 }
}

/** A block that grew or shrank while it moved has its ends near, not at, where they would be. */
function snap(
  there: readonly string[],
  { key, near, keys }: { readonly key: string; readonly near: number; readonly keys: readonly string[] },
): number {
  const within = Math.min(Math.max(0, near), there.length - 1)
  const found = [...there.keys()].filter((index) => there[index] === key && Math.abs(index - near) <= keys.length)
  return found.toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near))[0] ?? within
}

/** How many lines of a file are among those wanted, white space aside. */
export function countLines(lines: readonly string[], wanted: readonly string[]): number {
  const keys = new Set(wanted.map(bare).filter(isSaying))
  return lines.filter((line) => keys.has(bare(line))).length
}

/** Text without white space. */
export function bare(text: string): string {
  return text.replace(/\s+/g, '')
}

/** Brackets and rules stand everywhere and say nothing of where they come from. */
function isSaying(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}
