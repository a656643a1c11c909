// A repository of many commits with branches, merges, renames and odd names, the same for the same seed, made by fast-import.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface RandomRepository {
  /** A bare store. */
  readonly gitFolder: string
  /** Runs git in it and gives what it prints, without the last line break. */
  git(...args: readonly string[]): string
  dispose(): void
}

const AUTHORS = [
  'Ada Lovelace <ada@example.org>',
  'Grace Hopper <grace@navy.example.org>',
  'G. Hopper <grace@navy.example.org>',
  'José Núñez <jose@example.org>',
  'root <root@localhost>',
  'bot <bot@ci.example.org>',
  'O\'Brien "the" <ob@example.org>',
]
const WORDS = ['fix', 'Add', 'parser', '100%', 'under_score', 'back\\slash', 'Ünïcode', "it's", 'docs']
const FOLDERS = ['', 'src/', 'src/core/', 'docs/', 'docs/api/', 'test data/', 'ünï/']

/** Commits from 2018 to about 2022; the seed decides everything. */
export function makeRandomRepository({
  seed,
  commits,
}: {
  readonly seed: number
  readonly commits: number
}): RandomRepository {
  const gitFolder = mkdtempSync(join(tmpdir(), 'sparky-random-'))
  const git = (...args: readonly string[]) =>
    execFileSync('git', [`--git-dir=${gitFolder}`, ...args], {
      encoding: 'utf8',
      maxBuffer: 1e9,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    }).replace(/\n$/, '')
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitFolder])
  execFileSync('git', [`--git-dir=${gitFolder}`, 'fast-import', '--quiet', '--date-format=raw'], {
    input: fastImport(createRandom(seed), commits),
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  return { gitFolder, git, dispose: () => rmSync(gitFolder, { recursive: true, force: true }) }
}

interface Line {
  mark: number
  readonly files: Set<string>
}

function fastImport(random: (below: number) => number, commits: number): string {
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T
  const lines = new Map<string, Line>()
  const out: string[] = []
  for (let mark = 1; mark <= commits; mark += 1) {
    const branch = mark === 1 || random(3) > 0 ? 'main' : `topic-${random(4)}`
    const main = lines.get('main')
    const former = lines.get(branch) ?? main
    const isOrphan = former === undefined || (branch !== 'main' && random(60) === 0)
    const line: Line = { mark, files: new Set(isOrphan ? [] : former.files) }
    const author = pick(AUTHORS)
    // Three in a row share a time; some clocks are wrong.
    const atS = 1_514_800_000 + Math.floor(mark / 3) * 90_000 - (random(20) === 0 ? 4_000_000 : 0)
    const offset = pick(['+0000', '+0200', '-0730', '+1245'])
    const plain = `${pick(WORDS)} ${pick(WORDS)} ${mark}\n\n${random(2) === 0 ? `Because of ${pick(WORDS)}.\n` : ''}`
    const reverted = `Revert "fix ${mark}"\n\nThis reverts commit ${mark.toString(16).padStart(40, 'a')}.\n`
    const message = mark % 14 === 0 ? reverted : plain
    out.push(`commit refs/heads/${branch}`, `mark :${mark}`, `author ${author} ${atS} ${offset}`)
    out.push(`committer ${pick(AUTHORS)} ${atS + random(500)} +0000`, data(message))
    if (!isOrphan) out.push(`from :${former.mark}`)
    else if (mark > 1) out.push(`from ${'0'.repeat(40)}`)
    const others = [...lines].filter(([name, other]) => name !== branch && other.mark !== former?.mark)
    const merged = !isOrphan && others.length > 0 && random(6) === 0 ? others.slice(0, 1 + random(3)) : []
    for (const [, other] of merged) out.push(`merge :${other.mark}`)
    for (let change = random(4); change >= 0; change -= 1) changeFile({ random, pick, line, out, mark })
    out.push('')
    lines.set(branch, line)
    if (random(25) === 0) out.push(`reset refs/tags/v${mark}`, `from :${mark}`, '')
  }
  return `${out.join('\n')}\n`
}

function changeFile(o: {
  readonly random: (below: number) => number
  readonly pick: <T>(items: readonly T[]) => T
  readonly line: Line
  readonly out: string[]
  readonly mark: number
}): void {
  const { random, pick, line, out, mark } = o
  const files = [...line.files]
  const kind = random(10)
  if (kind === 0 && files.length > 3) {
    const file = pick(files)
    line.files.delete(file)
    out.push(`D ${quote(file)}`)
  } else if (kind === 1 && files.length > 0) {
    const [file, target] = [pick(files), `${pick(FOLDERS)}moved-${random(12)}.txt`]
    if (line.files.has(target)) return
    line.files.delete(file)
    line.files.add(target)
    out.push(`R ${quote(file)} ${quote(target)}`)
  } else {
    const file = files.length > 0 && random(3) > 0 ? pick(files) : `${pick(FOLDERS)}${nameOf(random(15))}`
    if ([...line.files].some((other) => other.startsWith(`${file}/`))) return
    line.files.add(file)
    const lines = Array.from(
      { length: 5 + random(20) },
      (_, index) => `line ${index} of ${file} ${random(3) === 0 ? mark : ''}`,
    )
    out.push(`M 100644 inline ${quote(file)}`, data(`${lines.join('\n')}\n`))
  }
}

/** Some files have another ending. */
function nameOf(number: number): string {
  return `file-${number}.${number % 5 === 4 ? 'md' : 'txt'}`
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`
}

function quote(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`
}

/** Mulberry32: small, fast, the same everywhere. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
