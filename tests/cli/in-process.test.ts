// Commands without a server, as real processes on a real repository, without any model.
import { appendFileSync, mkdirSync, readFileSync, realpathSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { lockDataFolder } from '#lib/db/data-lock.ts'
import { makeRepository } from './make-repository.ts'
import { createFolders, type Outcome, runSparky } from './run-sparky.ts'

/** Each command opens the database anew, which takes seconds on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folders = createFolders()
afterAll(folders.remove)
const environment = { SPARKY_DATA: join(folders.create(), 'data') }
const repository = join(realpathSync(folders.create()), 'lines')
const sparky = (...args: readonly string[]) => runSparky(args, { cwd: repository, environment })

beforeAll(async () => {
  mkdirSync(repository)
  makeRepository(repository)
  expect(await sparky('index', '.')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('lines can be asked'),
  })
})

const AnswerObject = z.object({
  answer: z.string(),
  status: z.enum(['answered', 'not_found', 'refused', 'incomplete', 'error']),
  verification: z.enum(['verified', 'repaired', 'unverified']),
  citations: z.array(
    z.object({ id: z.string(), kind: z.enum(['commit', 'file', 'tag', 'query']), verified: z.boolean() }),
  ),
  facts: z.array(
    z.object({
      operation: z.string(),
      input: z.unknown(),
      rows: z.array(z.unknown()),
      receipt: z.object({ command: z.string() }),
    }),
  ),
  route: z.object({ agent: z.string(), operation: z.string(), by: z.enum(['rules', 'model']) }),
  repository: z.literal('lines'),
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  runId: z.string(),
  models: z.record(z.string(), z.string()),
  elapsedMs: z.number(),
})

/** A question that could not be asked: the same object, with what was asked for and the reason. */
const FailedObject = AnswerObject.extend({
  status: z.literal('error'),
  repository: z.string(),
  revision: z.string(),
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }),
})

describe('ask', () => {
  it('answers on standard output alone, and ends with 0', async () => {
    const { exitCode, stdout } = await sparky('ask', 'How many commits are there?')
    expect(stdout).toContain('5 commits')
    expect(exitCode).toBe(0)
  })

  it('--json prints one object of the stated shape', async () => {
    const { exitCode, stdout } = await sparky('ask', '--json', 'How many commits did Grace Hopper make in 2022?')
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(AnswerObject.parse(JSON.parse(stdout))).toMatchObject({
      status: 'answered',
      answer: expect.stringContaining('2 commits'),
    })
    expect(exitCode).toBe(0)
  })

  it('--at means the world as of that revision', async () => {
    const { stdout } = await sparky('ask', '--at', 'v1.0', 'How many commits are there?')
    expect(stdout).toContain('3 commits')
  })

  it('ends with 3 when there is no such thing', async () => {
    const { exitCode, stdout } = await sparky('ask', '--json', 'Who last changed src/compiler.ts?')
    expect(AnswerObject.parse(JSON.parse(stdout)).status).toBe('not_found')
    expect(exitCode).toBe(3)
  })

  it('ends with 1 and the names that are known when the repository is unknown', async () => {
    const { exitCode, stdout, stderr } = await sparky('ask', '--json', '--repo', 'columns', 'How many commits?')
    expect(stderr).toContain('There is no repository "columns".')
    expect(stderr).toContain('Known: lines.')
    expect(FailedObject.parse(JSON.parse(stdout))).toMatchObject({
      status: 'error',
      repository: 'columns',
      error: { code: 'repository/unknown' },
    })
    expect(exitCode).toBe(1)
  })
})

