// The sections of prose by their headings, and of configuration by its top-level keys.
import { endingOf } from './languages.ts'
import type { Definition } from './structure.ts'

const PROSE = new Set(['md', 'mdx', 'markdown', 'rst', 'adoc', 'asciidoc', 'txt', 'org'])
const HEADING_CHARACTERS = 120
const FENCE = /^ {0,3}(`{3,}|~{3,})/

type Section = Omit<Definition, 'parent'>
interface Heading {
  readonly title: string
  /** 1 for the outermost. */
  readonly level: number
  /** Counted from 1. */
  readonly line: number
}

/** Undefined when the file is no prose. A section lasts until the next of its level. */
export function findSections(path: string, lines: readonly string[]): readonly Section[] | undefined {
  const ending = endingOf(path)
  if (!PROSE.has(ending)) return undefined
  const headings = findHeadings(lines)
  const last = countLines(lines)
  const ends = new Array<number>(headings.length).fill(last)
  const open: number[] = []
  for (const [index, { level, line }] of headings.entries()) {
    while (open.length > 0 && (headings[open.at(-1) ?? 0]?.level ?? 0) >= level) ends[open.pop() ?? 0] = line - 1
    open.push(index)
  }
  return headings.map(({ title, line }, index) =>
    sectionOf('heading', { name: title, line, endLine: ends[index] ?? last }),
  )
}

function findHeadings(lines: readonly string[]): readonly Heading[] {
  const headings: Heading[] = []
  /** Of reStructuredText: the first character to underline a heading is that of the outermost. */
  const underlines: string[] = []
  let fence: string | undefined
  const from = lines[0]?.trimEnd() === '---' ? lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') + 1 : 0
  for (let index = from; index < lines.length; index += 1) {
    const text = (lines[index] ?? '').trimEnd()
    const mark = FENCE.exec(text)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true && text.trim() === mark) fence = undefined
      continue
    }
    if (mark !== undefined) {
      fence = mark
      continue
    }
    const marked = /^(#{1,6}|={1,6}|\*{1,6})\s+(\S.*)$/.exec(text)
    if (marked?.[1]?.startsWith('#') && marked[2]) headings.push(headingOf(marked[2], marked[1].length, index))
    const line = /^([=\-~^"'*+#])\1{2,}$/.exec((lines[index + 1] ?? '').trimEnd())?.[1]
    if (line === undefined || marked || !/[\p{L}\p{N}]/u.test(text) || text.length > HEADING_CHARACTERS) continue
    if (/^\s/.test(text) && (lines[index - 1] ?? '').trimEnd() !== (lines[index + 1] ?? '').trimEnd()) continue
    if (!underlines.includes(line)) underlines.push(line)
    headings.push(headingOf(text, underlines.indexOf(line) + 1, index))
  }
  return headings
}

function headingOf(title: string, level: number, index: number): Heading {
  return {
    title: title
      .slice(0, HEADING_CHARACTERS)
      .replace(/[#\s]+$/, '')
      .trim(),
    level,
    line: index + 1,
  }
}

const KEYS: readonly (readonly [endings: string, pattern: RegExp])[] = [
  ['yaml yml', /^("[^"]+"|'[^']+'|[\w.$/-][^:#\s]*(?: [^:#\s]+)*)\s*:(?:\s|$)/],
  ['toml ini cfg conf editorconfig gitconfig desktop service', /^\[+\s*([^\]]+?)\s*\]+/],
]
const JSON_ENDINGS = new Set(['json', 'jsonc', 'json5', 'webmanifest'])

/** Undefined when the file is no configuration. A key lasts until the next. */
export function findKeys(path: string, lines: readonly string[]): readonly Section[] | undefined {
  const ending = endingOf(path)
  const pattern = JSON_ENDINGS.has(ending)
    ? topKeyOfJson(lines)
    : KEYS.find(([endings]) => endings.split(' ').includes(ending))?.[1]
  if (pattern === undefined) return undefined
  const found = lines.flatMap((text, index) => {
    const name = text.length > 1000 ? undefined : pattern.exec(text)?.[1]
    return name === undefined ? [] : [{ name: name.replace(/^["']|["']$/g, ''), line: index + 1 }]
  })
  return found.map(({ name, line }, index) =>
    sectionOf('key', { name, line, endLine: (found[index + 1]?.line ?? countLines(lines) + 1) - 1 }),
  )
}

/** Keys as far left as the first one. */
function topKeyOfJson(lines: readonly string[]): RegExp {
  const first = lines.map((line) => /^(\s*)"[^"]+"\s*:/.exec(line)?.[1]).find((indent) => indent !== undefined)
  return new RegExp(`^${first ?? ''}"([^"]{1,200})"\\s*:`)
}

function sectionOf(
  kind: 'heading' | 'key',
  o: { readonly name: string; readonly line: number; readonly endLine: number },
): Section {
  const name = Buffer.from(o.name).toString()
  return { kind, name, line: o.line, startLine: o.line, endLine: Math.max(o.line, o.endLine), signature: name }
}

function countLines(lines: readonly string[]): number {
  return lines.at(-1) === '' ? lines.length - 1 : lines.length
}
