// What files define, from where to where, by hand-written expectation; and files that are made to break a parser.
import { describe, expect, it } from 'vitest'
import { chunkFile } from '#lib/code/structure/chunk.ts'
import { isTooDeep } from '#lib/code/structure/grammars.ts'
import { readStructure } from '#lib/code/structure/read-structure.ts'

/** [owner.name, kind, first line with its comment, line of the name, last line] */
type Expected = readonly [string, string, number, number, number]

const FILES: readonly (readonly [path: string, text: string, definitions: readonly Expected[]])[] = [
  [
    'a.py',
    [
      'import os',
      'LIMIT = 3',
      '',
      '# Says hello.',
      '@decorate(',
      '    1,',
      ')',
      'class Box(Base):',
      '    """def not_one(): pass"""',
      '    size: int = 1',
      '',
      '    async def open(self, a=(1,',
      '                            2)):',
      '        local = 1',
      '        def inner(): pass',
      '        return inner',
      '',
      'if LIMIT:',
      '    def conditional(): ...',
    ].join('\n'),
    [
      ['LIMIT', 'constant', 2, 2, 2],
      ['Box', 'class', 4, 8, 16],
      ['Box.size', 'field', 10, 10, 10],
      ['Box.open', 'method', 12, 12, 16],
      ['open.inner', 'function', 15, 15, 15],
      ['conditional', 'function', 19, 19, 19],
    ],
  ],
  [
    'a.ts',
    [
      "import { a } from './a.ts'",
      '/** One of two. */',
      'export function over(x: string): void',
      'export function over(x: number): void',
      'export function over(x: unknown): void { a(x) }',
      'export default abstract class Shape<T> extends Base {',
      '  static #count = 0',
      '  get area(): number { return 1 }',
      '  abstract draw(): void',
      '  handler = () => { const local = 1 }',
      '}',
      'export const enum Kind { Small = 1, Large }',
      'type Named = { name: string }',
      'namespace Inner { export const deep = 1 }',
      'export const make = async <T,>(x: T) => x',
      'const text = `function no() {}`',
    ].join('\n'),
    [
      ['over', 'function', 2, 3, 3],
      ['over', 'function', 4, 4, 4],
      ['over', 'function', 5, 5, 5],
      ['Shape', 'class', 6, 6, 11],
      ['Shape.#count', 'field', 7, 7, 7],
      ['Shape.area', 'method', 8, 8, 8],
      ['Shape.draw', 'method', 9, 9, 9],
      ['Shape.handler', 'method', 10, 10, 10],
      ['Kind', 'enum', 12, 12, 12],
      ['Kind.Small', 'constant', 12, 12, 12],
      ['Kind.Large', 'constant', 12, 12, 12],
      ['Named', 'type', 13, 13, 13],
      ['Named.name', 'field', 13, 13, 13],
      ['Inner', 'module', 14, 14, 14],
      ['Inner.deep', 'constant', 14, 14, 14],
      ['make', 'function', 15, 15, 15],
      ['text', 'constant', 16, 16, 16],
    ],
  ],
  [
    'a.js',
    [
      "const path = require('path')",
      'app.use = function use(fn) {',
      '}',
      'Foo.prototype.bar = () => 1',
      'module.exports = { one() {}, two: function () {}, three: 3 }',
      'exports.version = 1',
    ].join('\n'),
    [
      ['app.use', 'method', 2, 2, 3],
      ['Foo.bar', 'method', 4, 4, 4],
      ['one', 'method', 5, 5, 5],
      ['two', 'method', 5, 5, 5],
      ['version', 'variable', 6, 6, 6],
    ],
  ],
  [
    'a.go',
    [
      'package a',
      '',
      '// Tree is one.',
      'type Tree[T any] struct {',
      '\tleft, right *Tree[T]',
      '}',
      '',
      'type (',
      '\tWalker interface { Walk() error }',
      '\tAlias = int',
      ')',
      '',
      'const (',
      '\tA = iota',
      '\tB',
      ')',
      'func (t *Tree[T]) Walk() error {',
      '\tvar local int',
      '\treturn nil',
      '}',
    ].join('\n'),
    [
      ['Tree', 'struct', 3, 4, 6],
      ['Tree.left', 'field', 5, 5, 5],
      ['Tree.right', 'field', 5, 5, 5],
      ['Walker', 'interface', 9, 9, 9],
      ['Walker.Walk', 'method', 9, 9, 9],
      ['Alias', 'type', 10, 10, 10],
      ['A', 'constant', 14, 14, 14],
      ['B', 'constant', 15, 15, 15],
      ['Tree.Walk', 'method', 17, 17, 20],
    ],
  ],
  [
    'a.rs',
    [
      '/// A set.',
      '#[derive(Debug)]',
      'pub struct Set<T> { items: Vec<T> }',
      'impl<T> Iterator for Set<T> {',
      '    type Item = T;',
      '    fn next(&mut self) -> Option<T> { None }',
      '}',
      'macro_rules! twice { ($e:expr) => { $e; $e } }',
      'mod tests {',
      '    #[test]',
      '    fn works() {}',
      '}',
    ].join('\n'),
    [
      ['Set', 'struct', 1, 3, 3],
      ['Set.items', 'field', 3, 3, 3],
      ['Set', 'implementation', 4, 4, 7],
      ['Set.Item', 'type', 5, 5, 5],
      ['Set.next', 'method', 6, 6, 6],
      ['twice', 'macro', 8, 8, 8],
      ['tests', 'module', 9, 9, 12],
      ['tests.works', 'function', 10, 11, 11],
    ],
  ],
  [
    'A.java',
    [
      'package a;',
      '/** One. */',
      '@Entity(',
      '  "x")',
      'public class A<T> extends B {',
      '  private int x = 1, y;',
      '  public A() {}',
      '  @Override',
      '  public void run() { class Local {} }',
      '  enum Kind { ONE, TWO; void act() {} }',
      '}',
    ].join('\n'),
    [
      ['A', 'class', 2, 5, 11],
      ['A.x', 'field', 6, 6, 6],
      ['A.y', 'field', 6, 6, 6],
      ['A.A', 'method', 7, 7, 7],
      ['A.run', 'method', 8, 9, 9],
      ['run.Local', 'class', 9, 9, 9],
      ['A.Kind', 'enum', 10, 10, 10],
      ['Kind.ONE', 'constant', 10, 10, 10],
      ['Kind.TWO', 'constant', 10, 10, 10],
      ['Kind.act', 'method', 10, 10, 10],
    ],
  ],
  [
    'a.c',
    [
      '#define MAX(a, b) ((a) > (b) ? (a) : (b))',
      'struct point { int x, *y; };',
      'typedef int (*compare_fn)(const void *);',
      'extern int elsewhere;',
      'static const char *names[] = { "int no(void) {" };',
      'int proto(void);',
      '/* Runs. */',
      'static int',
      'run(int a)',
      '{',
      '#ifdef X',
      '\tint local;',
      '#endif',
      '\treturn a;',
      '}',
    ].join('\n'),
    [
      ['MAX', 'macro', 1, 1, 1],
      ['point', 'struct', 2, 2, 2],
      ['point.x', 'field', 2, 2, 2],
      ['point.y', 'field', 2, 2, 2],
      ['compare_fn', 'type', 3, 3, 3],
      ['names', 'variable', 5, 5, 5],
      ['run', 'function', 7, 9, 15],
    ],
  ],
  [
    'a.cpp',
    [
      'LIBRARY_BEGIN',
      'namespace a::b {',
      'template <typename T>',
      'class LIBRARY_API Box : public Base {',
      '  T value_;',
      '  Box();',
      '  bool operator==(const Box&) const { return true; }',
      '};',
      '}',
      'template <class T> Box<T>::Box() {}',
      'void a::b::Box<int>::put(int) {}',
    ].join('\n'),
    [
      ['a.b', 'module', 2, 2, 9],
      ['b.Box', 'class', 3, 4, 8],
      ['Box.value_', 'field', 5, 5, 5],
      ['Box.Box', 'method', 6, 6, 6],
      ['Box.operator==', 'method', 7, 7, 7],
      ['Box.Box', 'method', 10, 10, 10],
      ['Box.put', 'method', 11, 11, 11],
    ],
  ],
  [
    'A.cs',
    [
      'namespace N.M;',
      '[Attribute]',
      'public record Point(int X) { public int Y { get; set; } }',
      'interface IRun { void Run(); }',
      'class A : IRun { const int K = 1; public void Run() { int Local() => 1; } }',
      'delegate int Make(int x);',
    ].join('\n'),
    [
      ['N.M', 'module', 1, 1, 1],
      ['Point', 'class', 2, 3, 3],
      ['Point.Y', 'field', 3, 3, 3],
      ['IRun', 'interface', 4, 4, 4],
      ['IRun.Run', 'method', 4, 4, 4],
      ['A', 'class', 5, 5, 5],
      ['A.K', 'field', 5, 5, 5],
      ['A.Run', 'method', 5, 5, 5],
      ['Run.Local', 'function', 5, 5, 5],
      ['Make', 'type', 6, 6, 6],
    ],
  ],
  [
    'a.rb',
    [
      'module Outer',
      '  # Says.',
      '  class Box < Base',
      '    LIMIT = 1',
      '    attr_reader :size, :colour',
      '    def self.make = new',
      '    def empty?',
      '      true',
      '    end',
      '  end',
      'end',
    ].join('\n'),
    [
      ['Outer', 'module', 1, 1, 11],
      ['Outer.Box', 'class', 2, 3, 10],
      ['Box.LIMIT', 'constant', 4, 4, 4],
      ['Box.size', 'field', 5, 5, 5],
      ['Box.colour', 'field', 5, 5, 5],
      ['Box.make', 'method', 6, 6, 6],
      ['Box.empty?', 'method', 7, 7, 9],
    ],
  ],
  [
    'a.php',
    '<?php\nnamespace A\\B;\n#[Attr]\nfinal class C extends D {\n  const K = 1;\n  public static $x = 1;\n  function m(): int { return 1; }\n}\nfunction f() {}\n',
    [
      ['A\\B', 'module', 2, 2, 2],
      ['C', 'class', 3, 4, 8],
      ['C.K', 'constant', 5, 5, 5],
      ['C.x', 'field', 6, 6, 6],
      ['C.m', 'method', 7, 7, 7],
      ['f', 'function', 9, 9, 9],
    ],
  ],
  [
    'run',
    '#!/usr/bin/env bash\n# Says.\nfunction one {\n  local a=1\n}\ntwo() ( : )\nreadonly LIMIT=3\n',
    [
      ['one', 'function', 2, 3, 5],
      ['two', 'function', 6, 6, 6],
      ['LIMIT', 'variable', 7, 7, 7],
    ],
  ],
  [
    'a.kt',
    'package a\n\n/** One. */\ndata class Box(val x: Int) {\n    fun open(): Int {\n        return 1\n    }\n}\nfun String.shout() = uppercase()\n',
    [
      ['Box', 'class', 3, 4, 8],
      ['Box.open', 'method', 5, 5, 7],
      ['shout', 'function', 9, 9, 9],
    ],
  ],
  [
    'a.md',
    '---\ntitle: x\n---\n# One\n\n```\n# no\n```\n\n## Two\n\ntext\n\nThree\n=====\n',
    [
      ['One', 'heading', 4, 4, 13],
      ['One.Two', 'heading', 10, 10, 13],
      ['Three', 'heading', 14, 14, 15],
    ],
  ],
  [
    'a.yaml',
    'name: x\n# about\non:\n  push:\n    branches: [main]\n"jobs":\n  a: 1\n',
    [
      ['name', 'key', 1, 1, 2],
      ['on', 'key', 3, 3, 5],
      ['jobs', 'key', 6, 6, 7],
    ],
  ],
]

