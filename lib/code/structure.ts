// The structure of one file: what it defines, from where to where, and what it imports.
import { openGrammar } from './grammars.ts'
import { type GrammarName, grammarOf } from './languages.ts'
import { QUERIES } from './queries/table.ts'
import { readCaptures } from './structure-captures.ts'
import { structureByLook } from './structure-look.ts'

/**
 * One vocabulary for all languages. `implementation` is a block that gives methods to a type which is defined elsewhere
 * (`impl` of Rust), `field` a member that holds a value, `heading` one of prose, `key` one of configuration.
 */
export const DEFINITION_KINDS = [
  'function',
  'method',
  'class',
  'struct',
  'interface',
  'trait',
  'enum',
  'type',
  'implementation',
  'constant',
  'variable',
  'field',
  'module',
  'macro',
  'heading',
  'key',
] as const
export type DefinitionKind = (typeof DEFINITION_KINDS)[number]

/** Lines are counted from 1. */
export interface Definition {
  readonly name: string
  readonly kind: DefinitionKind
  /** The line of the name. */
  readonly line: number
  /** With the comment, decorators and attributes right above. */
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
  /** Name of the definition that it stands in or belongs to. */
  readonly parent?: string
  /** One line of at most SIGNATURE_CHARACTERS. */
  readonly signature: string
}

export interface FileImport {
  /** As it is written, without quotes. */
  readonly module: string
  readonly names: readonly string[]
  /** Counted from 1. */
  readonly line: number
  /** Inclusive. */
  readonly endLine: number
}

export interface FileStructure {
  /** `grammar`: read by a parser; `look`: told by how its lines look. */
  readonly by: 'grammar' | 'look'
  /** In the order of their first lines, outer ones before inner ones. */
  readonly definitions: readonly Definition[]
  readonly imports: readonly FileImport[]
}

/** Of what cannot be read as text. */
export const NOTHING: FileStructure = { by: 'look', definitions: [], imports: [] }

/** Never throws for what a file holds: a file that the parser gives up is read by its look. */
export async function readStructure(path: string, text: string): Promise<FileStructure> {
  const name = grammarOf(path, text.slice(0, 200))
  if (name === undefined) return structureByLook(path, text)
  const grammar = await openGrammar(name)
  const query = QUERIES[name]
  const captures = grammar.read(withoutMacros(name, text), (parsed) => parsed.query(query))
  return captures ? readCaptures({ path, text, name, captures }) : structureByLook(path, text)
}

/** Kinds that are found by name; the others only divide a file. */
export function isSymbol({ kind }: Pick<Definition, 'kind'>): boolean {
  return kind !== 'implementation' && kind !== 'heading' && kind !== 'key'
}

/** Macros that stand where the grammar of C++ knows none: alone in a line, before a declaration, between `class` and its name. */
const MACROS =
  /^[A-Z][A-Z0-9_]{3,}(?=\r?$| +(?:template|class|struct|enum|union|namespace|inline|constexpr|static|typedef|using|extern)\b)|(?<=\b(?:class|struct) +)[A-Z][A-Z0-9_]{3,}(?= +[A-Za-z_])/gm

/** The same length, so that every place stays what it is. */
function withoutMacros(name: GrammarName, text: string): string {
  return name === 'cpp' ? text.replace(MACROS, (macro) => ' '.repeat(macro.length)) : text
}
