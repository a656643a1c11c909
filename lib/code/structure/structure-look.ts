// The structure of a file as the look of its lines tells it: for languages without a grammar, prose and configuration.
import { findImportLines } from './import-lines.ts'
import { endingOf } from './languages.ts'
import { endByLook } from './look-block.ts'
import { linePatternsOf } from './look-patterns.ts'
import { findKeys, findSections } from './look-sections.ts'
import { signatureOf } from './signature.ts'
import type { DefinitionKind, FileImport, FileStructure } from './structure.ts'
import { nest, type PlacedDefinition } from './structure-nesting.ts'

/** A definition as one line shows it. */
export interface SeenDefinition {
  readonly name: string
  readonly kind: DefinitionKind
  /** Counted from 1. */
  readonly line: number
}

/** A longer line is data. */
const LINE_CHARACTERS = 400
/** Lines of comment or decorators that are taken to belong to a definition. */
const LEADING_LINES = 60
/** Words that look like the name of a function before a parenthesis. */
const NOT_A_NAME = new Set(
  'if for while switch return sizeof else do catch new delete case throw elif until unless when with'.split(' '),
)

export function structureByLook(path: string, content: string): FileStructure {
  const text = withoutMark(content)
  const lines = text.split('\n')
  const sections = findSections(path, lines) ?? findKeys(path, lines)
  if (sections === undefined)
    return { by: 'look', definitions: nest(definitionsByLook(path, text)), imports: importsByLook(lines) }
  const starts = lineStarts(lines)
  return { by: 'look', definitions: nest(sections.map((section) => withOffsets(section, starts))), imports: [] }
}

/** Without the byte order mark that some editors of Windows write first. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** Definitions in the order of their lines, wherever they stand; also of a part of a file. */
export function seenDefinitions(path: string, lines: readonly string[]): readonly SeenDefinition[] {
  const patterns = linePatternsOf(path, endingOf(path))
  if (patterns.length === 0) return []
  const found: SeenDefinition[] = []
  for (const [index, line] of lines.entries()) {
    if (line.length > LINE_CHARACTERS) continue
    for (const { pattern, kind } of patterns) {
      const name = pattern.exec(line)?.[1]
      if (name === undefined || NOT_A_NAME.has(name)) continue
      found.push({ name: Buffer.from(name).toString(), kind, line: index + 1 })
      break
    }
  }
  return found
}

/** @param rows  Only in these, from 0; default: anywhere. */
export function definitionsByLook(path: string, text: string, rows?: ReadonlySet<number>): readonly PlacedDefinition[] {
  const lines = text.split('\n')
  const looked = rows === undefined ? lines : lines.map((line, row) => (rows.has(row) ? line : ''))
  const found = seenDefinitions(path, looked)
  if (found.length === 0) return []
  const starts = lineStarts(lines)
  return found.map((seen) => {
    const startLine = leadingLine(lines, seen.line)
    const placed = withOffsets(
      { ...seen, startLine, endLine: endByLook(path, lines, seen.line), signature: '' },
      starts,
    )
    const named = placed.start + (lines[seen.line - 1] ?? '').indexOf(seen.name) + seen.name.length
    return { ...placed, signature: signatureOf(text, { start: placed.start, named, end: placed.end }) }
  })
}

/** It begins where its own line begins: what stands above it belongs to it and holds nothing. */
function withOffsets(definition: Omit<PlacedDefinition, 'start' | 'end'>, starts: readonly number[]): PlacedDefinition {
  const start = starts[definition.line - 1] ?? 0
  return { ...definition, start, end: Math.max(start + 1, (starts[definition.endLine] ?? 0) - 1) }
}

/** The offset of each line, and that behind the last. */
function lineStarts(lines: readonly string[]): readonly number[] {
  const starts = [0]
  let at = 0
  for (const line of lines) {
    at += line.length + 1
    starts.push(at)
  }
  return starts
}

/** The first line of the comment, decorators or attributes that stand right above a definition. */
export function leadingLine(lines: readonly string[], line: number): number {
  let first = line
  while (
    first > 1 &&
    line - first < LEADING_LINES &&
    /^\s*(?:\/\/|\/?\*|#(?!include|define|if|endif)|@|--|"""|\[)/.test(lines[first - 2] ?? '')
  )
    first -= 1
  return first
}

/** Read of one import. */
const IMPORT_CHARACTERS = 2000
/** What stands behind the words of an import. */
const MODULE = /(?:from|require(?:_relative)?|include|use|using|import(?:\s+static)?)\b[\s("'<]*([\w@./:-]+)/

function importsByLook(lines: readonly string[]): readonly FileImport[] {
  return findImportLines(lines).map(({ line, endLine }) => {
    const written = lines
      .slice(line - 1, endLine)
      .join(' ')
      .slice(0, IMPORT_CHARACTERS)
    return { module: Buffer.from(MODULE.exec(written)?.[1] ?? '').toString(), names: [], line, endLine }
  })
}
