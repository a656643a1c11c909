// What the log of lines guarantees: the commits that plain `git log -L` names, each with its lines before and after.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type LineLogOrder, logLines } from '#lib/git/line-log.ts'
import { openWorkshop } from './stores.ts'

const workshop = openWorkshop()
const LIMITS = { limit: 50, timeoutMs: 10_000 }

function orderOf(folder: string, place: Omit<LineLogOrder, 'gitFolder' | 'limit' | 'timeoutMs'>): LineLogOrder {
  return { gitFolder: join(folder, '.git'), ...LIMITS, ...place }
}

describe('logLines', () => {
  it('gives the commits of git log -L over a rename, with the lines of both sides', async () => {
    const repository = workshop.repository()
    const first = repository.commit({ files: { 'old.ts': 'zero\none\ntwo\nthree\n' } })
    const second = repository.commit({ files: { 'old.ts': 'zero\none\nTWO\nthree\n' } })
    repository.commit({ files: { 'old.ts': 'ZERO\none\nTWO\nthree\n' } })
    repository.rename('old.ts', 'new.ts')
    const last = repository.commit({ files: { 'new.ts': 'extra\nZERO\none\nTWO\nTWO AND A HALF\nthree\n' } })
    const { changes, cut } = await logLines(
      orderOf(repository.folder, { revision: last, path: 'new.ts', startLine: 3, endLine: 5 }),
    )
    expect(cut).toBe(false)
    expect(changes).toEqual([
      {
        oid: last,
        path: 'new.ts',
        oldPath: 'new.ts',
        startLine: 3,
        endLine: 5,
        before: ['one', 'TWO'],
        after: ['one', 'TWO', 'TWO AND A HALF'],
      },
      {
        oid: second,
        path: 'old.ts',
        oldPath: 'old.ts',
        startLine: 2,
        endLine: 3,
        before: ['one', 'two'],
        after: ['one', 'TWO'],
      },
      { oid: first, path: 'old.ts', startLine: 2, endLine: 3, before: [], after: ['one', 'two'] },
    ])
    const plain = repository.git('log', '--no-patch', '--format=%H', '-L3,5:new.ts').split('\n')
    expect(changes.map(({ oid }) => oid)).toEqual(plain)
  })

  it('takes lines that look like headers, marks or commits for lines', async () => {
    const repository = workshop.repository()
    const forged = `\0${'a'.repeat(40)}`
    const lines = ['start', '@@ -1,1 +1,1 @@', 'diff --git a/x b/x', forged, '-- a/y', '++ b/y', '', 'x\r']
    const first = repository.commit({ files: { a: `${lines.join('\n')}\n` } })
    const second = repository.commit({ files: { a: `${lines.join('\n')}\nend` } })
    const { changes } = await logLines(
      orderOf(repository.folder, { revision: second, path: 'a', startLine: 1, endLine: 9 }),
    )
    expect(changes.map(({ oid, before, after }) => [oid, before, after])).toEqual([
      [second, lines, [...lines, 'end']],
      [first, [], lines],
    ])
  })

  it.each(['a b', 'tab\there', 'quo"te', ':(top)x', '--help', '1,2:x', 'ünï', 'new\nline'])(
    'follows the file %j',
    async (path) => {
      const repository = workshop.repository()
      const first = repository.commit({ files: { [path]: '1\n2\n' } })
      const second = repository.commit({ files: { [path]: '1\nb\n' } })
      const { changes } = await logLines(
        orderOf(repository.folder, { revision: second, path, startLine: 2, endLine: 2 }),
      )
      expect(changes.map(({ oid, path, after }) => [oid, path, after])).toEqual([
        [second, path, ['b']],
        [first, path, ['2']],
      ])
    },
  )

  it('says what its limits cut', async () => {
    const repository = workshop.repository()
    const oids = [1, 2, 3, 4].map((version) => repository.commit({ files: { a: `${version}\n` } })).toReversed()
    const place = { revision: oids[0] ?? '', path: 'a', startLine: 1, endLine: 1 }
    const counted = await logLines({ ...orderOf(repository.folder, place), limit: 3 })
    expect([counted.changes.map(({ oid }) => oid), counted.cut]).toEqual([oids.slice(0, 3), true])
    const whole = await logLines({ ...orderOf(repository.folder, place), limit: 4 })
    expect([whole.changes.length, whole.cut]).toEqual([4, false])
    const hurried = await logLines({ ...orderOf(repository.folder, place), timeoutMs: 0 })
    expect(hurried).toEqual({ changes: whole.changes.slice(0, hurried.changes.length), cut: true })
  })

  it('refuses what is no object id, no such line and a name that is no text', async () => {
    const repository = workshop.repository()
    const revision = repository.commit({ files: { a: '1\n' } })
    const ask = (change: Partial<LineLogOrder>) =>
      logLines({ ...orderOf(repository.folder, { revision, path: 'a', startLine: 1, endLine: 1 }), ...change })
    await expect(ask({ revision: '--output=/tmp/x' })).rejects.toMatchObject({ code: 'git/bad-object' })
    await expect(ask({ startLine: 3, endLine: 3 })).rejects.toMatchObject({ code: 'git/failed' })
    await expect(ask({ path: 'nope' })).rejects.toMatchObject({ code: 'git/failed' })
    await expect(ask({ path: 'a\\xFF' })).rejects.toMatchObject({ code: 'git/failed' })
  })
})
