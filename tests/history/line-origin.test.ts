// What the origin of lines guarantees: past formatting, moves, copies, renames and reverts, each checked against plain git.
import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { type ObjectReader, openObjectReader } from '#lib/git/objects.ts'
import { type LineOrigins, originOfLines } from '#lib/history/line-origin.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { openHistory } from './open-history.ts'

let db: Database
let repository: TestRepository
let objects: ObjectReader | undefined
beforeAll(async () => {
  db = await openTestDatabase()
})
afterEach(async () => {
  await objects?.close()
  objects = undefined
  repository?.dispose()
})
afterAll(() => db?.close())

interface Place {
  readonly path: string
  readonly startLine: number
  readonly endLine?: number
  readonly around?: { readonly startLine: number; readonly endLine: number }
}

async function originsOf(place: Place): Promise<LineOrigins | undefined> {
  const gitFolder = `${repository.folder}/.git`
  const { context, reach } = await openHistory(db, gitFolder)
  objects = openObjectReader(gitFolder)
  return originOfLines(context, reach, {
    endLine: place.startLine,
    ...place,
    objects,
    revision: repository.git('rev-parse', 'HEAD'),
    signal: new AbortController().signal,
  })
}

/** Kind and commit of each step, oldest first; `*` marks an origin, `~` formatting. */
function told(origins: LineOrigins | undefined): readonly (readonly [string, string])[] {
  return (origins?.steps ?? []).map((step) => [
    `${step.kind}${step.isOrigin ? '*' : ''}${step.isFormatting ? '~' : ''}`,
    step.commit.oid,
  ])
}

/** The commits that plain git blames for the lines, each once. */
function blamed(place: Place, ...flags: readonly string[]): readonly string[] {
  const range = `-L${place.startLine},${place.endLine ?? place.startLine}`
  const lines = repository.git('blame', '--porcelain', ...flags, range, 'HEAD', '--', place.path).split('\n')
  return [...new Set(lines.flatMap((line) => /^([0-9a-f]{40}) \d+ \d+/.exec(line)?.[1] ?? []))].toSorted()
}

function importInto(folder: string, stream: string): void {
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: stream })
}

const MOVES = ['-w', '-M', '-C', '-C'] as const

const PARSE = `export function parseHeader(text) {
  const separator = text.indexOf(':')
  const name = text.slice(0, separator).toLowerCase()
  return { name, value: text.slice(separator + 1).trim() }
}
`
const FILLER = Array.from({ length: 12 }, (_, n) => `export const filler${n} = 'value number ${n}'\n`).join('')

function shout(text: string): string {
  return text.replace('.toLowerCase()', '.toUpperCase()')
}

