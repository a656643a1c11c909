// Cuts a file into pieces that follow its structure: definitions whole where they fit, sections of prose, keys of configuration, blank lines elsewhere.
import { indentOf } from './look-block.ts'
import type { Definition, DefinitionKind, FileStructure } from './structure.ts'

export interface Chunk {
  /** Counted from 1. */
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
  readonly kind: 'function' | 'class' | 'section' | 'text'
  /** Name of the first definition or heading in it, or of the one that it is a part of. */
  readonly symbol?: string
}

/** About 240 tokens of code: what the embedder reads of one piece. */
const TARGET_LINES = 40
const MAX_LINES = 60
/** A shorter piece joins its neighbour. */
const MIN_LINES = 8
/** Definitions within definitions within definitions: deeper ones do not divide. */
const DEPTH_LIMIT = 12

/** A value of fewer lines is no piece of its own. */
const VALUES: ReadonlySet<DefinitionKind> = new Set(['constant', 'variable', 'field', 'type', 'macro'])
/** What only holds other things is divided even when it would fit. */
const HOLDERS: ReadonlySet<DefinitionKind> = new Set(['heading', 'module'])
const FUNCTIONS: ReadonlySet<DefinitionKind> = new Set(['function', 'method', 'macro'])

/** Lines that should stay together, or a part of what is too long for that. */
interface Unit {
  readonly from: number
  readonly to: number
  readonly definition: Definition | undefined
  /** False for the rest of a definition, and for what stands between two. */
  readonly isBeginning: boolean
}

/** Pieces that cover every line once, in order. Empty for an empty file. */
export function chunkFile(lines: readonly string[], { definitions }: FileStructure): readonly Chunk[] {
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
  if (count <= 0) return []
  const dividing = definitions.filter(
    ({ kind, startLine, endLine }) => !VALUES.has(kind) || endLine - startLine >= MIN_LINES,
  )
  return join(divide({ lines, dividing, from: 1, to: count, around: undefined, depth: 0 })).map(describe)
}

interface Stretch {
  readonly lines: readonly string[]
  /** In order of their first lines. */
  readonly dividing: readonly Definition[]
  readonly from: number
  readonly to: number
  readonly around: Definition | undefined
  readonly depth: number
}

function divide(stretch: Stretch): readonly Unit[] {
  const { lines, dividing, from, to, around, depth } = stretch
  const units: Unit[] = []
  let next = from
  for (const [index, definition] of dividing.entries()) {
    if (definition.endLine < next || definition.startLine > to || definition === around) continue
    const start = Math.max(next, definition.startLine)
    const end = Math.min(to, definition.endLine)
    // Of what begins before the last one ended, only the rest is left; it is a part of that.
    if (start > definition.line) continue
    units.push(...cutText(lines, next, start - 1, around))
    const fits = end - start < TARGET_LINES && !HOLDERS.has(definition.kind)
    if (fits || depth === DEPTH_LIMIT) units.push(...cutText(lines, start, end, definition))
    else
      units.push(
        ...divide({
          ...{ lines, from: start, to: end, around: definition, depth: depth + 1 },
          dividing: within(dividing, index, end),
        }),
      )
    next = end + 1
  }
  units.push(...cutText(lines, next, to, around))
  return units
}

/** Those behind `index` that begin before `end`. */
function within(dividing: readonly Definition[], index: number, end: number): readonly Definition[] {
  const inside: Definition[] = []
  for (let at = index + 1; at < dividing.length; at += 1) {
    const definition = dividing[at]
    if (definition === undefined || definition.startLine > end) break
    inside.push(definition)
  }
  return inside
}

/** Lines without inner definitions, cut where they may be cut. */
function cutText(
  lines: readonly string[],
  from: number,
  to: number,
  definition: Definition | undefined,
): readonly Unit[] {
  const units: Unit[] = []
  let start = from
  while (to - start >= MAX_LINES) {
    const end = bestCut(lines, start)
    units.push(unitOf(start, end, definition))
    start = end + 1
  }
  if (start <= to) units.push(unitOf(start, to, definition))
  return units
}

function unitOf(from: number, to: number, definition: Definition | undefined): Unit {
  return {
    from,
    to,
    definition,
    isBeginning: definition !== undefined && from <= definition.line && definition.line <= to,
  }
}

/** The last line of a piece: before a blank line, else before a statement that stands as far left as any. */
function bestCut(lines: readonly string[], from: number): number {
  let best = from + TARGET_LINES - 1
  let bestCost = Number.POSITIVE_INFINITY
  for (let end = from + TARGET_LINES / 2; end < from + MAX_LINES - 1; end += 1) {
    const isBlank = (lines[end - 1] ?? '').trim() === ''
    const next = lines[end]
    if (next === undefined || next.trim() === '' || /^\s*(?:[)\]}]|end\b|else\b)/.test(next)) continue
    const cost = 4 * Math.min(indentOf(next), 40) + Math.abs(end - from + 1 - TARGET_LINES) - (isBlank ? 40 : 0)
    if (cost < bestCost) [best, bestCost] = [end, cost]
  }
  return best
}

/** A short piece together with the next one, and a short rest with what it belongs to, as long as they are not too long. */
function join(units: readonly Unit[]): readonly Unit[] {
  const joined: Unit[] = []
  for (const unit of units) {
    const last = joined.at(-1)
    if (last === undefined || lengthOf(last) + lengthOf(unit) > TARGET_LINES) joined.push(unit)
    else if (lengthOf(last) < MIN_LINES || (!unit.isBeginning && lengthOf(unit) < MIN_LINES))
      joined[joined.length - 1] = {
        from: last.from,
        to: unit.to,
        definition: nameGiver(last, unit),
        isBeginning: last.isBeginning,
      }
    else joined.push(unit)
  }
  return joined
}

function lengthOf({ from, to }: Unit): number {
  return to - from + 1
}

/** The longer of two definitions says what they are about together. */
function nameGiver(a: Unit, b: Unit): Definition | undefined {
  if (a.definition === undefined || b.definition === undefined) return a.definition ?? b.definition
  return lengthOf(b) > lengthOf(a) ? b.definition : a.definition
}

function describe({ from: startLine, to: endLine, definition }: Unit): Chunk {
  if (definition === undefined || definition.kind === 'key') return { startLine, endLine, kind: 'text' }
  const { kind, name: symbol } = definition
  if (kind === 'heading') return { startLine, endLine, kind: 'section', symbol }
  return { startLine, endLine, kind: FUNCTIONS.has(kind) ? 'function' : 'class', symbol }
}
