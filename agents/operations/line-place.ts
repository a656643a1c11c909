// Which lines a question about lines means: given by number, by their text, or by the name of what they define.

import { readFileLines } from '#lib/code/file-lines.ts'
import { blockOf, type DefinitionBlock, definitionAround } from '#lib/code/structure/definition-block.ts'
import type { Definition, FileStructure } from '#lib/code/structure/structure.ts'
import type { LinkedEntity } from '#lib/events.ts'
import { BLAME_LIMIT_LINES } from '#lib/git/blame.ts'
import { structureAt } from './file-structure.ts'
import type { OperationContext } from './operation.ts'
import { findPath, nearPaths } from './scope-input.ts'
import { code, plural, shortOid } from './wording.ts'

export interface AskedLines {
  readonly path?: string | undefined
  readonly line?: number | undefined
  readonly endLine?: number | undefined
  readonly text?: string | undefined
  readonly symbol?: string | undefined
}

export interface LinePlace {
  readonly path: string
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
  /** The name of what the lines define, when that was asked for. */
  readonly symbol?: string
  /** The definition around one or a few lines. */
  readonly around?: DefinitionBlock
  /** How the question was read: one sentence each. */
  readonly notices: readonly string[]
}

export interface NoPlace {
  readonly missing: LinkedEntity
  /** What was searched. */
  readonly basis: string
  readonly near: readonly string[]
}

/** Places of a text or a name that are compared. */
const PLACES_LIMIT = 50
/** Other places that are named. */
const NAMED_LIMIT = 3
/** From so many lines on a move shows on the lines themselves. */
const ENOUGH_LINES = 10
/** A longer block says little about one line of it, and takes git longer. */
const AROUND_LIMIT_LINES = 80

/** @throws SparkyError `git/too-large` for a file beyond OBJECT_LIMIT_BYTES; `git/timeout`. */
export async function findLines(context: OperationContext, asked: AskedLines): Promise<LinePlace | NoPlace> {
  const { path: wanted } = asked
  const path = wanted === undefined ? undefined : await findPath(context, wanted)
  if (wanted !== undefined && path === undefined) {
    const missing = { kind: 'path', text: wanted, status: 'missing' } as const
    return { missing, basis: 'the indexed history', near: await nearPaths(context, [missing]) }
  }
  if (path !== undefined && (await context.objects.info(`${context.revision}:${path}`))?.type !== 'blob') {
    const missing = { kind: 'path', text: path, status: 'missing' } as const
    return { missing, basis: `the tree of ${shortOid(context.revision)}`, near: [] }
  }
  const place =
    asked.symbol !== undefined
      ? await findDefinition(context, asked.symbol, path)
      : asked.text !== undefined
        ? await findQuote(context, asked.text, path)
        : path && (await findRange(context, path, asked))
  if (place) return bounded(place)
  const [kind, text] =
    asked.symbol !== undefined
      ? (['symbol', asked.symbol] as const)
      : (['quote', asked.text ?? `line ${asked.endLine ?? asked.line ?? 1}`] as const)
  const tree = `${path === undefined ? 'the tree' : path} at ${shortOid(context.revision)}`
  return { missing: { kind, text, status: 'missing' }, basis: tree, near: [] }
}

/** As many lines as blame takes. */
function bounded(place: LinePlace): LinePlace {
  const last = place.startLine + BLAME_LIMIT_LINES - 1
  if (place.endLine <= last) return place
  return {
    ...place,
    endLine: last,
    notices: [...place.notices, `The first ${plural(BLAME_LIMIT_LINES, 'line')} were looked at.`],
  }
}

async function findRange(
  context: OperationContext,
  path: string,
  { line = 1, endLine = line }: AskedLines,
): Promise<LinePlace | undefined> {
  const lines = await readFileLines(context.objects, `${context.revision}:${path}`)
  const last = Math.min(Math.max(line, endLine), lines.length)
  if (line > lines.length) return undefined
  const notices = endLine > last ? [`${code(path)} has ${plural(lines.length, 'line')}.`] : []
  return placeOf(context, { path, startLine: line, endLine: last, notices })
}

