// A repository of everything that is awkward in a history, the same for the same seed, made by two runs of fast-import.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSample, type Sample } from './sample.ts'

export interface HardRepository {
  /** A bare store. */
  readonly gitFolder: string
  dispose(): void
}

/** Ten people; some under several names or addresses, some told apart or joined by the .mailmap. */
const AUTHORS = [
  'Ada Lovelace <ada@example.org>',
  'Ada King <ada@example.org>',
  'Grace Hopper <grace@navy.example.org>',
  'G. Hopper <4711+grace@users.noreply.github.com>',
  'José Núñez <jose@example.org>',
  'Mary Jackson <mary@nasa.example.org>',
  'mjackson <mary.jackson@home.example.org>',
  'Katherine Johnson <kj@nasa.example.org>',
  'root <root@localhost>',
  'O\'Brien "the" <ob@example.org>',
  'Annie Easley <annie@example.org>',
  'Dorothy Vaughan <dv@nasa.example.org>',
]
const MAILMAP =
  'Mary Jackson <mary@nasa.example.org> <mary.jackson@home.example.org>\nGrace B. Hopper <grace@navy.example.org>\n'
const FOLDERS = ['', 'src/', 'src/core/', 'docs/', 'test data/', 'ünï/', 'src/core/deep/er/']
/** Octal escapes as fast-import reads them: Latin-1 bytes that are not UTF-8, a tab, a quote, a line break. */
const ODD_NAMES = [
  'caf\\351.txt',
  'tab\\there.txt',
  'quote\\".txt',
  'line\\nbreak.txt',
  'back\\\\slash.txt',
  ':(top)x',
  '-flag',
  '%41.txt',
]
const WORDS = [
  'fix',
  'Add',
  'parser',
  '100%',
  'under_score',
  'back\\slash',
  'Ünïcode',
  "it's",
  'docs',
  'RELEASE',
  '#12',
  'a',
]
const TRAILERS = [
  'Signed-off-by: Grace Hopper <grace@navy.example.org>',
  'Co-authored-by: Katherine Johnson <kj@nasa.example.org>',
  'Fixes: #12',
]
const REGULAR = '100644'
const EXECUTABLE = '100755'
const SYMLINK = '120000'
const SUBMODULE = '160000'
const BRANCHES = ['topic', 'side', 'next', 'other']

/** Half of the commits know no ids; the other half name those of the first in their messages. */
export function makeHardRepository({
  seed,
  commits,
}: {
  readonly seed: number
  readonly commits: number
}): HardRepository {
  const gitFolder = mkdtempSync(join(tmpdir(), 'sparky-hard-'))
  const git = (args: readonly string[], input?: string | Buffer) =>
    execFileSync('git', [`--git-dir=${gitFolder}`, ...args], {
      env: { ...process.env, ...WRITER },
      // Its warnings are about what is meant to be so: orphans, nested tags, grafts.
      stdio: ['pipe', 'pipe', 'ignore'],
      ...(input !== undefined && { input }),
    })
      .toString()
      .trim()
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitFolder])
  const marks = join(gitFolder, 'marks')
  const world = createWorld(createSample({ size: 0, seed }))
  const importing = ['fast-import', '--force', '--quiet', '--date-format=raw-permissive', `--export-marks=${marks}`]
  git(importing, write(world, Math.ceil(commits / 2)))
  world.oids.push(
    ...readFileSync(marks, 'utf8')
      .split('\n')
      .flatMap((line) => line.split(' ')[1] ?? []),
  )
  git([...importing, `--import-marks=${marks}`], write(world, Math.floor(commits / 2)))
  addOddRefs(git, gitFolder)
  return { gitFolder, dispose: () => rmSync(gitFolder, { recursive: true, force: true }) }
}

const WRITER = {
  GIT_AUTHOR_NAME: 'Ada Lovelace',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '1600000000 +0000',
  GIT_COMMITTER_NAME: 'Ada Lovelace',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_COMMITTER_DATE: '1600000000 +0000',
}

/** Tags on tags and on a file, a commit from before 1970, a graft and a replaced commit that nobody may believe. */
function addOddRefs(git: (args: readonly string[], input?: string) => string, gitFolder: string): void {
  const [head, before, tree] = ['main', 'main~3', 'main^{tree}'].map((name) => git(['rev-parse', name]))
  git(['tag', '-a', '-m', 'inner', 'v9.0', 'main~2'])
  git(['tag', '-a', '-m', 'outer', 'v9.0-signed', 'v9.0'])
  git(['tag', 'a-file', git(['hash-object', '-w', '--stdin'], 'no commit\n')])
  const old = `tree ${tree}\nparent ${head}\nauthor Old Clock <old@example.org> -86400 +0000\ncommitter Old Clock <old@example.org> -86400 +0000\n\nFrom before time\n`
  const oldHead = git(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], old)
  git(['update-ref', 'refs/heads/before-time', oldHead])
  git(['update-ref', 'refs/heads/old', git(['commit-tree', '-p', oldHead, '-m', 'After it', tree ?? ''])])
  writeFileSync(join(gitFolder, 'info', 'grafts'), `${head} ${before}\n`)
  git(['update-ref', `refs/replace/${head}`, before ?? ''])
}

