// The analysis of one blob for search: its pieces, their words in order, the names that they define.
import { chunkFile } from './structure/chunk.ts'
import { type Definition, type FileStructure, isSymbol } from './structure/structure.ts'
import type { Dictionary } from './words/dictionary.ts'
import { type NameTerms, readNames } from './words/name-terms.ts'

/** Independent of path and revision, so it is shared between snapshots. */
export interface AnalysedBlob {
  readonly chunks: readonly ChunkTerms[]
  readonly structure: FileStructure
  /** Why it is not searched; then it has no chunks. */
  readonly skipReason: string | undefined
}

export interface ChunkTerms {
  readonly startLine: number
  readonly endLine: number
  readonly kind: string
  readonly symbol: string | undefined
  /** Numbers of its terms, in order. */
  readonly terms: Uint32Array
  /** Those of its imports, which are not among `terms`. */
  readonly imported: Uint32Array
  /** What it defines, or its heading. */
  readonly names: NameTerms
  /** True for tests that stand among the source. */
  readonly isTest: boolean
}

/** What a line gives beyond that is data. */
const LINE_LIMIT_BYTES = 2000
const LINE_FEED = 10
/** Rust keeps the unit tests of a module at its end. */
const INLINE_TESTS = /^\s*#\[cfg\(test\)\]/

/** @param text  The same as `content`, as text. */
export function analyseBlob({
  path,
  content,
  text,
  structure,
  dictionary,
}: {
  readonly path: string
  readonly content: Buffer
  readonly text: string
  readonly structure: FileStructure
  readonly dictionary: Dictionary
}): AnalysedBlob {
  const lines = text.split('\n')
  const { definitions } = structure
  const namesAt = namesByLine(definitions)
  const isImport = importLines(structure)
  const testsFrom = path.endsWith('.rs') ? lines.findIndex((line) => INLINE_TESTS.test(line)) : -1
  let from = 0
  const chunks = chunkFile(lines, structure).map(({ startLine, endLine, kind, symbol }) => {
    const terms: number[] = []
    const imported: number[] = []
    const names = symbol === undefined ? [] : [symbol]
    for (let number = startLine; number <= endLine; number += 1) {
      // Pieces cover every line once and in order, so the bytes are read from front to back.
      const lineFeed = content.indexOf(LINE_FEED, from)
      const to = lineFeed < 0 ? content.length : lineFeed
      const into = isImport.has(number) ? imported : terms
      dictionary.readBytes(content, from, Math.min(to, from + LINE_LIMIT_BYTES), into)
      from = to + 1
      names.push(...(namesAt.get(number) ?? []))
    }
    return {
      startLine,
      endLine,
      kind,
      symbol,
      terms: new Uint32Array(terms),
      imported: new Uint32Array(imported),
      names: readNames(names, dictionary),
      isTest: testsFrom >= 0 && startLine > testsFrom,
    }
  })
  return { chunks, structure, skipReason: undefined }
}

/** Fields are many and say little of what a piece is about. */
function namesByLine(definitions: readonly Definition[]): ReadonlyMap<number, readonly string[]> {
  const names = new Map<number, string[]>()
  for (const definition of definitions) {
    if (!isSymbol(definition) || definition.kind === 'field') continue
    const known = names.get(definition.line)
    if (known) known.push(definition.name)
    else names.set(definition.line, [definition.name])
  }
  return names
}

function importLines({ imports }: FileStructure): ReadonlySet<number> {
  const lines = new Set<number>()
  for (const { line, endLine } of imports) for (let number = line; number <= endLine; number += 1) lines.add(number)
  return lines
}
