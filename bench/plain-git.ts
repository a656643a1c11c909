// Plain git beside ours: how long it takes with its output thrown away, and a copy of a repository to change.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** The repository of the command line as its git folder: a bare store, or the `.git` of a work tree. */
export function gitFolderOfArgument(): string {
  const path = process.argv[2] ?? '.'
  return execFileSync('git', ['-C', path, 'rev-parse', '--absolute-git-dir'], { encoding: 'utf8' }).trim()
}

/** Seconds that git takes with its output thrown away. */
export async function floorOf(gitFolder: string, ...args: readonly string[]): Promise<number> {
  return secondsOf('git', [`--git-dir=${gitFolder}`, ...args])
}

/** Seconds that a line of the shell takes with its output thrown away; the folder is its `$1`. */
export async function floorOfShell(gitFolder: string, line: string): Promise<number> {
  return secondsOf('sh', ['-c', line, 'sh', gitFolder])
}

async function secondsOf(command: string, args: readonly string[]): Promise<number> {
  const startedMs = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [exitCode] = await once(child, 'close')
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}.`)
  return (performance.now() - startedMs) / 1000
}

/** What git prints, without the last line break. */
export function git(gitFolder: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync('git', [`--git-dir=${gitFolder}`, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...WRITER, LC_ALL: 'C' },
    maxBuffer: 256 * 1024 * 1024,
    ...(input !== undefined && { input }),
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout.replace(/\n$/, '')
}

const WRITER = {
  GIT_AUTHOR_NAME: 'A Writer',
  GIT_AUTHOR_EMAIL: 'writer@example.org',
  GIT_COMMITTER_NAME: 'A Writer',
  GIT_COMMITTER_EMAIL: 'writer@example.org',
}

/** A bare copy with all refs and the same HEAD; contents are shared with the original where the disk allows. */
export function copyRepository(gitFolder: string, target: string): void {
  execFileSync('git', ['clone', '--quiet', '--mirror', '--local', gitFolder, target], { stdio: 'inherit' })
}

/** Adds commits to the branch of HEAD, each with one new file at the root; the ids, oldest first. */
export function addCommits(gitFolder: string, files: readonly { readonly name: string; readonly text: string }[]) {
  return files.map(({ name, text }) => {
    const blob = git(gitFolder, ['hash-object', '-w', '--stdin'], text)
    const entries = git(gitFolder, ['ls-tree', '-z', 'HEAD'])
    const tree = git(gitFolder, ['mktree', '-z'], `${entries}100644 blob ${blob}\t${name}\0`)
    const oid = git(gitFolder, ['commit-tree', tree, '-p', 'HEAD', '-m', `Add ${name}`])
    git(gitFolder, ['update-ref', 'HEAD', oid])
    return oid
  })
}