describe('the chain of a block', () => {
  test('is that of git log -L: introduced, then changed', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': FILLER + PARSE } })
    repository.commit({ files: { 'a.js': `// a comment\n${FILLER}${PARSE}` } })
    const second = repository.commit({ files: { 'a.js': `// a comment\n${FILLER}${shout(PARSE)}` } })
    const place = { path: 'a.js', startLine: 14, endLine: 18 }
    const origins = await originsOf(place)
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['changed*', second],
    ])
    expect(origins?.groups).toEqual([
      { oid: first, lines: 4 },
      { oid: second, lines: 1 },
    ])
    expect(origins?.groups.map(({ oid }) => oid).toSorted()).toEqual(blamed(place, ...MOVES))
    expect(origins?.steps.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [13, 17],
      [14, 18],
    ])
    expect(origins).toMatchObject({ lastOid: second, isCut: false, isPlain: false })
  })

  test('goes on over renames of the file, which are steps of their own', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'src/a.js': PARSE } })
    const renames = [repository.rename('src/a.js', 'src/b.js'), repository.rename('src/b.js', 'lib/c.js')]
    const second = repository.commit({ files: { 'lib/c.js': shout(PARSE) } })
    const last = repository.rename('lib/c.js', 'lib/d.js')
    const origins = await originsOf({ path: 'lib/d.js', startLine: 1, endLine: 5 })
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['moved', renames[0]],
      ['moved', renames[1]],
      ['changed*', second],
      ['moved', last],
    ])
    expect(origins?.steps.map(({ fromPath, path }) => [fromPath, path])).toEqual([
      [undefined, 'src/a.js'],
      ['src/a.js', 'src/b.js'],
      ['src/b.js', 'lib/c.js'],
      [undefined, 'lib/c.js'],
      ['lib/c.js', 'lib/d.js'],
    ])
  })

  test('goes on where a function came from another file, with the changes that it had there', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'old.js': FILLER + PARSE, 'new.js': FILLER } })
    const second = repository.commit({ files: { 'old.js': `\n${FILLER}${shout(PARSE)}` } })
    const move = repository.commit({ files: { 'old.js': FILLER, 'new.js': `${FILLER}\n${shout(PARSE)}` } })
    const third = repository.commit({
      files: { 'new.js': `${FILLER}\n${shout(PARSE).replace('.trim()', '.trimStart()')}` },
    })
    const place = { path: 'new.js', startLine: 14, endLine: 18 }
    const origins = await originsOf(place)
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['changed*', second],
      // The closing bracket alone is too little for blame to know it again.
      ['moved*', move],
      ['changed*', third],
    ])
    expect(origins?.steps[2]).toMatchObject({ fromPath: 'old.js', path: 'new.js', isCopy: false })
    expect(origins?.groups.map(({ oid }) => oid).toSorted()).toEqual(blamed(place, ...MOVES))
    expect(origins?.steps.map(({ startLine }) => startLine)).toEqual([13, 14, 14, 14])
  })

  test('tells a copy from a move', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'old.js': FILLER + PARSE } })
    const copy = repository.commit({
      files: { 'old.js': `${FILLER}${PARSE}// copied\n`, 'new.js': `// new\n${PARSE}` },
    })
    const origins = await originsOf({ path: 'new.js', startLine: 2, endLine: 6 })
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['moved', copy],
    ])
    expect(origins?.steps[1]).toMatchObject({ fromPath: 'old.js', isCopy: true })
  })

  test('knows the move of a short line by the block around it', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'old.js': PARSE + FILLER, 'new.js': FILLER } })
    const move = repository.commit({ files: { 'old.js': FILLER, 'new.js': FILLER + PARSE } })
    const line = { path: 'new.js', startLine: 14 }
    const alone = await originsOf(line)
    expect(alone?.groups[0]?.oid).toBe(blamed(line, ...MOVES)[0])
    expect(alone?.groups[0]?.oid).toBe(move)
    const origins = await originsOf({ ...line, around: { startLine: 13, endLine: 17 } })
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['moved', move],
    ])
    expect(origins?.lastOid).toBe(blamed(line)[0])
  })

  test('knows the move of a line that was changed after it', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'old.js': FILLER + PARSE, 'new.js': FILLER } })
    const move = repository.commit({ files: { 'old.js': FILLER, 'new.js': FILLER + PARSE } })
    const change = repository.commit({ files: { 'new.js': FILLER + shout(PARSE) } })
    const place = { path: 'new.js', startLine: 15, around: { startLine: 13, endLine: 17 } }
    expect(told(await originsOf(place))).toEqual([
      ['introduced', first],
      ['moved', move],
      ['changed*', change],
    ])
  })

  test('knows the move of a block of which most was changed after it', async () => {
    repository = makeRepository()
    const block = PARSE.replace('parseHeader(text)', 'parseHeaderOfOneRequest(text, options, limits)')
    const first = repository.commit({ files: { 'old.js': FILLER + block, 'new.js': FILLER } })
    const move = repository.commit({ files: { 'old.js': FILLER, 'new.js': FILLER + block } })
    const changed = block.replace('separator', 'colon').replace('const name', 'const key').replace('{ name', '{ key')
    const change = repository.commit({ files: { 'new.js': FILLER + changed } })
    expect(told(await originsOf({ path: 'new.js', startLine: 13, endLine: 17 }))).toEqual([
      ['introduced*', first],
      ['moved*', move],
      ['changed*', change],
    ])
  })

  test('a new function with one borrowed line is new', async () => {
    repository = makeRepository()
    const borrowed = "const separator = someLongNamedFunction(text, ':', { strict: true, limit: 1 })\n"
    const first = repository.commit({ files: { 'old.js': FILLER + borrowed } })
    const second = repository.commit({
      files: { 'old.js': FILLER, 'new.js': `fresh one\nfresh two\n${borrowed}fresh three\n` },
    })
    const origins = await originsOf({ path: 'new.js', startLine: 1, endLine: 4 })
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['introduced*', second],
    ])
    expect(origins?.groups).toEqual([
      { oid: second, lines: 3 },
      { oid: first, lines: 1 },
    ])
  })
})