async function findQuote(
  context: OperationContext,
  text: string,
  path: string | undefined,
): Promise<LinePlace | undefined> {
  const quote = text.split('\n').map(squash)
  const wanted = quote.slice(
    quote.findIndex((line) => line !== ''),
    quote.findLastIndex((line) => line !== '') + 1,
  )
  if (wanted.length === 0) return undefined
  const paths = path === undefined ? await pathsWith(context, text) : [path]
  const places: { readonly path: string; readonly startLine: number; readonly lines: readonly string[] }[] = []
  for (const candidate of paths) {
    const lines = await readFileLines(context.objects, `${context.revision}:${candidate}`)
    places.push(...startsOf(lines, wanted).map((startLine) => ({ path: candidate, startLine, lines })))
  }
  const [first] = places
  if (first === undefined) return undefined
  return placeOf(context, {
    path: first.path,
    startLine: first.startLine,
    endLine: first.startLine + wanted.length - 1,
    notices: otherPlaces('The text stands', first, places),
  })
}

/** Numbers of the lines from which the quote follows: as whole lines, else as parts of lines. */
function startsOf(lines: readonly string[], wanted: readonly string[]): readonly number[] {
  const there = lines.map(squash)
  const fits = (same: (line: string, quoted: string) => boolean) =>
    there.flatMap((_, index) =>
      wanted.every((quoted, offset) => same(there[index + offset] ?? '', quoted)) ? [index + 1] : [],
    )
  const whole = fits((line, quoted) => line === quoted)
  return whole.length > 0 ? whole : fits((line, quoted) => line.includes(quoted) && (quoted !== '' || line === ''))
}

/** Files that hold the longest line of the quote, as it stands or with other white space. */
async function pathsWith(context: OperationContext, text: string): Promise<readonly string[]> {
  const [longest = ''] = text
    .split('\n')
    .map((line) => line.trim())
    .toSorted((a, b) => b.length - a.length)
  const find = async (pattern: string, fixed: boolean) =>
    (
      await context.code.findText({
        pattern,
        fixed,
        revision: context.revision,
        limit: PLACES_LIMIT,
        signal: context.signal,
      })
    ).matches
  const exact = await find(longest, true)
  const words = longest.split(/\s+/).map((word) => word.replace(/[^\p{L}\p{N}_]/gu, '\\$&'))
  const found = exact.length > 0 || words.length < 2 ? exact : await find(words.join('\\s+'), false)
  return [...new Set(found.map((match) => match.path))]
}

async function findDefinition(
  context: OperationContext,
  symbol: string,
  path: string | undefined,
): Promise<LinePlace | undefined> {
  const parts = symbol.replace(/\(.*$/, '').split(/::|[.#]/)
  const [name = symbol, owner] = [parts.at(-1), parts.at(-2)]
  const { symbols } = await context.code.findSymbol({
    name,
    revision: context.revision,
    limit: PLACES_LIMIT,
    signal: context.signal,
  })
  const files = path === undefined ? [...new Set(symbols.map((definition) => definition.path))] : [path]
  const places: LinePlace[] = []
  for (const file of files) {
    const structure = await structureAt(context, { revision: context.revision, path: file })
    for (const definition of structure?.definitions ?? []) {
      if (definition.name !== name || (owner !== undefined && !isOf(definition, owner, structure))) continue
      const { startLine, endLine } = blockOf(definition)
      places.push({ path: file, startLine, endLine, symbol: name, notices: [] })
    }
  }
  const [first] = places
  if (first !== undefined) return { ...first, notices: otherPlaces(`${code(name)} is defined`, first, places) }
  // A module before the name is no owner inside the file.
  return owner === undefined ? undefined : findDefinition(context, name, path)
}

/** Whether a definition belongs to an owner of that name, or stands within one. */
function isOf(definition: Definition, owner: string, structure: FileStructure | undefined): boolean {
  if (definition.parent === owner) return true
  const isAround = ({ line, endLine }: Definition) => line < definition.line && endLine >= definition.endLine
  return structure?.definitions.some((other) => other.name === owner && isAround(other)) ?? false
}

async function placeOf(context: OperationContext, place: LinePlace): Promise<LinePlace> {
  if (place.endLine - place.startLine + 1 >= ENOUGH_LINES) return place
  const structure = await structureAt(context, { revision: context.revision, path: place.path })
  const around = structure && definitionAround(structure, place)
  const isUseful = around !== undefined && around.endLine - around.line < AROUND_LIMIT_LINES
  return isUseful ? { ...place, around: blockOf(around) } : place
}

function otherPlaces(
  what: string,
  told: { readonly path: string; readonly startLine: number },
  places: readonly { readonly path: string; readonly startLine: number }[],
): readonly string[] {
  if (places.length < 2) return []
  const others = places.filter((place) => place !== told).slice(0, NAMED_LIMIT)
  const named = others.map((place) => code(`${place.path}:${place.startLine}`)).join(', ')
  return [`${what} in ${plural(places.length, 'place')}; this is the first of them, others are ${named}.`]
}

function squash(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
