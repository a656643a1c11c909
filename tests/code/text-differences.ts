// Runs the search of exact text on questions sampled from a repository beside git grep, and tells where the two differ.
import { execFileSync } from 'node:child_process'
import { type FindTextOptions, findText } from '#lib/code/text/find-text.ts'
import type { TextThread } from '#lib/code/text/text-thread.ts'
import { toProcessEnvironment } from '#lib/config.ts'
import { decodePath } from '#lib/git/paths.ts'
import type { Check } from '#tests/history/differences.ts'
import { createSample, type Sample } from '#tests/history/sample.ts'

export interface TextComparison {
  readonly gitFolder: string
  readonly thread: TextThread
  readonly revisions: readonly string[]
  /** Questions of each kind at each revision. */
  readonly literals: number
  readonly patterns: number
  readonly seed: number
}

type Question = Pick<FindTextOptions, 'pattern' | 'fixed' | 'ignoreCase' | 'wholeWord' | 'path'> & {
  /** What git is told instead of `path`. */
  readonly pathspecs: readonly string[]
}

/** Lines compared one by one; beyond them their number is. */
const ROWS = 3_000
const SHOWN_CHARACTERS = 500
const TIMEOUT_MS = 60_000
const OUTPUT_BYTES = 1024 * 1024 * 1024

/** Each question is asked of the kept texts, of the flat store and, before both are there, of the repository itself. */
export async function* compareTexts(o: TextComparison): AsyncGenerator<Check> {
  for (const [number, revision] of o.revisions.entries()) {
    const sample = createSample({ size: o.literals, seed: o.seed + number })
    const files = readFiles(o.gitFolder, revision)
    const literals = Array.from({ length: o.literals }, () => literalOf(files, sample))
    const patterns = Array.from({ length: o.patterns }, () => patternOf(files, sample))
    const signal = AbortSignal.timeout(TIMEOUT_MS * 10)
    const place = { gitFolder: o.gitFolder, revision, signal }
    if (literals[0]) yield await compare('repository', literals[0], place, undefined)
    await o.thread.ask({ kind: 'prepare', gitFolder: o.gitFolder, revision }, signal)
    const { found } = await o.thread.ask(
      { kind: 'literal', gitFolder: o.gitFolder, revision, text: 'x', ...ONE },
      signal,
    )
    yield { name: 'kept', input: revision, expected: 'kept', actual: found === null ? 'not kept' : 'kept' }
    for (const question of literals) {
      yield await compare('literal', question, place, o.thread)
      if (sample.one(4) === 0) yield await compare('literal by git', question, place, undefined)
    }
    for (const question of patterns) yield await compare('pattern', question, place, o.thread)
  }
}

const ONE = { wholeWord: false, limit: 1 }

async function compare(
  name: string,
  question: Question,
  place: Pick<FindTextOptions, 'gitFolder' | 'revision' | 'signal'>,
  thread: TextThread | undefined,
): Promise<Check> {
  const { pathspecs, ...asked } = question
  const told = await findText({ ...asked, ...place, limit: ROWS }, thread)
  return {
    name,
    input: question,
    expected: grep(question, place),
    actual: write(told.matches, told.lines, told.files),
  }
}

/** What git says, read without anything of ours but the spelling of paths. */
function grep(question: Question, { gitFolder, revision }: Pick<FindTextOptions, 'gitFolder' | 'revision'>): string {
  const flags = [
    question.fixed ? '-F' : '-P',
    ...(question.ignoreCase ? ['-i'] : []),
    ...(question.wholeWord ? ['-w'] : []),
  ]
  const args = ['grep', '-I', '-n', '-z', ...flags, '-e', question.pattern, revision, '--', ...question.pathspecs]
  const output = run(gitFolder, args).toString('latin1')
  const rows = [...output.matchAll(/([^\0]*)\0(\d+)\0([^\n]*)\n/g)].map(([, name = '', line, text = '']) => ({
    path: decodePath(Buffer.from(name.slice(revision.length + 1), 'latin1')),
    line: Number(line),
    text: Buffer.from(text, 'latin1')
      .subarray(0, 4 * SHOWN_CHARACTERS)
      .toString('utf8')
      .slice(0, SHOWN_CHARACTERS),
  }))
  return write(rows.slice(0, ROWS), rows.length, new Set(rows.map(({ path }) => path)).size)
}

function write(
  rows: readonly { readonly path: string; readonly line: number; readonly text: string }[],
  lines: number,
  files: number,
): string {
  return [`${lines} lines`, `${files} files`, ...rows.map(({ path, line, text }) => `${path}:${line}:${text}`)].join(
    '\0',
  )
}

interface File {
  readonly path: string
  readonly lines: readonly string[]
}

