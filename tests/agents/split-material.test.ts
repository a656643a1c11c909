// A long record is split at its commits and files, and no line of it is lost.
import { expect, test } from 'vitest'
import { splitMaterial } from '#agents/split-material.ts'

const commit = `commit ${'a1'.repeat(20)}\nMend it\n\nBecause.`
const diffOf = (path: string, lines: number) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1,${lines} @@\n${Array.from({ length: lines }, (_, line) => `+line ${line}`).join('\n')}`

test('every line is in a part, in order, and every part is within the limit and says what it holds', () => {
  const text = [commit, diffOf('a.ts', 5), diffOf('folder/long file.ts', 200), diffOf('z.ts', 3)].join('\n')
  const parts = splitMaterial(text, 400)
  expect(parts.map((part) => part.text).join('\n')).toBe(text)
  for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(400)
  expect(parts[0]?.names).toEqual(['a1a1a1a1a', 'a.ts'])
  expect(parts.filter((part) => part.names.includes('folder/long file.ts')).length).toBeGreaterThan(3)
  expect(parts.at(-1)?.names).toContain('z.ts')
})

test('small files share a part; one line that is too long is cut', () => {
  const text = [diffOf('a.ts', 2), diffOf('b.ts', 2)].join('\n')
  expect(splitMaterial(text, 10_000)).toEqual([{ text, names: ['a.ts', 'b.ts'] }])
  const long = splitMaterial('x'.repeat(25), 10)
  expect(long.map((part) => part.text)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)])
})

test('a deleted file and a renamed one have their names', () => {
  const gone = 'diff --git a/old.ts b/old.ts\ndeleted file mode 100644\n--- a/old.ts\n+++ /dev/null\n-x'
  const moved = 'diff --git a/one.ts b/two.ts\nsimilarity index 100%\nrename from one.ts\nrename to two.ts'
  expect(splitMaterial(`${gone}\n${moved}`, 1_000)[0]?.names).toEqual(['old.ts', 'two.ts'])
})