interface File {
  readonly mode: string
  readonly content: Buffer
}

interface Branch {
  mark: number
  readonly files: Map<string, File>
}

interface World {
  readonly sample: Sample
  readonly branches: Map<string, Branch>
  /** Ids of commits that messages can name. */
  readonly oids: string[]
  marks: number
}

function createWorld(sample: Sample): World {
  return { sample, branches: new Map(), oids: [], marks: 0 }
}

function write(world: World, commits: number): Buffer {
  const out: Buffer[] = []
  const say = (...lines: readonly string[]) => out.push(...lines.map((line) => Buffer.from(`${line}\n`)))
  // Branches of the run before are named by their marks.
  for (const [name, { mark }] of world.branches) say(`reset refs/heads/${name}`, `from :${mark}`, '')
  for (let made = 0; made < commits; made += 1) writeCommit(world, say, out)
  return Buffer.concat(out)
}

type Say = (...lines: readonly string[]) => void

function writeCommit(world: World, say: Say, out: Buffer[]): void {
  const { sample, branches } = world
  world.marks += 1
  const mark = world.marks
  const main = branches.get('main')
  const name = main === undefined || sample.one(5) < 3 ? 'main' : sample.pick(BRANCHES)
  const isOrphan = main === undefined || (name !== 'main' && sample.one(40) === 0)
  const former = branches.get(name) ?? main
  const branch: Branch = { mark, files: new Map(isOrphan ? [] : former?.files) }
  const authoredAtS = dateOf(mark, sample)
  say(
    `commit refs/heads/${name}`,
    `mark :${mark}`,
    `author ${sample.pick(AUTHORS)} ${authoredAtS} ${sample.pick(OFFSETS)}`,
  )
  say(
    `committer ${sample.pick(AUTHORS)} ${sample.one(8) === 0 ? dateOf(mark, sample) : authoredAtS} ${sample.pick(OFFSETS)}`,
  )
  sayData(say, out, Buffer.from(messageOf(world, mark)))
  if (!isOrphan) say(`from :${former?.mark}`)
  else if (mark > 1) say(`from ${'0'.repeat(40)}`)
  const merged = isOrphan ? [] : mergedBranches(world, name, former)
  for (const other of merged) say(`merge :${other.mark}`)
  if (mark === 2) sayFile(say, out, branch, '.mailmap', { mode: REGULAR, content: Buffer.from(MAILMAP) })
  // Without a change a commit is empty, and a merge takes all of its first parent.
  for (let changes = sample.one(4); changes > 0; changes -= 1) changeFile(world, say, out, branch)
  say('')
  branches.set(name, branch)
  if (sample.one(15) === 0) sayTag(world, say, out, mark)
}

/** One to three branches; where both sides merge each other, the next one crosses it. */
function mergedBranches({ sample, branches }: World, name: string, former: Branch | undefined): readonly Branch[] {
  const others = [...branches].filter(([other, { mark }]) => other !== name && mark !== former?.mark)
  if (others.length === 0 || sample.one(5) !== 0) return []
  const start = sample.one(others.length)
  const count = sample.one(4) === 0 ? 3 : 1
  return [...others.slice(start), ...others.slice(0, start)].slice(0, count).map(([, branch]) => branch)
}

const OFFSETS = ['+0000', '+0200', '-0730', '+1245', '-1200', '+9959']
const FIRST_S = 1_500_000_000
const STEP_S = 40_000

/** Mostly forward, three with one time; some clocks are years behind, stand at the epoch or are far in the future. */
function dateOf(mark: number, sample: Sample): number {
  const regular = FIRST_S + Math.floor(mark / 3) * STEP_S
  switch (sample.one(25)) {
    case 0:
      return regular - 30_000_000
    case 1:
      return sample.pick([0, 1, 86_399])
    case 2:
      return sample.pick([4_102_444_800, 7_258_118_400])
    default:
      return regular
  }
}

function messageOf({ sample, oids }: World, mark: number): string {
  const subject = `${sample.pick(WORDS)} ${sample.pick(WORDS)} ${mark}`
  const trailer = sample.one(3) === 0 ? `\n\n${sample.pick(TRAILERS)}` : ''
  if (oids.length === 0 || sample.one(4) !== 0) return `${subject}\n\nBecause of ${sample.pick(WORDS)}.${trailer}\n`
  const oid = sample.pick(oids)
  return sample.one(2) === 0
    ? `Revert "${subject}"\n\nThis reverts commit ${oid}.${trailer}\n`
    : `${subject}\n\n(cherry picked from commit ${oid})${trailer}\n`
}

