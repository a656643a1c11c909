// The analysis of one blob for search: its pieces, their words in order, the names that they define.
import { chunkFile, findDefinitions, type SymbolDefinition } from './chunk.ts'
import type { Dictionary } from './dictionary.ts'
import { skipReasonOfContent } from './file-kind.ts'
import { findImportLines } from './import-lines.ts'
import { type NameTerms, readNames } from './name-terms.ts'

/** Independent of path and revision, so it is shared between snapshots. */
export interface AnalysedBlob {
  readonly chunks: readonly ChunkTerms[]
  readonly definitions: readonly SymbolDefinition[]
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

export function analyseBlob({
  path,
  content,
  dictionary,
}: {
  readonly path: string
  readonly content: Buffer
  readonly dictionary: Dictionary
}): AnalysedBlob {
  const skipReason = skipReasonOfContent(content)
  if (skipReason !== undefined) return { chunks: [], definitions: [], skipReason }
  const lines = content.toString('utf8').split('\n')
  const definitions = findDefinitions(path, lines)
  const definedAt = new Map(definitions.map(({ line, name }) => [line, name]))
  const isImport = findImportLines(lines)
  const testsFrom = path.endsWith('.rs') ? lines.findIndex((line) => INLINE_TESTS.test(line)) : -1
  let from = 0
  const chunks = chunkFile(path, lines, definitions).map(({ startLine, endLine, kind, symbol }) => {
    const terms: number[] = []
    const imported: number[] = []
    const names = symbol === undefined ? [] : [symbol]
    for (let number = startLine; number <= endLine; number += 1) {
      // Pieces cover every line once and in order, so the bytes are read from front to back.
      const lineFeed = content.indexOf(LINE_FEED, from)
      const to = lineFeed < 0 ? content.length : lineFeed
      const into = isImport[number - 1] ? imported : terms
      dictionary.readBytes(content, from, Math.min(to, from + LINE_LIMIT_BYTES), into)
      from = to + 1
      const defined = definedAt.get(number)
      if (defined !== undefined) names.push(defined)
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
  return { chunks, definitions, skipReason: undefined }
}