describe('what only changes the form', () => {
  test('indentation is a step, and never the origin', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': PARSE } })
    const second = repository.commit({ files: { 'a.js': PARSE.replaceAll('\n  ', '\n\t\t') } })
    const origins = await originsOf({ path: 'a.js', startLine: 3 })
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['changed~', second],
    ])
    expect(origins?.lastOid).toBe(blamed({ path: 'a.js', startLine: 3 })[0])
    expect(origins?.groups.map(({ oid }) => oid)).toEqual(blamed({ path: 'a.js', startLine: 3 }, ...MOVES))
  })

  test('a line that was wrapped keeps its origin', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': `${FILLER}call(alpha, beta, gamma)\nend()\n` } })
    const second = repository.commit({
      files: { 'a.js': `${FILLER}call(\n  alpha,\n  beta, gamma\n)\nend()\n` },
    })
    const place = { path: 'a.js', startLine: 13, endLine: 16 }
    expect(blamed(place, ...MOVES)).toEqual([second])
    const whole = [
      ['introduced*', first],
      ['changed~', second],
    ]
    expect(told(await originsOf(place))).toEqual(whole)
    await objects?.close()
    expect(told(await originsOf({ path: 'a.js', startLine: 14 }))).toEqual(whole)
  })

  test('a line that was changed beside one that was only indented is a change', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': PARSE } })
    const second = repository.commit({ files: { 'a.js': shout(PARSE).replaceAll('\n  ', '\n    ') } })
    expect(told(await originsOf({ path: 'a.js', startLine: 2 }))).toEqual([
      ['introduced*', first],
      ['changed~', second],
    ])
    await objects?.close()
    expect(told(await originsOf({ path: 'a.js', startLine: 3 }))).toEqual([
      ['introduced', first],
      ['changed*', second],
    ])
    await objects?.close()
    expect(told(await originsOf({ path: 'a.js', startLine: 1, endLine: 5 }))).toEqual([
      ['introduced*', first],
      ['changed*', second],
    ])
  })

  test('a change of line ends is formatting', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': PARSE } })
    const second = repository.commit({ files: { 'a.js': PARSE.replaceAll('\n', '\r\n') } })
    expect(told(await originsOf({ path: 'a.js', startLine: 1, endLine: 5 }))).toEqual([
      ['introduced*', first],
      ['changed~', second],
    ])
  })

  test('commits of .git-blame-ignore-revs are passed by; what else the file holds is no matter', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': PARSE } })
    const style = repository.commit({ files: { 'a.js': PARSE.replaceAll("':'", '":"') } })
    const list = `# style\n${style} # quotes\n${'0'.repeat(40)}\n--contents=/etc/passwd\nHEAD\n\xff\n`
    repository.commit({ files: { '.git-blame-ignore-revs': Buffer.from(list, 'latin1') } })
    const place = { path: 'a.js', startLine: 2 }
    const origins = await originsOf(place)
    expect(told(origins)).toEqual([
      ['introduced*', first],
      ['changed~', style],
    ])
    expect(origins?.ignored).toEqual([style])
    expect(origins?.groups.map(({ oid }) => oid)).toEqual(blamed(place, ...MOVES, `--ignore-rev=${style}`))
    expect(blamed(place, ...MOVES)).toEqual([style])
  })
})

