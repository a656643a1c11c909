// The structure of one file: what it defines, from where to where, and what it imports.

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

/** Kinds that are found by name; the others only divide a file. */
export function isSymbol({ kind }: Pick<Definition, 'kind'>): boolean {
  return kind !== 'implementation' && kind !== 'heading' && kind !== 'key'
}
