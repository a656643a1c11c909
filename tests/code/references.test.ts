// What a name is used for where it stands, in each language, by hand-written expectation.
import { expect, it } from 'vitest'
import { readStructure } from '#lib/code/structure/read-structure.ts'
import { findUses } from '#lib/code/structure/references.ts'

type Uses = readonly (readonly [line: number, kind: string])[]

const FILES: readonly (readonly [path: string, name: string, lines: readonly string[], uses: Uses])[] = [
  [
    'a.py',
    'thing',
    [
      'from a import thing',
      '# thing',
      'def thing(): return "thing"',
      'thing()',
      'x.thing(1)',
      'y = thing',
      'thing = 3',
      'def other(thing): pass',
      'call(thing=1)',
      'call(thing)',
      '@thing',
      'def last(): pass',
      'print(f"{thing} thing")',
    ],
    [
      [1, 'import'],
      [4, 'call'],
      [5, 'call'],
      [6, 'read'],
      [10, 'read'],
      [11, 'call'],
      [13, 'read'],
    ],
  ],
  [
    'b.py',
    'Thing',
    ['class A(Thing):', '    x: Thing = None', 'def f(a: Thing) -> Thing: ...'],
    [
      [1, 'inherit'],
      [2, 'type'],
      [3, 'type'],
      [3, 'type'],
    ],
  ],
  [
    'a.ts',
    'Thing',
    [
      "import { Thing } from './thing.ts'",
      'class A extends Thing implements Other<Thing> {}',
      'const a: Thing = new Thing()',
      'function f(x: Array<Thing>): Thing { return Thing.make() }',
      '/** Thing */',
      'const text = "Thing"',
      "export { Thing } from './thing.ts'",
      'const { b } = Thing',
      'Thing.count = 1',
    ],
    [
      [1, 'import'],
      [2, 'inherit'],
      [2, 'inherit'],
      [3, 'type'],
      [3, 'call'],
      [4, 'type'],
      [4, 'type'],
      [4, 'read'],
      [7, 'import'],
      [8, 'read'],
      [9, 'read'],
    ],
  ],
  [
    'a.js',
    'thing',
    [
      'function thing() {}',
      'a.b.thing(1)',
      'thing`x`',
      'const c = thing',
      'call(thing, { thing: 1 })',
      'a.thing = 2',
      '// thing',
    ],
    [
      [2, 'call'],
      [3, 'call'],
      [4, 'read'],
      [5, 'read'],
      [6, 'write'],
    ],
  ],
  [
    'a.go',
    'Thing',
    [
      'package a',
      'type Thing struct{}',
      'func (t *Thing) Run() Thing { return Thing{} }',
      'var x = b.Thing(1)',
      'func f(a []Thing) { a.Thing = 1; go Thing() }',
      'var text = `Thing`',
    ],
    [
      [3, 'type'],
      [3, 'type'],
      [3, 'type'],
      [4, 'call'],
      [5, 'type'],
      [5, 'write'],
      [5, 'call'],
    ],
  ],
  [
    'a.rs',
    'Thing',
    [
      'use a::Thing;',
      'impl Thing for Other {}',
      'fn f(a: &Thing) -> Thing { Thing::new() }',
      'fn g() { a.Thing(1); Thing!(2); let b = Thing { c: 1 }; }',
    ],
    [
      [1, 'import'],
      [2, 'inherit'],
      [3, 'type'],
      [3, 'type'],
      [3, 'read'],
      [4, 'call'],
      [4, 'call'],
      [4, 'type'],
    ],
  ],
  [
    'A.java',
    'Thing',
    [
      'import a.Thing;',
      'class A extends Thing implements B<Thing> {',
      '  Thing x = new Thing(1);',
      '  void f(Thing a) { a.Thing(2); Thing.make(); }',
      '}',
    ],
    [
      [1, 'import'],
      [2, 'inherit'],
      [2, 'inherit'],
      [3, 'type'],
      [3, 'call'],
      [4, 'type'],
      [4, 'call'],
      [4, 'read'],
    ],
  ],
  [
    'a.c',
    'thing',
    [
      'int thing(void);',
      'int x = thing();',
      'struct s a = { .b = thing };',
      'void f(void) { p->thing(1); a.thing = 2; }',
      '/* thing */',
    ],
    [
      [2, 'call'],
      [3, 'read'],
      [4, 'call'],
      [4, 'write'],
    ],
  ],
  [
    'a.cpp',
    'Thing',
    [
      'class A : public Thing {};',
      'Thing *x = new Thing();',
      'std::vector<Thing> v;',
      'void f() { a::Thing(1); Thing::run(); }',
    ],
    [
      [1, 'inherit'],
      [2, 'type'],
      [2, 'call'],
      [3, 'type'],
      [4, 'call'],
      [4, 'read'],
    ],
  ],
  [
    'a.rb',
    'Thing',
    ['class A < Thing', '  x = Thing.new', '  include Thing', '  raise a::Thing', 'end', '# Thing'],
    [
      [1, 'inherit'],
      [2, 'read'],
      [3, 'read'],
      [4, 'read'],
    ],
  ],
  [
    'a.php',
    'thing',
    ['<?php', 'thing(1);', '$a->thing();', 'A::thing();', '$b = "thing";', '// thing'],
    [
      [2, 'call'],
      [3, 'call'],
      [4, 'call'],
    ],
  ],
  [
    'A.cs',
    'Thing',
    ['using Thing;', 'class A : Thing { Thing x = new Thing(); void F() { this.Thing(); Thing(); } }'],
    [
      [1, 'import'],
      [2, 'inherit'],
      [2, 'type'],
      [2, 'call'],
      [2, 'call'],
      [2, 'call'],
    ],
  ],
  [
    'a.sh',
    'thing',
    ['thing() { :; }', 'thing a', 'x=$(thing b)', '# thing', 'echo "thing"'],
    [
      [2, 'call'],
      [3, 'call'],
    ],
  ],
  [
    'a.kt',
    'thing',
    ['import a.thing', 'fun thing() {}', 'val x = thing(1)', '// thing', 'val y = "thing"', 'val z = thing'],
    [
      [1, 'import'],
      [3, 'call'],
      [6, 'read'],
    ],
  ],
]

it.each(FILES)('%s', async (path, name, lines, uses) => {
  const text = lines.join('\n')
  const found = await findUses(path, text, await readStructure(path, text), name)
  expect(found.map(({ line, kind }) => [line, kind])).toEqual(uses)
})
