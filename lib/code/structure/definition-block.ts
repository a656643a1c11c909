// The lines of a definition, and the definition around lines.
import type { Definition, FileStructure } from './structure.ts'

export interface DefinitionBlock {
  readonly name: string
  /** The line of the definition itself, from 1; comments and decorators above it do not count. */
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
}

export function blockOf({ name, line, endLine }: Definition): DefinitionBlock {
  return { name, startLine: line, endLine }
}

/** The innermost definition whose block holds all of these lines. */
export function definitionAround(
  { definitions }: FileStructure,
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
): Definition | undefined {
  return definitions.findLast((definition) => definition.line <= startLine && definition.endLine >= endLine)
}
