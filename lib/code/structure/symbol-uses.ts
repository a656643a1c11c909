// What a definition calls and uses, and where each of these is defined.
import type { FoundSymbol } from '../code-protocol.ts'
import { roleOfFile } from '../file-role.ts'
import type { SnapshotFile } from '../words/lexical-fields.ts'
import type { ReferenceKind } from './reference-kind.ts'
import { kindsAt, type Place } from './references.ts'
import { type Definition, type FileStructure, isSymbol } from './structure.ts'

export interface UsedName {
  readonly name: string
  readonly kind: ReferenceKind
  /** Of the first use. */
  readonly line: number
  readonly count: number
  /** The likeliest definition in the snapshot; undefined when there is none. */
  readonly definedAt: FoundSymbol | undefined
  /** Definitions of that name. */
  readonly definitionCount: number
}

/** Names of one definition that are looked at. */
const PLACES_LIMIT = 3_000
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu

/** In the order of their first use. Names that the definition declares itself, such as its parameters, are left out, and so are values of elsewhere. */
export async function findUsedNames(
  {
    path,
    text,
    structure,
    definition,
  }: {
    readonly path: string
    readonly text: string
    readonly structure: FileStructure
    readonly definition: Definition
  },
  symbols: ReadonlyMap<string, readonly FoundSymbol[]>,
): Promise<readonly UsedName[]> {
  const places = wordsOf(text, definition)
  const kinds = await kindsAt(path, text, structure, places)
  const defined = new Set(structure.definitions.map(({ name, line }) => `${line} ${name}`))
  const own = new Set<string>()
  const used = new Map<string, { kind: ReferenceKind; line: number; count: number }>()
  for (const [index, { start, end, line }] of places.entries()) {
    const kind = kinds[index]
    const name = text.slice(start, end)
    if (kind === 'declared') own.add(name)
    if (kind === undefined || kind === 'declared' || (kind !== 'call' && defined.has(`${line} ${name}`))) continue
    const known = used.get(name)
    if (known) used.set(name, { ...known, kind: kind === 'call' ? kind : known.kind, count: known.count + 1 })
    else used.set(name, { kind, line, count: 1 })
  }
  return [...used].flatMap(([name, use]) => {
    const definitions = (symbols.get(name) ?? []).filter((one) => one.path !== path || one.line !== definition.line)
    const isOwn = own.has(name) && use.kind !== 'call'
    const isMeant = use.kind === 'call' || use.kind === 'inherit' || definitions.some(({ kind }) => kind !== 'field')
    if (isOwn || !isMeant) return []
    return [
      { name, ...use, definedAt: likeliest(definitions, { path, definition }), definitionCount: definitions.length },
    ]
  })
}

/** Each word between the first line and the last. */
function wordsOf(text: string, { startLine, endLine }: Definition): readonly Place[] {
  const places: Place[] = []
  let offset = 0
  for (const [index, line] of text.split('\n').entries()) {
    if (index + 1 > endLine || places.length > PLACES_LIMIT) break
    if (index + 1 >= startLine)
      for (const match of line.matchAll(WORD))
        places.push({ start: offset + match.index, end: offset + match.index + match[0].length, line: index + 1 })
    offset += line.length + 1
  }
  return places
}

/** In the same owner, the same file, the same folder, then in source. */
function likeliest(
  definitions: readonly FoundSymbol[],
  { path, definition }: { readonly path: string; readonly definition: Definition },
): FoundSymbol | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const nearness = (one: FoundSymbol) =>
    (one.path === path ? 8 : 0) +
    (definition.parent !== undefined && one.parent === definition.parent ? 4 : 0) +
    (one.path.startsWith(folder) ? 2 : 0) +
    (roleOfFile(one.path) === 'source' ? 3 : 0) -
    (one.kind === 'field' ? 1 : 0)
  return definitions.toSorted((a, b) => nearness(b) - nearness(a))[0]
}

/** All definitions of a snapshot by name. */
export function symbolsByName(files: readonly SnapshotFile[]): ReadonlyMap<string, readonly FoundSymbol[]> {
  const symbols = new Map<string, FoundSymbol[]>()
  for (const { path, blob } of files)
    for (const definition of blob.structure.definitions) {
      if (!isSymbol(definition)) continue
      const known = symbols.get(definition.name)
      if (known) known.push({ ...definition, path })
      else symbols.set(definition.name, [{ ...definition, path }])
    }
  return symbols
}
