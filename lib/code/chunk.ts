// Cuts a file into pieces that follow its structure: definitions in code, sections in prose, blank lines elsewhere.

export interface Chunk {
  /** Counted from 1. */
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
  readonly kind: 'function' | 'class' | 'section' | 'text'
  /** Name of the definition or heading at its start. */
  readonly symbol?: string
}

export interface SymbolDefinition {
  readonly name: string
  readonly kind: string
  /** Counted from 1. */
  readonly line: number
}

/** About 240 tokens of code: what the embedder reads of one piece. */
const TARGET_LINES = 40
const MAX_LINES = 60
/** A shorter piece joins the one before. */
const MIN_LINES = 8

interface DefinitionPattern {
  readonly pattern: RegExp
  readonly kind: string
}

const NAME = '([A-Za-z_$][\\w$]*)'
const C_LIKE: readonly DefinitionPattern[] = [
  {
    pattern: new RegExp(
      `^\\s*(?:template\\s*<.*>\\s*)?(?:(?:public|private|protected|internal|static|final|abstract|sealed|partial|export|pub(?:\\([^)]*\\))?)\\s+)*(?:class|struct|interface|enum|trait|union|record|namespace)\\s+${NAME}`,
    ),
    kind: 'class',
  },
  { pattern: /^(?:[A-Za-z_][\w:<>,*&\s[\]]*?[\s*&])(?:[A-Za-z_]\w*::)?(~?[A-Za-z_]\w*)\s*\([^;]*$/, kind: 'function' },
  {
    pattern: new RegExp(
      `^\\s+(?:(?:public|private|protected|internal|static|final|abstract|virtual|override|async|synchronized)\\s+)+[\\w<>,.\\[\\]?\\s]+?\\s${NAME}\\s*\\(`,
    ),
    kind: 'method',
  },
  { pattern: /^#define\s+([A-Za-z_]\w*)/, kind: 'constant' },
  { pattern: /^typedef\s.*?([A-Za-z_]\w*)\s*;/, kind: 'type' },
]
const PATTERNS: Readonly<Record<string, readonly DefinitionPattern[]>> = {
  python: [
    { pattern: new RegExp(`^\\s*class\\s+${NAME}`), kind: 'class' },
    { pattern: new RegExp(`^\\s*(?:async\\s+)?def\\s+${NAME}`), kind: 'function' },
    { pattern: /^([A-Za-z_][A-Za-z0-9_]*)\s*(?::[^=]+)?=(?!=)/, kind: 'constant' },
  ],
  javascript: [
    {
      pattern: new RegExp(`^\\s*(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?(?:abstract\\s+)?class\\s+${NAME}`),
      kind: 'class',
    },
    {
      pattern: new RegExp(`^\\s*(?:export\\s+)?(?:declare\\s+)?(?:const\\s+)?(?:interface|enum|namespace)\\s+${NAME}`),
      kind: 'interface',
    },
    { pattern: new RegExp(`^\\s*(?:export\\s+)?(?:declare\\s+)?type\\s+${NAME}\\b.*=`), kind: 'type' },
    {
      pattern: new RegExp(
        `^\\s*(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?(?:async\\s+)?function\\s*\\*?\\s*${NAME}`,
      ),
      kind: 'function',
    },
    {
      pattern: new RegExp(
        `^\\s*(?:export\\s+)?(?:const|let|var)\\s+${NAME}\\s*(?::[^=]+)?=\\s*(?:async\\s*)?(?:function\\b|\\([^)]*\\)\\s*(?::[^=]+)?=>|[A-Za-z_$][\\w$]*\\s*=>|<)`,
      ),
      kind: 'function',
    },
    { pattern: new RegExp(`^(?:export\\s+)(?:const|let|var)\\s+${NAME}`), kind: 'constant' },
    {
      pattern:
        /^\s{2,}(?:(?:public|private|protected|static|async|override|readonly|get|set)\s+)*(?!if|for|while|switch|catch|return|function)(#?[A-Za-z_$][\w$]*)\s*(?:<[^>]*>)?\([^)]*\)\s*(?::[^{]+)?\{\s*$/,
      kind: 'method',
    },
  ],
  go: [
    { pattern: new RegExp(`^func\\s+(?:\\([^)]*\\)\\s*)?${NAME}`), kind: 'function' },
    { pattern: new RegExp(`^type\\s+${NAME}`), kind: 'type' },
    { pattern: new RegExp(`^(?:var|const)\\s+${NAME}`), kind: 'constant' },
  ],
  rust: [
    {
      pattern: new RegExp(
        `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?(?:const\\s+|async\\s+|unsafe\\s+|extern\\s+"[^"]*"\\s+)*fn\\s+${NAME}`,
      ),
      kind: 'function',
    },
    {
      pattern: new RegExp(`^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?(?:struct|enum|trait|union|type|mod)\\s+${NAME}`),
      kind: 'type',
    },
    { pattern: new RegExp(`^\\s*impl(?:<[^>]*>)?\\s+(?:[\\w:<>]+\\s+for\\s+)?${NAME}`), kind: 'class' },
    { pattern: new RegExp(`^\\s*macro_rules!\\s+${NAME}`), kind: 'macro' },
  ],
  ruby: [
    { pattern: /^\s*(?:class|module)\s+([A-Z][\w:]*)/, kind: 'class' },
    { pattern: /^\s*def\s+(?:self\.)?([a-z_]\w*[?!=]?)/, kind: 'function' },
  ],
  php: [
    { pattern: new RegExp(`^\\s*(?:abstract\\s+|final\\s+)*(?:class|interface|trait|enum)\\s+${NAME}`), kind: 'class' },
    {
      pattern: new RegExp(`^\\s*(?:(?:public|private|protected|static|final|abstract)\\s+)*function\\s+&?${NAME}`),
      kind: 'function',
    },
  ],
  shell: [{ pattern: /^\s*(?:function\s+)?([A-Za-z_][\w-]*)\s*\(\)\s*\{?/, kind: 'function' }],
  perl: [{ pattern: /^\s*sub\s+([A-Za-z_]\w*)/, kind: 'function' }],
  'c-like': C_LIKE,
}
const LANGUAGE_OF_ENDING: Readonly<Record<string, string>> = {
  py: 'python',
  pyi: 'python',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  mts: 'javascript',
  cts: 'javascript',
  vue: 'javascript',
  svelte: 'javascript',
  go: 'go',
  rs: 'rust',
  rb: 'ruby',
  php: 'php',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  pl: 'perl',
  pm: 'perl',
  c: 'c-like',
  h: 'c-like',
  cc: 'c-like',
  cpp: 'c-like',
  cxx: 'c-like',
  hpp: 'c-like',
  hh: 'c-like',
  java: 'c-like',
  kt: 'c-like',
  cs: 'c-like',
  swift: 'c-like',
  scala: 'c-like',
  m: 'c-like',
  dart: 'c-like',
}
/** Words that look like the name of a function before a parenthesis. */
const NOT_A_NAME = new Set([
  'if',
  'for',
  'while',
  'switch',
  'return',
  'sizeof',
  'else',
  'do',
  'catch',
  'new',
  'delete',
  'case',
  'throw',
])

/** The definitions of a file, in order; found by the look of their lines. Empty for prose and unknown languages. */
export function findDefinitions(path: string, lines: readonly string[]): readonly SymbolDefinition[] {
  const patterns = PATTERNS[LANGUAGE_OF_ENDING[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? '']
  if (!patterns) return []
  const found: SymbolDefinition[] = []
  for (const [index, line] of lines.entries()) {
    if (line.length > 400) continue
    for (const { pattern, kind } of patterns) {
      const name = pattern.exec(line)?.[1]
      if (name === undefined || NOT_A_NAME.has(name)) continue
      found.push({ name, kind, line: index + 1 })
      break
    }
  }
  return found
}

/** Pieces that cover every line once, in order. Empty for an empty file. */
export function chunkFile(
  path: string,
  lines: readonly string[],
  definitions = findDefinitions(path, lines),
): readonly Chunk[] {
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
  if (count <= 0) return []
  const headings = isProse(path) ? findHeadings(lines) : new Map<number, string>()
  const starts = new Map(
    definitions
      .filter((definition) => definition.kind !== 'constant')
      .map((definition) => [leadingComment(lines, definition.line), definition]),
  )
  const chunks: Chunk[] = []
  let from = 1
  const close = (to: number) => {
    if (to >= from) chunks.push(describe(from, to, starts.get(from), headings.get(from)))
    from = to + 1
  }
  for (let line = 2; line <= count; line += 1) {
    const length = line - from
    const isStart = starts.has(line) || headings.has(line)
    if (isStart && length >= MIN_LINES) {
      const indent = indentOf(lines[line - 1])
      if (indent === 0 || length >= TARGET_LINES / 2) close(line - 1)
    } else if (length >= TARGET_LINES && (lines[line - 1]?.trim() === '' || length >= MAX_LINES)) close(line - 1)
  }
  close(count)
  return chunks
}

function describe(
  startLine: number,
  endLine: number,
  definition: SymbolDefinition | undefined,
  heading: string | undefined,
): Chunk {
  if (definition)
    return { startLine, endLine, kind: definition.kind === 'class' ? 'class' : 'function', symbol: definition.name }
  if (heading) return { startLine, endLine, kind: 'section', symbol: heading }
  return { startLine, endLine, kind: 'text' }
}

/** The first line of the comment, decorators or attributes that stand right above a definition. */
function leadingComment(lines: readonly string[], line: number): number {
  let first = line
  while (
    first > 1 &&
    line - first < 20 &&
    /^\s*(?:\/\/|\/?\*|#(?!include|define|if|endif)|@|--|"""|\[)/.test(lines[first - 2] ?? '')
  )
    first -= 1
  return first
}

function isProse(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc|txt)$/i.test(path)
}

function findHeadings(lines: readonly string[]): Map<number, string> {
  const headings = new Map<number, string>()
  for (const [index, line] of lines.entries()) {
    const markdown = /^#{1,6}\s+(.{1,120})/.exec(line)?.[1]
    const underlined =
      /^([=\-~^"'*+#])\1{2,}\s*$/.test(lines[index + 1] ?? '') && /\S/.test(line) && line.length < 120
        ? line
        : undefined
    const heading = markdown ?? underlined
    if (heading) headings.set(index + 1, heading.replace(/[#\s]+$/, '').trim())
  }
  return headings
}

function indentOf(line: string | undefined): number {
  return /^\s*/.exec(line ?? '')?.[0].length ?? 0
}