async function read(path: string, text: string) {
  const { definitions } = await readStructure(path, text)
  return definitions.map(({ name, parent, kind, startLine, line, endLine }) => [
    parent === undefined ? name : `${parent}.${name}`,
    ...[kind, startLine, line, endLine],
  ])
}

describe('readStructure', () => {
  it.each(FILES)('%s', async (path, text, definitions) => {
    expect(await read(path, text)).toEqual(definitions)
  })
  it.each(FILES)('%s with the line breaks and the mark of Windows is the same', async (path, text, definitions) => {
    expect(await read(path, `\uFEFF${text.replaceAll('\n', '\r\n')}`.replace(/^\uFEFF(?=#!|---)/, ''))).toEqual(
      definitions,
    )
  })
  it('signatures are one line without the body', async () => {
    const text = 'class A:\n    def run(\n        self,\n        a: int = 1,\n    ) -> int:\n        return 1\n'
    const { definitions } = await readStructure('a.py', text)
    expect(definitions.map(({ signature }) => signature)).toEqual(['class A', 'def run( self, a: int = 1, ) -> int'])
  })
  it('imports name their module, their names and their lines', async () => {
    const { imports } = await readStructure('a.py', 'import os\nfrom a.b import (\n    c,\n    d as e,\n)\n')
    expect(imports).toEqual([
      { module: 'os', names: [], line: 1, endLine: 1 },
      { module: 'a.b', names: ['c', 'd'], line: 2, endLine: 5 },
    ])
  })
  it('half-written code keeps what was written before and after', async () => {
    const { definitions } = await readStructure(
      'a.ts',
      'export function whole() { return 1 }\nclass Broken {\n  method(a {\n    if (\n\nexport function later() {}\n',
    )
    expect(definitions.map(({ name }) => name)).toEqual(expect.arrayContaining(['whole', 'Broken', 'later']))
  })
})

const ENDINGS = ['py', 'ts', 'go', 'java', 'c', 'rb', 'sh', 'kt', 'md', 'json']
const HOSTILE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['one line break', '\n'],
  ['20,000 brackets', `${'('.repeat(20_000)}${')'.repeat(20_000)}`],
  ['20,000 open brackets of all kinds', '{[('.repeat(20_000)],
  ['20,000 types in types', 'a<'.repeat(20_000)],
  ['NUL bytes', `function a() {}\n${'\0'.repeat(2000)}\ndef b\n`],
  ['invalid UTF-8', Buffer.from([0x66, 0xff, 0xfe, 0x0a, 0xc3, 0x28]).toString('utf8')],
  ['half a letter', 'x = "\uD83D"\n'],
  ['2,000 functions that never end', 'function a() {\n'.repeat(2000)],
  ['3,000 definitions of one line', 'def a\n'.repeat(3000)],
]

describe('a file that is made to break a parser', () => {
  it.each(HOSTILE)(
    '%s: every line is in one piece, in every language',
    async (_, text) => {
      for (const ending of ENDINGS) {
        const structure = await readStructure(`a.${ending}`, text)
        const lines = text.split('\n')
        const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
        const covered = chunkFile(lines, structure).flatMap(({ startLine, endLine }) =>
          Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index),
        )
        expect(covered).toEqual(Array.from({ length: count }, (_, index) => index + 1))
      }
    },
    60_000,
  )
  it('one MB in one line is read within the bounds, and what follows is read as ever', async () => {
    await readStructure('a.js', 'a(1);'.repeat(200_000))
    expect((await readStructure('a.js', 'function after() {}')).definitions).toMatchObject([{ name: 'after' }])
  }, 60_000)
  it('brackets are counted as they close', () => {
    expect(isTooDeep('(['.repeat(400))).toBe(true)
    expect(isTooDeep('([])'.repeat(10_000))).toBe(false)
    expect(isTooDeep('if (a < b) { c() }\n'.repeat(10_000))).toBe(false)
  })
})
