// Definitions by name over all files of a snapshot, the likeliest first; and names that were perhaps meant.
import type { FoundSymbol } from '../code-protocol.ts'
import { type FileRole, roleOfFile } from '../file-role.ts'
import type { SnapshotFile } from '../words/lexical-fields.ts'
import { nearestNames } from './near-names.ts'
import { type Definition, type DefinitionKind, isSymbol } from './structure.ts'

export interface SymbolQuestion {
  /** `name`, `Owner.member` or `Owner::member`. */
  readonly name: string
  readonly kind?: DefinitionKind | undefined
  /** Only in this file or below this folder. */
  readonly path?: string | undefined
  readonly limit: number
  /** Rather told by the look of lines than waited for; default: false. */
  readonly isQuick?: boolean
}

export interface FoundSymbols {
  readonly symbols: readonly FoundSymbol[]
  /** Before the limit cut. */
  readonly total: number
  /** True when no owner of that name has such a member, so that others are given. */
  readonly isOwnerUnknown: boolean
  /** Names that are spelt nearly so; only when nothing was found. */
  readonly near: readonly string[]
}

/** Kinds that people do not tell apart. */
const FAMILIES: readonly ReadonlySet<DefinitionKind>[] = [
  new Set(['function', 'method']),
  new Set(['class', 'struct', 'interface', 'trait']),
  new Set(['constant', 'variable', 'field']),
]
const ROLES: readonly FileRole[] = [
  'source',
  'declaration',
  'config',
  'docs',
  'changelog',
  'example',
  'benchmark',
  'test',
]
const KINDS: readonly DefinitionKind[] = [
  'class',
  'struct',
  'interface',
  'trait',
  'enum',
  'type',
  'function',
  'method',
  'macro',
  'module',
]

export function findSymbols(files: readonly SnapshotFile[], question: SymbolQuestion): FoundSymbols {
  const { owner, member } = splitName(question.name)
  const wanted = question.kind && kindsLike(question.kind)
  const folded = member.toLowerCase()
  const found: FoundSymbol[] = []
  for (const { path, blob } of files) {
    if (!isBelow(path, question.path)) continue
    for (const definition of blob.structure.definitions)
      if (
        definition.name.length === member.length &&
        definition.name.toLowerCase() === folded &&
        (wanted ? wanted.has(definition.kind) : isSymbol(definition))
      )
        found.push({ ...definition, path })
  }
  const exact = found.filter(({ name }) => name === member)
  const named = exact.length > 0 ? exact : found
  const owned = owner === undefined ? named : ownedBy(named, owner)
  const chosen = owned.length > 0 ? owned : named
  return {
    symbols: chosen.toSorted(byLikelihood).slice(0, question.limit),
    total: chosen.length,
    isOwnerUnknown: owned.length === 0 && named.length > 0,
    near: named.length > 0 ? [] : nearestNames(member, namesOf(files)),
  }
}

/** `module.Class.method()` → its last part and the one before. */
export function splitName(name: string): { readonly owner: string | undefined; readonly member: string } {
  const parts = name
    .trim()
    .replace(/\(.*$/, '')
    .split(/::|[.#]|->/)
    .filter(Boolean)
  return { owner: parts.at(-2), member: parts.at(-1) ?? name }
}

/** The file itself, or one below the folder. */
export function isBelow(path: string, place: string | undefined): boolean {
  const folder = place?.replace(/^\.?\/+|\/+$/g, '')
  return folder === undefined || folder === '' || path === folder || path.startsWith(`${folder}/`)
}

function kindsLike(kind: DefinitionKind): ReadonlySet<DefinitionKind> {
  return FAMILIES.find((family) => family.has(kind)) ?? new Set([kind])
}

/** Members of the owner; else those in a file or folder that is called like it: `sessions.open_session`. */
function ownedBy(symbols: readonly FoundSymbol[], owner: string): readonly FoundSymbol[] {
  const of = (fits: (symbol: FoundSymbol) => boolean) => symbols.filter(fits)
  const folded = owner.toLowerCase()
  const exact = of(({ parent }) => parent === owner)
  if (exact.length > 0) return exact
  const anyCase = of(({ parent }) => parent?.toLowerCase() === folded)
  if (anyCase.length > 0) return anyCase
  return of(({ path }) => path.toLowerCase().split(/[/.]/).includes(folded))
}

function byLikelihood(a: FoundSymbol, b: FoundSymbol): number {
  return (
    ROLES.indexOf(roleOfFile(a.path)) - ROLES.indexOf(roleOfFile(b.path)) ||
    rankOfKind(a) - rankOfKind(b) ||
    Number(isDeclaration(a)) - Number(isDeclaration(b)) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line)
  )
}

function rankOfKind({ kind }: FoundSymbol): number {
  const rank = KINDS.indexOf(kind)
  return rank < 0 ? KINDS.length : rank
}

/** A function of one line in a header says only that it exists. */
function isDeclaration({ path, line, endLine }: FoundSymbol): boolean {
  return line === endLine && /\.(?:h|hh|hpp|hxx|d\.ts|pyi)$/.test(path)
}

function namesOf(files: readonly SnapshotFile[]): Iterable<string> {
  const names = new Set<string>()
  for (const { blob } of files)
    for (const definition of blob.structure.definitions) if (isSymbol(definition)) names.add(definition.name)
  return names
}

/** A definition with what is around it in words: `Engine.Run`. */
export function qualifiedName({ name, parent }: Pick<Definition, 'name' | 'parent'>): string {
  return parent === undefined ? name : `${parent}.${name}`
}