describe('ask --batch', () => {
  const questions = join(folders.create(), 'questions.jsonl')
  const answers = `${questions}.answers`
  const lines = () =>
    readFileSync(answers, 'utf8')
      .trim()
      .split('\n')
      .map((line) => AnswerObject.extend({ id: z.string(), variant: z.number() }).parse(JSON.parse(line)))
  const question = (id: string, variant: number, text: string) =>
    `${JSON.stringify({ id, variant, repo: 'lines', question: text })}\n`
  const batch = () => sparky('ask', '--batch', questions, '--out', answers, '--concurrency', '2')

  it('writes one line an answer; a second call asks only what is new or was cut off', async () => {
    writeFileSync(
      questions,
      question('count', 0, 'How many commits are there?') + question('count', 1, 'What is the number of commits?'),
    )
    expect((await batch()).exitCode).toBe(0)
    const first = lines()
    expect(first.map(({ id, variant }) => `${id} ${variant}`).toSorted()).toEqual(['count 0', 'count 1'])

    truncateSync(answers, readFileSync(answers).length - 10)
    appendFileSync(questions, question('nothing', 0, 'Who last changed src/compiler.ts?'))
    const { exitCode, stderr } = await batch()
    expect(stderr).toContain('2 of 3 questions to answer.')
    expect(exitCode).toBe(0)
    expect(lines()[0]?.runId).toBe(first[0]?.runId)
    expect(
      lines()
        .map(({ id, status }) => `${id} ${status}`)
        .toSorted(),
    ).toEqual(['count answered', 'count answered', 'nothing not_found'])
  })

  it('answers a question that cannot be asked with its error, once, and goes on', async () => {
    const mixed = `${questions}.mixed`
    const run = () => sparky('ask', '--batch', mixed, '--out', `${mixed}.answers`)
    const ask = (id: string, more: object) =>
      `${JSON.stringify({ id, question: 'How many commits are there?', repo: 'lines', ...more })}\n`
    writeFileSync(
      mixed,
      ask('repository', { repo: 'columns' }) + ask('revision', { at: 'v9.9' }) + ask('good', { at: 'v1.0' }),
    )
    const first = await run()
    expect(first.stderr).toContain(`3 answers written to ${mixed}.answers, 2 of them errors.`)
    expect(first.exitCode).toBe(0)
    const written = readFileSync(`${mixed}.answers`, 'utf8').trim().split('\n')
    const [repository, revision, good] = written.map((line) => JSON.parse(line))
    expect(FailedObject.parse(repository)).toMatchObject({
      repository: 'columns',
      error: { code: 'repository/unknown', message: 'There is no repository "columns".' },
    })
    expect(FailedObject.parse(revision)).toMatchObject({ error: { code: 'git/bad-revision' } })
    expect(AnswerObject.parse(good)).toMatchObject({ status: 'answered' })
    expect((await run()).stderr).toContain('0 of 3 questions to answer.')
  })

  it('asks nothing while a line is no question, and says which and why', async () => {
    const broken = `${questions}.broken`
    writeFileSync(broken, `${question('a', 0, 'Why?')}{"id": 1}\n\nWhy?\n"Why?"\n`)
    const { exitCode, stderr } = await sparky('ask', '--batch', broken, '--out', `${broken}.answers`)
    expect(stderr).toContain(
      [
        `Line 2 of ${broken} is not a question: "question" is missing or wrong.`,
        `Line 4 of ${broken} is not a question: it is no JSON.`,
        `Line 5 of ${broken} is not a question: it is no object.`,
      ].join('\n'),
    )
    expect(exitCode).toBe(1)
  })

  it('refuses a file of answers that is none, or cannot be written, before anything is asked', async () => {
    const one = `${questions}.one`
    writeFileSync(one, question('a', 0, 'How many commits are there?'))
    const notes = join(folders.create(), 'notes.txt')
    writeFileSync(notes, 'my notes\nunfinished')
    const refused = await sparky('ask', '--batch', one, '--out', notes)
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`Line 1 of ${notes} is not an answer`),
    })
    expect(readFileSync(notes, 'utf8')).toBe('my notes\nunfinished')
    const nowhere = join(notes, 'answers.jsonl')
    expect(await sparky('ask', '--batch', one, '--out', nowhere)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`The answers ${nowhere} cannot be written: ENOTDIR`),
    })
  })
})

