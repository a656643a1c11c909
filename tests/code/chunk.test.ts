// Pieces cover a file once and follow its structure.
import { describe, expect, test } from 'vitest'
import { chunkFile, findDefinitions } from '#lib/code/chunk.ts'

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
  ])('%s: every line is in exactly one piece, in order', (path, lines) => {
    const chunks = chunkFile(path, lines)
    expect(
      chunks.flatMap(({ startLine, endLine }) =>
        Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index),
      ),
    ).toEqual(lines.map((_, index) => index + 1))
  })
  test('a function starts a piece that bears its name', () => {
    expect(chunkFile('a.py', python).map((chunk) => chunk.symbol)).toContain('function_3')
  })
  test('a heading starts a section that bears its name', () => {
    const lines = ['# One', ...Array.from({ length: 20 }, () => 'words'), '## Two', 'more']
    expect(chunkFile('a.md', lines).map((chunk) => chunk.symbol)).toEqual(['One', 'Two'])
  })
  test('an empty file has no pieces', () => {
    expect(chunkFile('a.py', [''])).toEqual([])
  })
})

describe('findDefinitions', () => {
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
    expect(findDefinitions(path, [line]).map((definition) => definition.name)).toEqual([name])
  })
  test.each([
    ['a.ts', '  if (ready) {'],
    ['a.c', '  return call(x);'],
    ['a.txt', 'def nothing():'],
  ])('%s: %s defines nothing', (path, line) => {
    expect(findDefinitions(path, [line])).toEqual([])
  })
})
