// The structure of a file from what the query of its language took out of the tree.
import type { Captured } from './grammars.ts'
import type { GrammarName } from './languages.ts'
import { nameAndOwner } from './names-in-code.ts'
import { signatureOf } from './signature.ts'
import type { DefinitionKind, FileImport, FileStructure } from './structure.ts'
import { definitionsByLook } from './structure-look.ts'
import { nest, type PlacedDefinition } from './structure-nesting.ts'

/** Captures that are not a definition of that kind. */
const BESIDE = new Set(['name', 'owner', 'comment', 'lead', 'import', 'from', 'imported', 'error'])
/** Captures that tell by their text whether the match is meant; the text is looked at here, outside the parser. */
const CONDITIONS: Readonly<Record<string, RegExp>> = {
  require: /^(?:require|require_relative|load|autoload)$/,
  attribute: /^(?:attr_accessor|attr_reader|attr_writer|cattr_accessor|mattr_accessor|class_attribute)$/,
  source: /^(?:source|\.|Import-Module)$/i,
  define: /^define$/i,
  exports: /^(?:module\.)?exports$/,
}
/** From this share of its lines on a file is told by its look more than by the parser. */
const LOST_SHARE = 0.5

interface FileText {
  readonly path: string
  readonly text: string
  readonly name: GrammarName
}

export function readCaptures({
  captures,
  ...file
}: FileText & { readonly captures: readonly Captured[] }): FileStructure {
  const { text } = file
  // Patterns of a query stand from the particular to the general.
  const matches = groupMatches(captures, text).toSorted((a, b) => patternOf(a) - patternOf(b))
  const isLead = leadingRows(captures, matches, text)
  const placed = matches.flatMap((match) => placeDefinition(match, file, isLead) ?? [])
  const known = withoutImports(onceEach(placed), matches)
  const lost = rowsOfErrors(captures)
  const isLost = lost.size > LOST_SHARE * (1 + (captures.at(-1)?.endRow ?? 0))
  return {
    by: isLost ? 'look' : 'grammar',
    definitions: nest(lost.size === 0 ? known : withThoseInErrors(file, known, lost)),
    imports: readImports(matches, text),
  }
}

type Match = ReadonlyMap<string, Captured>

function groupMatches(captures: readonly Captured[], text: string): readonly Match[] {
  const matches: Match[] = []
  let match = new Map<string, Captured>()
  let last = -1
  for (const capture of captures) {
    if (capture.match !== last) {
      match = new Map()
      matches.push(match)
      last = capture.match
    }
    match.set(capture.name, capture)
  }
  return matches.filter((one) =>
    Object.entries(CONDITIONS).every(([name, pattern]) => {
      const capture = one.get(name)
      return capture === undefined || pattern.test(text.slice(capture.start, capture.end))
    }),
  )
}

function patternOf(match: Match): number {
  return match.values().next().value?.pattern ?? 0
}

/** Rows that hold nothing but comment, decorators or attributes: they belong to what follows. */
function leadingRows(captures: readonly Captured[], matches: readonly Match[], text: string): ReadonlySet<number> {
  const rows = new Set<number>()
  for (const { name, start, startRow, endRow } of captures) {
    if (name !== 'comment' && name !== 'lead') continue
    const lineStart = text.lastIndexOf('\n', start - 1) + 1
    if (name === 'comment' && text.slice(lineStart, start).trim() !== '') continue
    for (let row = startRow; row <= endRow; row += 1) rows.add(row)
  }
  if (text.startsWith('#!')) rows.delete(0)
  for (const match of matches) rows.delete(match.get('name')?.startRow ?? -1)
  return rows
}

