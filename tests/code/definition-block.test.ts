// Where definitions begin and end in the languages that are told apart.
import { describe, expect, it } from 'vitest'
import { blockOf, definitionAround } from '#lib/code/structure/definition-block.ts'
import { readStructure } from '#lib/code/structure/read-structure.ts'
import type { FileStructure } from '#lib/code/structure/structure.ts'
import { structureByLook } from '#lib/code/structure/structure-look.ts'

const FILES: readonly (readonly [
  path: string,
  text: string,
  blocks: readonly (readonly [string, number, number])[],
])[] = [
  [
    'a.py',
    'class Box:\n    def get(\n        self,\n    ) -> int:\n        if self:\n\n            return 1\n        return 2\n\n\nLIMIT = [\n    1,\n]\nx = 1\n',
    [
      ['Box', 1, 8],
      ['get', 2, 8],
      ['LIMIT', 11, 13],
      ['x', 14, 14],
    ],
  ],
  [
    'a.ts',
    'export function one({\n  a,\n}: Args): void {\n  if (a) {\n    b()\n  }\n}\nexport const two = 2\nexport const three = () => 3\n',
    [
      ['one', 1, 7],
      ['two', 8, 8],
      ['three', 9, 9],
    ],
  ],
  [
    'a.go',
    'func (r *Router) Get(p string) error {\n\treturn nil\n}\n\ntype Thing struct {\n\tA int\n}\n',
    [
      ['Get', 1, 3],
      ['Thing', 5, 7],
    ],
  ],
  [
    'a.c',
    'static int run(int a)\n{\n\tif (a)\n\t\tgoto out;\n#ifdef X\n\ta = 1;\n#endif\nout:\n\treturn a;\n}\n',
    [['run', 1, 10]],
  ],
  [
    'a.rb',
    'class Box\n  def get\n    1\n  end\nend\n',
    [
      ['Box', 1, 5],
      ['get', 2, 4],
    ],
  ],
  ['a.rs', 'pub fn run() -> u8 {\n    1\n}\nconst A: u8 = 1;\n', [['run', 1, 3]]],
]

describe('blockOf', () => {
  it.each(FILES)('%s, told by the look of its lines', (path, text, blocks) => {
    expect(blocksOf(structureByLook(path, text))).toEqual(blocks)
  })
  it.each(FILES)('%s, read by its grammar', async (path, text, blocks) => {
    const structure = await readStructure(path, text)
    expect(structure.by).toBe('grammar')
    expect(blocksOf(structure)).toEqual(expect.arrayContaining([...blocks]))
  })
})

function blocksOf({ definitions }: FileStructure) {
  return definitions.map((definition) => {
    const { name, startLine, endLine } = blockOf(definition)
    return [name, startLine, endLine]
  })
}

describe('definitionAround', () => {
  it.each([
    [5, 7, 'get'],
    [1, 3, 'Box'],
    [8, 8, 'get'],
    [9, 9, undefined],
    [8, 11, undefined],
  ])('lines %d to %d of a.py: %s', async (startLine, endLine, name) =>
    expect(definitionAround(await readStructure('a.py', FILES[0]?.[1] ?? ''), { startLine, endLine })?.name).toBe(name),
  )
})