/** Text files as far as they can stand in an argument: their lines that are UTF-8. */
function readFiles(gitFolder: string, revision: string): readonly File[] {
  const listed = run(gitFolder, ['ls-tree', '-r', '-z', revision]).toString('latin1').split('\0')
  const entries = listed.flatMap((entry) => {
    const match = /^100\d+ blob (\w+)\t(.*)$/s.exec(entry)
    return match ? [{ oid: match[1] ?? '', path: decodePath(Buffer.from(match[2] ?? '', 'latin1')) }] : []
  })
  const step = Math.max(1, Math.floor(entries.length / 150))
  return entries
    .filter((_, index) => index % step === 0)
    .map(({ oid, path }) => ({ path, content: run(gitFolder, ['cat-file', 'blob', oid]) }))
    .filter(({ content }) => !content.subarray(0, 8000).includes(0))
    .map(({ path, content }) => ({
      path,
      lines: content
        .toString('utf8')
        .split('\n')
        .filter((line) => line.length > 0 && line.length < 2_000 && !/[\0\uFFFD]/.test(line)),
    }))
    .filter(({ lines }) => lines.length > 0)
}

function run(gitFolder: string, args: readonly string[]): Buffer {
  try {
    return execFileSync('git', [`--git-dir=${gitFolder}`, ...args], {
      env: toProcessEnvironment({ PATH: process.env.PATH ?? '', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C.UTF-8' }),
      maxBuffer: OUTPUT_BYTES,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    // 1: no line matches.
    if (error instanceof Error && 'status' in error && error.status === 1) return Buffer.alloc(0)
    throw error
  }
}

/** A piece of a line, or something that is hardly there; narrowed and widened at random. */
function literalOf(files: readonly File[], sample: Sample): Question {
  const { lines } = sample.pick(files)
  const line = sample.pick(lines)
  const words = line.match(/[\p{L}\p{N}_]+/gu) ?? [line]
  const start = sample.one(line.length)
  const pattern = sample.pick([
    sample.pick(words),
    sample.pick(words).slice(0, 3),
    line,
    line.slice(start, start + 1 + sample.one(24)).toWellFormed(),
    line.trim().slice(0, 12).toWellFormed() || line,
    `${sample.pick(words)}q#`,
    sample.pick(['e', ' ', '\t', '\r', '.*', '(', '\\', '-e', '--', "'", '"', '$', '[a-z]', 'é', '日本']),
  ])
  return {
    pattern: pattern.includes('\uFFFD') ? 'a' : pattern,
    fixed: true,
    ...(sample.one(5) === 0 && { ignoreCase: true }),
    ...(sample.one(4) === 0 && { wholeWord: true }),
    ...placeOf(files, sample),
  }
}

/** Patterns of every kind, made from the words of a line. */
function patternOf(files: readonly File[], sample: Sample): Question {
  const quoted = (text: string) => text.replace(/[^\p{L}\p{N}_ ]/gu, '\\$&')
  const word = () => quoted(sample.pick(sample.pick(sample.pick(files).lines).match(/[\p{L}\p{N}_]+/gu) ?? ['a']))
  const line = quoted(sample.pick(sample.pick(files).lines).slice(0, 40).toWellFormed().replaceAll('\uFFFD', ''))
  const pattern = sample.pick([
    `${word()}|${word()}|${word()}`,
    `\\b${word()}\\b`,
    `^\\s*${word()}`,
    `${word()}.*${word()}`,
    `${word()}\\s*\\(`,
    `^${line}`,
    `${word()}$`,
    `(?i)${word()}`,
    `(?<!_)${word()}(?=\\W)`,
    `[A-Z]\\w+${word()}?`,
    `(${word()})+[;:,]$`,
    '^$',
    '\\d{4,}',
    '^[^a-zA-Z]*$',
    '[äöüé日本ß]',
    'x*',
    '\\r$',
    '.',
    `(?:${word()}|\\w+)=`,
    '(\\w+) \\1\\b',
    '\\x00',
  ])
  return {
    pattern,
    fixed: false,
    ...(sample.one(4) === 0 && { ignoreCase: true }),
    ...(sample.one(6) === 0 && { wholeWord: true }),
    ...placeOf(files, sample),
  }
}

function placeOf(files: readonly File[], sample: Sample): Pick<Question, 'path' | 'pathspecs'> {
  const { path } = sample.pick(files)
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  const ending = /\.\w+$/.exec(path)?.[0]
  const isPlain = !/[\\:*?[\]{}\n]/.test(path)
  const choice = sample.one(10)
  if (choice === 0 && isPlain) return { path, pathspecs: [path] }
  if (choice === 1 && isPlain && folder !== '') return { path: `${folder}/`, pathspecs: [folder] }
  if (choice === 2 && ending !== undefined) return { path: `*${ending}`, pathspecs: [`:(glob)**/*${ending}`] }
  if (choice === 3 && isPlain && folder !== '')
    return {
      path: `${folder}/*.{c,go,md,py,ts}`,
      pathspecs: ['c', 'go', 'md', 'py', 'ts'].map((one) => `:(glob)${folder}/*.${one}`),
    }
  return { pathspecs: [] }
}