function placeDefinition(
  match: Match,
  { text, name: grammar }: FileText,
  isLead: ReadonlySet<number>,
): PlacedDefinition | undefined {
  const nameNode = match.get('name')
  const [kindName, node] = [...match].find(([key]) => !BESIDE.has(key) && !(key in CONDITIONS)) ?? []
  if (nameNode === undefined || node === undefined || kindName === undefined) return undefined
  const ownerNode = match.get('owner')
  const { name, owner } = nameAndOwner({
    grammar,
    name: text.slice(nameNode.start, nameNode.end),
    owner: ownerNode && text.slice(ownerNode.start, ownerNode.end),
  })
  if (name === '') return undefined
  const isDeclaredOnly = kindName === 'overload'
  const kind = (isDeclaredOnly ? 'function' : kindName) as DefinitionKind
  // `extern int x;` says that x is elsewhere.
  if (kind === 'variable' && grammar === 'cpp' && text.startsWith('extern ', node.start)) return undefined
  let startRow = Math.min(node.startRow, nameNode.startRow)
  const before = text.slice(text.lastIndexOf('\n', node.start - 1) + 1, node.start)
  // What begins in the middle of a line has nothing above it; modifiers do not count.
  if (/^[\s\w\uFEFF]*$/.test(before)) while (startRow > 0 && isLead.has(startRow - 1)) startRow -= 1
  return {
    name,
    kind: kind === 'variable' && grammar === 'python' && /^[A-Z][A-Z0-9_]*$/.test(name) ? 'constant' : kind,
    line: nameNode.startRow + 1,
    startLine: startRow + 1,
    endLine: Math.max(node.endRow, nameNode.endRow) + 1,
    signature: signatureOf(text, { start: node.start, named: nameNode.end, end: node.end }),
    start: node.start,
    end: node.end,
    ...(owner !== undefined && { owner }),
  }
}

/** Patterns overlap, from the particular to the general: what the first of them says of a name holds. */
function onceEach(placed: readonly PlacedDefinition[]): readonly PlacedDefinition[] {
  const seen = new Map<string, PlacedDefinition>()
  for (const definition of placed) {
    const key = `${definition.line} ${definition.name}`
    if (!seen.has(key)) seen.set(key, definition)
  }
  return [...seen.values()]
}

/** `const path = require('path')` brings a name in; it is defined elsewhere. */
function withoutImports(placed: readonly PlacedDefinition[], matches: readonly Match[]): readonly PlacedDefinition[] {
  const imported = new Set(matches.flatMap((match) => match.get('import')?.start ?? []))
  return imported.size === 0 ? placed : placed.filter(({ start }) => !imported.has(start))
}

function rowsOfErrors(captures: readonly Captured[]): ReadonlySet<number> {
  const rows = new Set<number>()
  for (const { name, startRow, endRow } of captures)
    if (name === 'error') for (let row = startRow; row <= endRow; row += 1) rows.add(row)
  return rows
}

/** Where the parser lost its way, definitions are told by the look of their lines too, and end where that says when it is later. */
function withThoseInErrors(
  { path, text }: FileText,
  known: readonly PlacedDefinition[],
  lost: ReadonlySet<number>,
): readonly PlacedDefinition[] {
  const all = new Map(known.map((definition) => [`${definition.line} ${definition.name}`, definition]))
  for (const seen of definitionsByLook(path, text, lost)) {
    const key = `${seen.line} ${seen.name}`
    const parsed = all.get(key)
    if (parsed === undefined) all.set(key, seen)
    else if (parsed.endLine < seen.endLine) all.set(key, { ...parsed, endLine: seen.endLine, end: seen.end })
  }
  return [...all.values()]
}

function readImports(matches: readonly Match[], text: string): readonly FileImport[] {
  const imports = new Map<string, { module: string; names: string[]; line: number; endLine: number }>()
  for (const match of matches) {
    const [node, moduleNode, imported] = [match.get('import'), match.get('from'), match.get('imported')]
    if (node === undefined || moduleNode === undefined) continue
    const written = text.slice(moduleNode.start, moduleNode.end)
    const [module, ...names] = splitUse(written)
    if (module === undefined) continue
    const key = `${node.start} ${moduleNode.start}`
    const entry = imports.get(key) ?? { module, names, line: node.startRow + 1, endLine: node.endRow + 1 }
    if (imported !== undefined) entry.names.push(Buffer.from(text.slice(imported.start, imported.end)).toString())
    imports.set(key, entry)
  }
  return [...imports.values()].toSorted((a, b) => a.line - b.line)
}

/** Names of one import that are kept. */
const NAMES_LIMIT = 100

/** `a::b::{c, d}` of Rust → `a::b`, `c`, `d`; others have their module alone. */
function splitUse(written: string): readonly string[] {
  const bare = Buffer.from(written.replace(/^(?:<|"|'|`)|(?:>|"|'|`)$/g, '').slice(0, 2000)).toString()
  const list = /^([\w:]+?)::\{([\s\S]*)\}$/.exec(bare)
  if (list?.[1] === undefined) return [bare.replace(/\s+/g, ' ').slice(0, 200)]
  return [list[1], ...(list[2]?.match(/[A-Za-z_]\w*(?=\s*(?:,|\}|$))/g) ?? []).slice(0, NAMES_LIMIT)]
}
