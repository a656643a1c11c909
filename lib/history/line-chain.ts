// The changes of a range of lines as one chain, continued where git stops: at a move, a copy, and a revert of a removal.
import type { BlameLine } from '#lib/git/blame.ts'
import { type LineChange, type LineLog, type LineLogOrder, logLines } from '#lib/git/line-log.ts'
import type { ObjectReader } from '#lib/git/objects.ts'
import type { LineCommits } from './line-commits.ts'
import { countLines, type FoundMove, findBlock, findMove, revertedIn } from './line-steps.ts'

export interface ChainLink extends LineChange {
  /** Where the lines stood before, of a commit that moved or copied them. */
  readonly movedFrom?: string
  /** True when they stayed there too. */
  readonly isCopy?: boolean
  /** True of a commit that took the lines away; `after` is empty then. */
  readonly isRemoval?: boolean
}

export interface LineChain {
  /** Newest first. */
  readonly links: readonly ChainLink[]
  /** True when a limit ended the chain before its oldest commit. */
  readonly cut: boolean
}

export interface ChainOrder {
  readonly log: LineLogOrder
  /** What git gave for `log`. */
  readonly first: LineLog
  /** The lines as they are now, with the commits that blame found through moves. */
  readonly lines: readonly BlameLine[]
  /** Commits that the repository asks to pass by. */
  readonly passedBy: ReadonlySet<string>
  readonly objects: ObjectReader
  readonly commits: LineCommits
  /** Blame through moves of a range in another place; undefined when there is no time. */
  readonly blame: (place: Start) => Promise<readonly BlameLine[] | undefined>
  /** When to stop, by `performance.now()`. */
  readonly deadlineMs: number
}

/** Moves followed one after the other; code that moved more often is rare, and each costs a walk. */
const MOVES_LIMIT = 6
/** A walk that has less time than this finds nothing. */
const LEAST_WALK_MS = 50

/** Lines of a file at a commit. */
export interface Start {
  readonly revision: string
  readonly path: string
  readonly startLine: number
  readonly endLine: number
}

/** @throws SparkyError as `logLines`. */
export async function followChain(order: ChainOrder): Promise<LineChain> {
  const links: ChainLink[] = []
  let next: LineLog = order.first
  for (let moves = 0; ; moves += 1) {
    await order.commits.load([...next.changes, ...order.lines].map(({ oid }) => oid))
    const turn = moves < MOVES_LIMIT ? await findTurn(order, next) : undefined
    links.push(...(turn?.links ?? next.changes))
    const limit = order.log.limit - links.length
    const timeoutMs = Math.min(order.log.timeoutMs, order.deadlineMs - performance.now())
    if (turn === undefined) return { links, cut: next.cut }
    if (limit <= 0 || timeoutMs < LEAST_WALK_MS) return { links, cut: true }
    next = await logLines({ ...order.log, ...turn.start, limit, timeoutMs })
  }
}

interface Turn {
  /** The links up to the turn, the turn itself included. */
  readonly links: readonly ChainLink[]
  readonly start: Start
}

async function findTurn(order: ChainOrder, { changes, cut }: LineLog): Promise<Turn | undefined> {
  const { commits, lines, passedBy } = order
  const isOlder = (oid: string, than: string) =>
    (commits.get(oid)?.id ?? Number.POSITIVE_INFINITY) < (commits.get(than)?.id ?? 0)
  const oldest = changes.at(-1)
  const move =
    findMove(changes, lines, { isOlder, passedBy }) ??
    (cut || oldest === undefined ? undefined : await hiddenMove(order, { changes, oldest, isOlder }))
  const change = move && changes[move.index]
  if (move && change) {
    const found = await locate(order, { change, from: move.from })
    if (found) {
      const link = { ...change, movedFrom: found.start.path, isCopy: found.isCopy }
      return { links: [...changes.slice(0, move.index), link], start: found.start }
    }
  }
  return cut || oldest === undefined ? undefined : beforeRemoval(order, changes, oldest)
}

/** A move that blame of the present lines hardly shows, because most of them were changed after it: blame of them as they were. */
async function hiddenMove(
  { lines, commits, passedBy, blame }: ChainOrder,
  o: {
    readonly changes: readonly LineChange[]
    readonly oldest: LineChange
    readonly isOlder: (oid: string, than: string) => boolean
  },
): Promise<FoundMove | undefined> {
  const { oid, path, startLine, endLine, before } = o.oldest
  const isOwn = lines.some((line) => line.oid === oid) && !lines.some((line) => o.isOlder(line.oid, oid))
  if (isOwn || before.length > 0 || commits.get(oid)?.parentOid == null) return undefined
  const then = (await blame({ revision: oid, path, startLine, endLine })) ?? []
  await commits.load(then.map((line) => line.oid))
  const move = findMove([o.oldest], then, { isOlder: o.isOlder, passedBy })
  return move && { ...move, index: o.changes.length - 1 }
}

/** Where the lines of a move stood just before it; else where blame says that they were written. */
async function locate(
  { objects, commits }: ChainOrder,
  { change, from }: { readonly change: LineChange; readonly from: readonly BlameLine[] },
): Promise<{ readonly start: Start; readonly isCopy: boolean } | undefined> {
  const [main = []] = [...Map.groupBy(from, (line) => line.originalPath).values()].toSorted(
    (a, b) => b.length - a.length,
  )
  const [first] = main
  if (first === undefined) return undefined
  const path = first.originalPath
  const wanted = { wanted: change.after, nearLine: first.originalLine }
  const parent = commits.get(change.oid)?.parentOid ?? undefined
  const old = parent === undefined ? [] : await textLines(objects, `${parent}:${path}`)
  const before = findBlock(old, wanted)
  if (parent !== undefined && before) {
    const left = path === change.path ? [] : await textLines(objects, `${change.oid}:${path}`)
    const isCopy = countLines(left, change.after) >= countLines(old, change.after)
    return { start: { revision: parent, path, ...before }, isCopy }
  }
  const numbers = main.filter((line) => line.oid === first.oid).map((line) => line.originalLine)
  const place = { path, startLine: Math.min(...numbers), endLine: Math.max(...numbers) }
  return { start: { revision: first.oid, ...place }, isCopy: false }
}

/** A revert that brings lines back: they lived before the commit that had removed them. */
async function beforeRemoval(
  { objects, commits }: ChainOrder,
  changes: readonly LineChange[],
  { oid, path, startLine, before, after }: LineChange,
): Promise<Turn | undefined> {
  const spelled = before.length === 0 ? revertedIn(commits.get(oid)?.body ?? '') : undefined
  const removal = spelled && (await commits.byPrefix(spelled))
  if (!removal || removal.parentOid === null) return undefined
  const block = findBlock(await textLines(objects, `${removal.parentOid}:${path}`), {
    wanted: after,
    nearLine: startLine,
  })
  if (block === undefined) return undefined
  const link = { oid: removal.oid, path, oldPath: path, ...block, before: after, after: [], isRemoval: true }
  return { links: [...changes, link], start: { revision: removal.parentOid, path, ...block } }
}

/** Lines of `<commit id>:<path>`, decoded as blame's are; empty when there is no such file. @throws SparkyError `git/too-large` */
export async function textLines(objects: ObjectReader, name: string): Promise<readonly string[]> {
  const content = await objects.read(name)
  if (content === undefined) return []
  const lines = content.toString('utf8').split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
