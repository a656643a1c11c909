// Pieces cover a file once and follow its structure.
import { describe, expect, test } from 'vitest'
import { type Chunk, chunkFile } from '#lib/code/structure/chunk.ts'
import { readStructure } from '#lib/code/structure/read-structure.ts'
import { seenDefinitions, structureByLook } from '#lib/code/structure/structure-look.ts'

const python = Array.from({ length: 12 }, (_, index) => [
  `def function_${index}(value):`,
  ...Array.from({ length: 9 }, (_, line) => `    value += ${line}`),
  '    return value',
  '',
])
  .flat()
  .slice(0, -1)

describe('chunkFile', () => {
  test.each([
    ['a.py', python],
    ['notes.md', ['# One', '', 'text', '', '## Two', ...Array.from({ length: 100 }, (_, index) => `line ${index}`)]],
    ['data.txt', Array.from({ length: 500 }, (_, index) => `row ${index}`)],
    ['one.ts', ['export const a = 1']],
    ['broken.js', ['function (', '}}}', 'class', '', 'export function']],
  ])('%s: every line is in exactly one piece, in order', async (path, lines) => {
    for (const structure of [await readStructure(path, lines.join('\n')), structureByLook(path, lines.join('\n'))])
      expect(linesOf(chunkFile(lines, structure))).toEqual(lines.map((_, index) => index + 1))
  })
  test('a function starts a piece that bears its name', async () => {
    expect((await cut('a.py', python)).map((chunk) => chunk.symbol)).toContain('function_3')
  })
  test('a heading starts a section that bears its name', async () => {
    const lines = ['# One', ...Array.from({ length: 20 }, () => 'words'), '## Two', 'more']
    expect((await cut('a.md', lines)).map((chunk) => chunk.symbol)).toEqual(['One', 'Two'])
  })
  test('what stands in a fence of markdown is no heading', async () => {
    const fenced = ['# One', '```sh', '# not a heading', ...Array.from({ length: 20 }, () => 'echo'), '```', '## Two']
    expect((await cut('a.md', fenced)).map((chunk) => chunk.symbol)).toEqual(['One', 'Two'])
  })
  test('a class that fits stays whole with its comment, a longer one is cut at its methods', async () => {
    const body = (lines: number) => Array.from({ length: lines }, () => '    step()')
    const method = (name: string, lines: number) => [`  ${name}() {`, ...body(lines), '  }', '']
    const short = ['/** Small. */', 'class Small {', ...method('one', 8), ...method('two', 8), '}']
    const long = [
      '',
      '/** Large. */',
      'class Large {',
      '  field = 1',
      '',
      '  /** Says. */',
      ...method('one', 20),
      ...method('two', 30),
      '}',
    ]
    expect(await cut('a.js', [...short, ...long])).toEqual([
      { startLine: 1, endLine: 26, kind: 'class', symbol: 'Small' },
      { startLine: 27, endLine: 54, kind: 'function', symbol: 'one' },
      { startLine: 55, endLine: 88, kind: 'function', symbol: 'two' },
    ])
  })
  test('a long function is cut, and every part bears its name', async () => {
    const lines = ['def long():', ...Array.from({ length: 150 }, (_, index) => (index % 10 === 9 ? '' : '    step()'))]
    const chunks = await cut('a.py', lines)
    expect(chunks.length).toBeGreaterThan(2)
    expect(new Set(chunks.map(({ symbol }) => symbol))).toEqual(new Set(['long']))
    for (const { startLine, endLine } of chunks) expect(endLine - startLine).toBeLessThan(60)
  })
  test('an empty file has no pieces', async () => {
    expect(await cut('a.py', [''])).toEqual([])
  })
})

async function cut(path: string, lines: readonly string[]): Promise<readonly Chunk[]> {
  return chunkFile(lines, await readStructure(path, lines.join('\n')))
}

function linesOf(chunks: readonly Chunk[]): readonly number[] {
  return chunks.flatMap(({ startLine, endLine }) =>
    Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index),
  )
}

describe('seenDefinitions', () => {
  test.each([
    ['a.py', 'async def load(self):', 'load'],
    ['a.py', 'class Blueprint(Scaffold):', 'Blueprint'],
    ['a.ts', 'export async function loadAll(x: string) {', 'loadAll'],
    ['a.ts', 'export const pick = (a: number) => a', 'pick'],
    ['a.ts', 'export interface Options {', 'Options'],
    ['a.go', 'func (c *Context) Next() {', 'Next'],
    ['a.go', 'type Engine struct {', 'Engine'],
    ['a.rs', 'pub(crate) async fn connect() {', 'connect'],
    ['a.rb', '  def valid?', 'valid?'],
    ['a.php', '  public static function make($x)', 'make'],
    ['a.c', 'static int parse_opt(const char *arg)', 'parse_opt'],
    ['A.java', '  public static void main(String[] args) {', 'main'],
  ])('%s: %s', (path, line, name) => {
    expect(seenDefinitions(path, [line]).map((definition) => definition.name)).toEqual([name])
  })
  test.each([
    ['a.ts', '  if (ready) {'],
    ['a.c', '  return call(x);'],
    ['a.txt', 'def nothing():'],
  ])('%s: %s defines nothing', (path, line) => {
    expect(seenDefinitions(path, [line])).toEqual([])
  })
})
