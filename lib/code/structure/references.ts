// Where a name is used in one file, and what for; definitions, comments and texts are no uses.
import { openGrammar } from './grammars.ts'
import { grammarOf } from './languages.ts'
import { LEVELS, type ReferenceKind, referenceKind } from './reference-kind.ts'
import type { Definition, FileStructure } from './structure.ts'

export interface Use {
  readonly name: string
  readonly kind: ReferenceKind
  /** Counted from 1. */
  readonly line: number
}

/** Uses of one file that are looked at; a data file has more. */
const USES_LIMIT = 2_000
const COMMENT_LINE = /^\s*(?:\/\/|\/?\*|#|--|;|%|")/

/** In order; one for each place, several in a line where it stands there several times. */
export async function findUses(
  path: string,
  text: string,
  structure: FileStructure,
  name: string,
): Promise<readonly Use[]> {
  const places = placesOf(text, name)
  if (places.length === 0) return []
  const kinds = await kindsAt(path, text, structure, places)
  const defined = new Set(structure.definitions.filter((one) => one.name === name).map(({ line }) => line))
  return places.flatMap(({ line }, index) => {
    const kind = kinds[index]
    if (kind === undefined || kind === 'declared') return []
    const isFirst = places[index - 1]?.line !== line
    const isDefinition = defined.has(line) && (kind !== 'call' || (isFirst && structure.by === 'look'))
    return isDefinition ? [] : [{ name, kind, line }]
  })
}

export interface Place {
  /** Offsets in characters. */
  readonly start: number
  readonly end: number
  readonly line: number
}

/** Where the name stands as a whole word. */
function placesOf(text: string, name: string): readonly Place[] {
  const places: Place[] = []
  let line = 1
  let counted = 0
  for (let at = text.indexOf(name); at >= 0 && places.length < USES_LIMIT; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length
    if (isLetter(text[at - 1]) || isLetter(text[end])) continue
    for (let feed = text.indexOf('\n', counted); feed >= 0 && feed < at; feed = text.indexOf('\n', counted)) {
      line += 1
      counted = feed + 1
    }
    places.push({ start: at, end, line })
  }
  return places
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character)
}

/** What stands at each place; by the look of its line where there is no grammar. */
export async function kindsAt(
  path: string,
  text: string,
  structure: FileStructure,
  places: readonly Place[],
): Promise<readonly ReturnType<typeof referenceKind>[]> {
  const name = grammarOf(path, text.slice(0, 200))
  const grammar = name && (await openGrammar(name))
  const parsed = grammar?.read(text, ({ around }) =>
    places.map(({ start, end }) => referenceKind(around(start, end, LEVELS))),
  )
  return parsed ?? places.map((place) => kindByLook(text, place, structure))
}

function kindByLook(text: string, { start, end, line }: Place, { imports }: FileStructure): ReferenceKind | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const before = text.slice(lineStart, start)
  if (COMMENT_LINE.test(before) || /(?:\/\/|\s#\s)/.test(before)) return undefined
  // An odd number of quotes before it: within a text.
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return undefined
  if (imports.some((one) => one.line <= line && line <= one.endLine)) return 'import'
  return /^\s*[(!]/.test(text.slice(end, end + 10)) ? 'call' : 'read'
}

/** The innermost definition that a line stands in, without values and prose; undefined at the top of a file. */
export function ownerOfLine({ definitions }: FileStructure, line: number): Definition | undefined {
  return definitions.findLast(
    (one) =>
      one.startLine <= line &&
      line <= one.endLine &&
      HOLDING.has(one.kind) &&
      (one.line !== line || one.endLine > line),
  )
}

const HOLDING: ReadonlySet<string> = new Set(
  'function method class struct interface trait enum implementation module macro'.split(' '),
)