describe('reverts', () => {
  const revertOf = (subject: string, oid: string) => ({
    message: `Revert "${subject}"\n\nThis reverts commit ${oid}.`,
  })

  test('a change that was reverted is marked, and its revert too', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': PARSE } })
    const change = repository.commit({ message: 'Shout', files: { 'a.js': shout(PARSE) } })
    const revert = repository.commit({ ...revertOf('Shout', change), files: { 'a.js': PARSE } })
    const again = repository.commit({ ...revertOf('Revert "Shout"', revert), files: { 'a.js': shout(PARSE) } })
    const origins = await originsOf({ path: 'a.js', startLine: 3 })
    expect(told(origins)).toEqual([
      ['introduced', first],
      ['changed', change],
      ['reverted', revert],
      ['reverted*', again],
    ])
    expect(origins?.steps.map(({ reverts, revertedBy }) => [reverts, revertedBy])).toEqual([
      [undefined, undefined],
      [undefined, revert],
      [change, again],
      [revert, undefined],
    ])
  })

  test('lines that a revert brought back have their history from before they were removed', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': FILLER + PARSE } })
    const change = repository.commit({ files: { 'a.js': FILLER + shout(PARSE) } })
    const removal = repository.commit({ message: 'Remove it', files: { 'a.js': FILLER } })
    repository.commit({ files: { 'a.js': `// on top\n${FILLER}` } })
    const revert = repository.commit({
      ...revertOf('Remove it', removal.slice(0, 10)),
      files: { 'a.js': `// on top\n${FILLER}${shout(PARSE)}` },
    })
    const origins = await originsOf({ path: 'a.js', startLine: 14, endLine: 18 })
    expect(told(origins)).toEqual([
      ['introduced', first],
      ['changed', change],
      ['changed', removal],
      ['reverted*', revert],
    ])
    expect(origins?.steps[2]).toMatchObject({ isRemoval: true, revertedBy: revert })
    expect(origins?.steps[2]).not.toHaveProperty('startLine')
  })
})

describe('everything else', () => {
  test('a line that a merge wrote itself has the merge for its origin', async () => {
    repository = makeRepository()
    const first = repository.commit({ files: { 'a.js': 'one\ntwo\nthree\n' } })
    repository.branch('side')
    repository.commit({ files: { 'b.js': 'b\n' } })
    repository.checkout('main')
    repository.commit({ files: { 'c.js': 'c\n' } })
    repository.commit({ files: { 'a.js': 'one\nTWO, as the merge has it\nthree\n' } })
    const evil = repository.git('commit-tree', '-p', 'HEAD~1', '-p', 'side', '-m', 'Merge side', 'HEAD^{tree}')
    repository.git('reset', '--quiet', '--hard', evil)
    const place = { path: 'a.js', startLine: 2 }
    expect(blamed(place)).toEqual([evil])
    const origins = await originsOf(place)
    expect(told(origins)).toEqual([
      ['introduced', first],
      ['changed*', evil],
    ])
    expect(origins?.lastOid).toBe(evil)
  })

  test('text that is not UTF-8 and names that need quotes are followed as they are', async () => {
    repository = makeRepository()
    const path = 'odd "name"\twith\\x.txt'
    const latin = (text: string) => Buffer.from(text, 'latin1')
    const first = repository.commit({ files: { [path]: latin('caf\xe9 au lait et croissants\nend\n') } })
    const second = repository.commit({ files: { [path]: latin('caf\xe9 au lait et croissants!\nend\n') } })
    const move = repository.rename(path, 'plain.txt')
    expect(told(await originsOf({ path: 'plain.txt', startLine: 1 }))).toEqual([
      ['introduced', first],
      ['changed*', second],
      ['moved', move],
    ])
  })

  test('a chain longer than the limit is cut, and its oldest step is not called the first', async () => {
    repository = makeRepository()
    const stream = Array.from({ length: 130 }, (_, version) => [
      'commit refs/heads/main',
      `committer Ada <ada@example.org> ${1_600_000_000 + version} +0000`,
      'data 1\nx',
      'M 100644 inline a.txt',
      `data ${`version ${version}\n`.length}\nversion ${version}\n`,
    ]).flat()
    importInto(repository.folder, `${stream.join('\n')}\n`)
    const origins = await originsOf({ path: 'a.txt', startLine: 1 })
    expect(origins?.steps).toHaveLength(100)
    expect(origins).toMatchObject({ isCut: true })
    expect(origins?.steps.some(({ kind }) => kind === 'introduced')).toBe(false)
  })
})
