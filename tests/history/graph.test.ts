// The pure parts: the graph, its ranges, SQL in pieces, times as text.
import { expect, test } from 'vitest'
import { gitReceipt } from '#lib/history/git-receipt.ts'
import {
  boundsOf,
  countMarks,
  createGraph,
  multirangeOf,
  multirangeOfMarks,
  rangesOf,
  subtractMarks,
  subtractRanges,
} from '#lib/history/graph.ts'
import { isoTime } from '#lib/history/iso-time.ts'
import { commitSql } from '#lib/history/question-sql.ts'
import { sql, toReceipt, toStatement } from '#lib/history/sql.ts'
import { uncountedReason } from '#lib/history/uncounted-files.ts'

test('ancestors and descendants follow the parents, also far beyond the first capacity', () => {
  const graph = createGraph()
  graph.append([])
  for (let id = 2; id <= 5000; id += 1) graph.append(id % 10 === 0 ? [id - 1, id - 5] : [id - 1])
  graph.append([])
  graph.append([5001, 100])
  expect(countMarks(graph.ancestorsOf([5000]))).toBe(5000)
  expect(multirangeOfMarks(graph.ancestorsOf([5002]))).toBe('{[1,101),[5001,5003)}')
  expect(multirangeOfMarks(subtractMarks(graph.ancestorsOf([5000]), graph.ancestorsOf([4000])))).toBe('{[4001,5001)}')
  expect(countMarks(graph.descendantsOf(4999))).toBe(2)
  expect(graph.parentsOf(5002)).toEqual([5001, 100])
  expect(graph.parentsOf(9999)).toEqual([])
  expect(multirangeOf(boundsOf('{[1,4),[9,10)}'))).toBe('{[1,4),[9,10)}')
  expect(multirangeOfMarks(graph.ancestorsOf([]))).toBe('{}')
})

test('a statement numbers its values, and a receipt writes them in without letting them out', () => {
  const piece = sql`a = ${"it's \\ $1"} AND b = ANY(${['x"y', 'z\\']}::text[])`
  const whole = sql`SELECT ${1},
      ${piece}   AND c = ANY(${[1, 2]}::int[])`
  expect(toStatement(whole)).toEqual({
    text: 'SELECT $1,\n      a = $2 AND b = ANY($3::text[])   AND c = ANY($4::int[])',
    parameters: [1, "it's \\ $1", ['x"y', 'z\\'], [1, 2]],
  })
  expect(toReceipt(whole)).toBe(
    `SELECT 1, a = 'it''s \\ $1' AND b = ANY('{"x\\"y","z\\\\"}'::text[]) AND c = ANY('{1,2}'::int[])`,
  )
  expect(toReceipt(sql`SELECT ${"two  spaces\n'; DROP"}`)).toBe("SELECT 'two  spaces\n''; DROP'")
})

test('values of a question are parameters, never text of the statement', () => {
  const hostile = "x'); DROP TABLE commits; --"
  const { text } = toStatement(
    commitSql({
      repositoryId: 1,
      ranges: '{[1,9)}',
      tipS: 0,
      hasLinks: false,
      places: [[{ path: hostile }]],
      messageWords: [hostile],
      result: { kind: 'list', limit: 5 },
    }),
  )
  expect(text).not.toContain('DROP')
})

test('a git receipt is given only where git gives the same answer', () => {
  const reach = { to: 'b'.repeat(40), from: 'a'.repeat(40) }
  const receipt = (query: object, isFollowed = false) =>
    gitReceipt({ reach, result: { kind: 'count' }, ...query }, { isFollowed })
  expect(receipt({ paths: ["it's/"] })).toBe(
    `git --literal-pathspecs rev-list --count --full-history --no-merges ${reach.from}..${reach.to} -- 'it'\\''s/'`,
  )
  // git filters by commit dates only: author dates are counted beside it, and cannot be listed.
  expect(receipt({ sinceS: 5, untilS: 9 })).toContain("| awk '$1 >= 5 && $1 < 9' | wc -l")
  expect(receipt({ sinceS: 5, result: { kind: 'list', limit: 3 } })).toBeUndefined()
  expect(receipt({ sinceS: 5, untilS: 9, dateField: 'committed' })).toContain('--since-as-filter=@5 --until=@8')
  expect(receipt({ personIds: [1] })).toBeUndefined()
  expect(receipt({ excludedPersonIds: [1] })).toBeUndefined()
  expect(receipt({}, true)).toBeUndefined()
})

test('ranges without others hold what marks without others hold', () => {
  for (let round = 0; round < 200; round += 1) {
    const marksOf = (step: number) =>
      Uint8Array.from({ length: 60 }, (_, id) => (id > 0 && (id * step + round * 7) % (3 + (round % 5)) < 2 ? 1 : 0))
    const [marks, removed] = [marksOf(1 + (round % 3)), marksOf(2 + (round % 4))]
    const kept = subtractRanges(rangesOf(marks), rangesOf(removed))
    expect(multirangeOf(kept)).toBe(multirangeOfMarks(subtractMarks(marks.slice(), removed)))
  }
})

test('times carry the offset of their author, and absurd ones do not throw', () => {
  expect(isoTime(1_600_000_000, 330)).toBe('2020-09-13T17:56:40+05:30')
  expect(isoTime(0, -450)).toBe('1969-12-31T16:30:00-07:30')
  expect(isoTime(99_999_999_999_999, 0)).toBe('@99999999999999')
})

test('files that say nothing about work are known by name and place', () => {
  expect(uncountedReason('a/b/yarn.lock')).toBe('lock file')
  expect(uncountedReason('yarn.lock')).toBe('lock file')
  expect(uncountedReason('my-yarn.lock')).toBeUndefined()
  expect(uncountedReason('x.min.js')).toBe('generated file')
  expect(uncountedReason('admin.js')).toBeUndefined()
  expect(uncountedReason('vendor/a/b.go')).toBe('vendored file')
  expect(uncountedReason('src/vendor.ts')).toBeUndefined()
})