function sayTag({ sample }: World, say: Say, out: Buffer[], mark: number): void {
  const name = `v${Math.floor(mark / 20)}.${mark % 20}${sample.pick(['', '', '-rc1'])}`
  if (sample.one(2) === 0) {
    say(`reset refs/tags/${name}`, `from :${mark}`, '')
    return
  }
  say(`tag ${name}`, `from :${mark}`, `tagger ${sample.pick(AUTHORS)} ${FIRST_S + mark * STEP_S} +0000`)
  sayData(say, out, Buffer.from(`Release ${name}\n`))
}

function changeFile(world: World, say: Say, out: Buffer[], branch: Branch): void {
  const { sample } = world
  const paths = [...branch.files.keys()]
  const path = paths.length > 0 ? sample.pick(paths) : ''
  const file = branch.files.get(path)
  const kind = file === undefined || sample.one(3) === 0 ? 'new' : sample.pick(KINDS_OF_CHANGE)
  if (kind === 'new' || file === undefined) sayFile(say, out, branch, newPath(sample), newFile(world))
  else if (kind === 'move') moveFile(world, say, out, branch, path, file)
  else if (kind === 'mode')
    sayFile(say, out, branch, path, { ...file, mode: file.mode === EXECUTABLE ? REGULAR : EXECUTABLE })
  else if (kind === 'edit') sayFile(say, out, branch, path, { mode: REGULAR, content: edited(world, file.content) })
  else {
    branch.files.delete(path)
    say(`D ${quoted(path)}`)
  }
}

const KINDS_OF_CHANGE = ['delete', 'move', 'move', 'mode', 'edit', 'edit', 'edit', 'edit'] as const

/** Renamed as it is, renamed and changed, or renamed while something else takes the old name at once. */
function moveFile(world: World, say: Say, out: Buffer[], branch: Branch, path: string, file: File): void {
  const target = newPath(world.sample)
  if (file.mode === SUBMODULE || !isFree(branch, target)) return
  branch.files.delete(path)
  say(`D ${quoted(path)}`)
  const content = world.sample.one(2) === 0 ? file.content : edited(world, file.content)
  sayFile(say, out, branch, target, { ...file, content })
  if (world.sample.one(6) === 0) sayFile(say, out, branch, path, newFile(world))
}

/** True where no file has the name and none stands where a folder would have to be, or the other way round. */
function isFree({ files }: Branch, path: string): boolean {
  return ![...files.keys()].some((one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`))
}

function newPath(sample: Sample): string {
  return `${sample.pick(FOLDERS)}${sample.one(6) === 0 ? sample.pick(ODD_NAMES) : `file-${sample.one(30)}.txt`}`
}

function newFile({ sample }: World): File {
  const lines = Array.from(
    { length: 8 + sample.one(20) },
    (_, index) => `line ${index} ${sample.pick(WORDS)} word_${sample.one(60)} café`,
  )
  switch (sample.one(9)) {
    case 0:
      return { mode: SYMLINK, content: Buffer.from(`target-${sample.one(9)}`) }
    case 1:
      return { mode: SUBMODULE, content: Buffer.from(String(sample.one(10)).repeat(40)) }
    case 2:
      return { mode: REGULAR, content: Buffer.from(`\0binary word_${sample.one(60)} \0${lines.join('\0')}`) }
    case 3:
      return { mode: REGULAR, content: Buffer.from(lines.join('\r\n')) }
    case 4:
      return { mode: REGULAR, content: Buffer.from(`${lines.join('\n')}\n`, 'latin1') }
    default:
      return { mode: REGULAR, content: Buffer.from(`${lines.join('\n')}\n`) }
  }
}

/** One line more, or one less; the end of the last line stays as it is. */
function edited({ sample }: World, content: Buffer): Buffer {
  const lines = content.toString('latin1').split('\n')
  const place = sample.one(lines.length)
  lines.splice(place, sample.one(2), `changed word_${sample.one(60)} ${sample.pick(['a', 'b', 'word_1word_2'])}`)
  return Buffer.from(lines.join('\n'), 'latin1')
}

function sayFile(say: Say, out: Buffer[], branch: Branch, path: string, file: File): void {
  if (!branch.files.has(path) && !isFree(branch, path)) return
  branch.files.set(path, file)
  if (file.mode === SUBMODULE) say(`M ${SUBMODULE} ${file.content} ${quoted(path)}`)
  else {
    say(`M ${file.mode} inline ${quoted(path)}`)
    sayData(say, out, file.content)
  }
}

function sayData(say: Say, out: Buffer[], content: Buffer): void {
  say(`data ${content.length}`)
  out.push(content, Buffer.from('\n'))
}

/** Names are written with the escapes that they need. */
function quoted(path: string): string {
  return `"${path}"`
}
