// The one door to tree-sitter: loads a grammar when it is first needed and reads a text by it, within bounds.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type * as Library from 'web-tree-sitter'
import type { GrammarName } from './languages.ts'

/** A node that a query took out: offsets in characters, rows from 0. */
export interface Captured {
  /** Captures of one match have the same number and stand together. */
  readonly match: number
  /** Which pattern of the query, from 0. */
  readonly pattern: number
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
  /** False for keywords and signs. */
  readonly isNamed: boolean
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

/** The parser reports each hundred or so of its steps, ordinary code 0.005 to 0.0185 times a character; a count does not depend on the machine. */
const REPORTS_PER_CHARACTER = 0.05
const REPORTS_AT_LEAST = 500
/** In case a few steps take very long. */
const CLOCK_LIMIT_MS = 2_000
/** Matches of a query that are under way at once; tree-sitter drops the oldest beyond it. */
const MATCH_LIMIT = 4_096
/** Brackets within brackets: the parser's stack of 64 KiB lasts for some thousands, and beyond it memory is lost. */
const NESTING_LIMIT = 500
/** A tree of 1 MiB of code takes some 60 MiB. What WebAssembly has taken it never gives back, so beyond the first limit it starts anew. */
const MEMORY_KEPT_BYTES = 384 * 1024 * 1024
const MEMORY_LIMIT_BYTES = 1024 * 1024 * 1024
const PAGE_BYTES = 65_536
/** What tree-sitter asks for at first. */
const FIRST_PAGES = 512

interface Engine {
  readonly library: typeof Library
  readonly memory: WebAssembly.Memory
  readonly grammars: Map<GrammarName, Promise<Grammar>>
  /** True when its memory cannot be trusted any more. */
  isBroken: boolean
}

/** One in a thread, replaced when it broke or grew too large. */
let engine: Promise<Engine> | undefined

/** Loaded once in a thread: 1 to 16 ms. */
export async function openGrammar(name: GrammarName): Promise<Grammar> {
  engine ??= startEngine()
  let current = await engine
  if (current.isBroken || current.memory.buffer.byteLength > MEMORY_KEPT_BYTES) {
    engine = startEngine()
    current = await engine
  }
  const known = current.grammars.get(name) ?? load(current, name)
  current.grammars.set(name, known)
  return known
}

async function startEngine(): Promise<Engine> {
  const require = createRequire(import.meta.url)
  // The module keeps one instance of its WebAssembly; another one needs another copy of the module.
  delete require.cache[require.resolve('web-tree-sitter')]
  const library: typeof Library = require('web-tree-sitter')
  const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MEMORY_LIMIT_BYTES / PAGE_BYTES })
  const options = { wasmMemory: memory, printErr: () => undefined }
  await library.Parser.init(options)
  return { library, memory, grammars: new Map(), isBroken: false }
}

async function load(engine: Engine, name: GrammarName): Promise<Grammar> {
  const { Language, Parser, Query } = engine.library
  const language = await Language.load(join(packageFolder(), 'wasm', `tree-sitter-${name}.wasm`))
  const parser = new Parser().setLanguage(language)
  const queries = new Map<string, Library.Query>()
  const queryOf = (source: string) => {
    const known = queries.get(source) ?? new Query(language, source)
    queries.set(source, known)
    return known
  }
  let reads = 0
  const readOnce: Grammar['read'] = (text, use) => {
    if (engine.isBroken || isTooDeep(text)) return undefined
    // Some scanners take NUL for the end of the text and wait for more.
    const clean = text.includes('\0') ? text.replaceAll('\0', ' ') : text
    try {
      const tree = parser.parse(clean, null, { progressCallback: stopwatch(clean.length) })
      if (tree === null) {
        parser.reset()
        return undefined
      }
      const root = tree.rootNode
      const made = use({
        query: (source, stretch) => runQuery(queryOf(source), root, clean.length, stretch),
        around: (start, end, levels) => nodesAround(root, { start, end, levels }),
      })
      tree.delete()
      return made
    } catch (error) {
      // Out of memory or of stack: nothing in there can be freed or used again.
      if (!(error instanceof WebAssembly.RuntimeError)) throw error
      engine.isBroken = true
      return undefined
    }
  }
  return {
    read(text, use) {
      reads += 1
      return reads > FIRST_READS ? readOnce(text, use) : compiledOnce(() => readOnce(text, use))
    },
  }
}

/** Texts after which every function of a grammar that is used much has been compiled. */
const FIRST_READS = 20
const ONCE = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']
const AS_EVER = ['--wasm-tier-up', '--wasm-dynamic-tiering']

/**
 * The functions of a grammar are huge. Compiled anew by the optimising compiler when they turn out hot, they took 2.3 GB
 * for some seconds and made parsing 1.4 times as fast. A function is compiled when it is first called, and only then
 * decides whether it will be compiled anew: so not within the first texts. The flags are those of the process; other
 * WebAssembly, such as the database, is compiled by then or later, as ever.
 */
function compiledOnce<T>(read: () => T): T {
  for (const flag of ONCE) setFlagsFromString(flag)
  try {
    return read()
  } finally {
    for (const flag of AS_EVER) setFlagsFromString(flag)
  }
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm/package.json'))
}

/** Whether brackets are nested deeper than any person writes them; `<` until the statement ends. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  let angles = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        angles = 0
        if (depth > NESTING_LIMIT) return true
        break
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        if (depth > 0) depth -= 1
        break
      case 0x3b: // ;
        angles = 0
        break
      case 0x3c: // <
        angles += 1
        if (angles > NESTING_LIMIT) return true
        break
      case 0x3e: // >
        if (angles > 0) angles -= 1
        break
    }
  }
  return false
}

/** True, which stops the work, when it has taken more steps or time than a text of this length is worth. */
function stopwatch(length: number): () => boolean {
  let left = REPORTS_AT_LEAST + length * REPORTS_PER_CHARACTER
  const stopAtMs = performance.now() + CLOCK_LIMIT_MS
  return () => {
    left -= 1
    return left < 0 || performance.now() > stopAtMs
  }
}

function runQuery(
  query: Library.Query,
  root: Library.Node,
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
  for (const [match, { captures, patternIndex: pattern }] of matches.entries())
    for (const { name, node } of captures) {
      const { row, column } = node.endPosition
      const startRow = node.startPosition.row
      const endRow = column === 0 && row > startRow ? row - 1 : row
      found.push({ match, pattern, name, start: node.startIndex, end: node.endIndex, startRow, endRow })
    }
  return found
}

function nodesAround(
  root: Library.Node,
  { start, end, levels }: { readonly start: number; readonly end: number; readonly levels: number },
): readonly NodeFact[] {
  const facts: NodeFact[] = []
  for (let node = root.descendantForIndex(start, end); node !== null && facts.length < levels; ) {
    const parent: Library.Node | null = node.parent
    facts.push({
      type: node.type,
      isNamed: node.isNamed,
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

function fieldOf(parent: Library.Node, child: Library.Node): string {
  const count = Math.min(parent.childCount, FIELD_CHILDREN_LIMIT)
  for (let index = 0; index < count; index += 1)
    if (parent.child(index)?.id === child.id) return parent.fieldNameForChild(index) ?? ''
  return ''
}