describe('run', () => {
  it('lists the operations with an example each', async () => {
    const { stdout, exitCode } = await sparky('run')
    expect(stdout).toMatch(/^query_commits\n {2}\S.*\n {2}\.\/sparky run query_commits '\{/)
    expect(exitCode).toBe(0)
  })

  it('gives rows and the receipt', async () => {
    const { stdout } = await sparky('run', '--json', 'query_commits', '{"result":"top_authors"}')
    expect(JSON.parse(stdout)).toMatchObject({
      rows: [
        { author: 'Ada Lovelace', commits: 3 },
        { author: 'Grace Hopper', commits: 2 },
      ],
      receipt: { command: expect.any(String) },
    })
  })

  it.each([
    ['an operation that there is not', ['compile']],
    ['an input that is not JSON', ['query_commits', '{result']],
    ['an input that does not fit', ['query_commits', '{"result":"poem"}']],
  ])('ends with 2 for %s', async (_, args) => {
    expect(await sparky('run', ...args)).toMatchObject({ exitCode: 2, stdout: '' })
  })
})

const SearchObject = z.strictObject({
  results: z.array(
    z.strictObject({
      kind: z.enum(['code', 'commit']),
      path: z.string().optional(),
      startLine: z.number().int().optional(),
      endLine: z.number().int().optional(),
      sha: z
        .string()
        .regex(/^[0-9a-f]{40}$/)
        .optional(),
      score: z.number(),
      why: z.array(z.string()).nonempty(),
    }),
  ),
})

function expectBestFirst(results: readonly { readonly score: number }[]): void {
  const scores = results.map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
}

describe('search', () => {
  it('--repo all searches every repository and names each', async () => {
    const { stdout, exitCode } = await sparky('search', '--repo', 'all', '--json', 'parseLine')
    const { results } = z
      .object({ results: z.array(z.object({ repository: z.string(), path: z.string(), startLine: z.number() })) })
      .parse(JSON.parse(stdout))
    expect(new Set(results.map(({ repository: name }) => name))).toEqual(new Set(['lines']))
    expect(exitCode).toBe(0)
  })

  it('finds code, best first, with its lines', async () => {
    await sparky('index', '--wait', '.')
    const { stdout } = await sparky('search', '--json', 'parseLine')
    const { results } = SearchObject.parse(JSON.parse(stdout))
    expect(results[0]).toMatchObject({ kind: 'code', path: 'src/parser.ts', startLine: 1 })
    expectBestFirst(results)
  })

  it('finds code as of a revision, as many places as were asked for', async () => {
    const at = async (...args: readonly string[]) =>
      SearchObject.parse(JSON.parse((await sparky('search', '--json', ...args)).stdout)).results
    expect((await at('Lines')).map(({ path }) => path)).toContain('README.md')
    expect((await at('--at', 'v1.0', 'Lines')).map(({ path }) => path)).not.toContain('README.md')
    expect(await at('--limit', '1', 'cells')).toHaveLength(1)
  })

  it('finds commits that have some of the words, the best first and not the newest', async () => {
    const { exitCode, stdout } = await sparky('search', '--kind', 'commits', '--json', 'printer for parsing')
    const { results } = SearchObject.parse(JSON.parse(stdout))
    expect(results.map(({ kind, why }) => ({ kind, why }))).toEqual([
      { kind: 'commit', why: ['printer'] },
      { kind: 'commit', why: ['parsing'] },
      { kind: 'commit', why: ['parsing'] },
    ])
    expectBestFirst(results)
    expect(results[0]?.score).toBeGreaterThan(results[1]?.score ?? Number.POSITIVE_INFINITY)
    expect(exitCode).toBe(0)
  })

  it('prints each commit with its subject and the words that fit; --at and --limit hold', async () => {
    const { stdout } = await sparky('search', '--kind', 'commits', '--at', 'v1.0', '--limit', '1', 'parser')
    expect(stdout).toMatch(/^[0-9a-f]{9} {2}Add the parser {2}\(parser\)\n$/)
  })

  it('ends with 3 when nothing fits', async () => {
    const outcome = await sparky('search', '--kind', 'commits', 'quaternion')
    expect(outcome).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringContaining('Nothing in lines fits "quaternion".'),
    })
  })
})

describe('the data folder', () => {
  it('in use by another process is said with its pid, and ends with 1', async () => {
    const dataFolder = join(folders.create(), 'taken')
    const lock = await lockDataFolder(dataFolder)
    try {
      const outcome: Outcome = await runSparky(['repos'], { environment: { SPARKY_DATA: dataFolder } })
      expect(outcome).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringContaining(`is in use by process ${process.pid}.`),
      })
    } finally {
      lock.release()
    }
  })
})

describe('remove', () => {
  it('asks first, and where nobody can answer it wants --yes', async () => {
    expect(await sparky('remove', 'lines')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('add --yes') })
  })

  it('forgets the repository and leaves its folder alone', async () => {
    const other = join(realpathSync(folders.create()), 'other')
    mkdirSync(other)
    makeRepository(other)
    await sparky('index', other)
    expect(await sparky('remove', '--yes', 'other')).toMatchObject({ exitCode: 0, stdout: 'other is removed.\n' })
    expect(
      JSON.parse((await sparky('repos', '--json')).stdout).repositories.map(({ name }: { name: string }) => name),
    ).toEqual(['lines'])
    expect(readFileSync(join(other, 'README.md'), 'utf8')).toBe('# Lines\n')
    expect(await sparky('remove', 'other')).toMatchObject({ exitCode: 3 })
  })
})
