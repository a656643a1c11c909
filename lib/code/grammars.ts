// The one door to tree-sitter: loads a grammar when it is first needed and reads a text by it, within bounds.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Language, type Node, Parser, Query } from 'web-tree-sitter'
import type { GrammarName } from './languages.ts'

/** A node that a query took out: offsets in characters, rows from 0. */
export interface Captured {
  /** Which pattern of the query, from 0; captures of one match stand together. */
  readonly match: number
  readonly name: string
  readonly start: number
  readonly end: number
  readonly startRow: number
  /** Inclusive. */
  readonly endRow: number
}

/** What a stretch of text is within the tree, the innermost first. */
export interface NodeFact {
  readonly type: string
  /** The name of its place in its parent; empty when it has none. */
  readonly field: string
  readonly start: number
  readonly end: number
}

export interface ParsedText {
  /** Undefined when the query was given up. Only nodes that touch the stretch, when one is given. */
  query(source: string, stretch?: { readonly start: number; readonly end: number }): readonly Captured[] | undefined
  /** The node of a stretch and those around it, at most `levels` of them. */
  around(start: number, end: number, levels: number): readonly NodeFact[]
}

export interface Grammar {
  /** What `use` makes of the text; undefined when the parser gave up. The tree is freed before this returns. */
  read<T>(text: string, use: (parsed: ParsedText) => T): T | undefined
}

/** The parser reports each hundred or so of its steps; ordinary code takes 1 to 8 reports a kilobyte, and a count does not depend on the machine. */
const REPORTS_LIMIT = 2_000
const REPORTS_LIMIT_PER_CHARACTER = 0.1
/** In case a few steps take very long. */
const CLOCK_LIMIT_MS = 5_000
/** Matches of a query that are under way at once; tree-sitter drops the oldest beyond it. */
const MATCH_LIMIT = 4_096

const grammars = new Map<GrammarName, Promise<Grammar>>()
let started: Promise<void> | undefined

/** Loaded once in a thread: 1 to 16 ms, and its memory stays. */
export function openGrammar(name: GrammarName): Promise<Grammar> {
  const known = grammars.get(name) ?? load(name)
  grammars.set(name, known)
  return known
}

async function load(name: GrammarName): Promise<Grammar> {
  started ??= Parser.init()
  await started
  const language = await Language.load(join(packageFolder(), 'wasm', `tree-sitter-${name}.wasm`))
  const parser = new Parser().setLanguage(language)
  const queries = new Map<string, Query>()
  const queryOf = (source: string) => {
    const known = queries.get(source) ?? new Query(language, source)
    queries.set(source, known)
    return known
  }
  return {
    read(text, use) {
      // Some scanners take NUL for the end of the text and wait for more.
      const clean = text.includes('\0') ? text.replaceAll('\0', ' ') : text
      const tree = parser.parse(clean, null, { progressCallback: stopwatch(clean.length) })
      if (tree === null) {
        parser.reset()
        return undefined
      }
      try {
        const root = tree.rootNode
        return use({
          query: (source, stretch) => runQuery(queryOf(source), root, clean.length, stretch),
          around: (start, end, levels) => nodesAround(root, { start, end, levels }),
        })
      } finally {
        tree.delete()
      }
    },
  }
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm/package.json'))
}

/** True, which stops the work, when it has taken more steps or time than a text of this length is worth. */
function stopwatch(length: number): () => boolean {
  let left = REPORTS_LIMIT + length * REPORTS_LIMIT_PER_CHARACTER
  const stopAtMs = performance.now() + CLOCK_LIMIT_MS
  return () => {
    left -= 1
    return left < 0 || performance.now() > stopAtMs
  }
}

function runQuery(
  query: Query,
  root: Node,
  length: number,
  stretch: { readonly start: number; readonly end: number } | undefined,
): readonly Captured[] | undefined {
  let isStopped = false
  const isOver = stopwatch(length)
  const matches = query.matches(root, {
    matchLimit: MATCH_LIMIT,
    progressCallback: () => {
      isStopped ||= isOver()
      return isStopped
    },
    ...(stretch && { startIndex: stretch.start, endIndex: stretch.end }),
  })
  if (isStopped) return undefined
  const found: Captured[] = []
  for (const [match, { captures }] of matches.entries())
    for (const { name, node } of captures) {
      const { row, column } = node.endPosition
      const startRow = node.startPosition.row
      const endRow = column === 0 && row > startRow ? row - 1 : row
      found.push({ match, name, start: node.startIndex, end: node.endIndex, startRow, endRow })
    }
  return found
}

function nodesAround(
  root: Node,
  { start, end, levels }: { readonly start: number; readonly end: number; readonly levels: number },
): readonly NodeFact[] {
  const facts: NodeFact[] = []
  for (let node = root.descendantForIndex(start, end); node !== null && facts.length < levels; ) {
    const parent: Node | null = node.parent
    facts.push({
      type: node.type,
      field: parent ? fieldOf(parent, node) : '',
      start: node.startIndex,
      end: node.endIndex,
    })
    node = parent
  }
  return facts
}

/** Children looked at for the name of a place; longer lists have none. */
const FIELD_CHILDREN_LIMIT = 30

function fieldOf(parent: Node, child: Node): string {
  const count = Math.min(parent.childCount, FIELD_CHILDREN_LIMIT)
  for (let index = 0; index < count; index += 1)
    if (parent.child(index)?.id === child.id) return parent.fieldNameForChild(index) ?? ''
  return ''
}
