// A real repository in a temporary folder, built commit by commit, for the tests of every room.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { toProcessEnvironment } from '#lib/config.ts'

/** What a commit is made from; everything has a default. */
export interface CommitFacts {
  /** Path to content; null removes the file. */
  readonly files?: Readonly<Record<string, string | Buffer | null>>
  readonly message?: string
  /** Name of the author (and committer, unless given). */
  readonly author?: string
  readonly email?: string
  /** Any date that git reads: `2021-03-01T12:00:00+02:00`, `1614600000 +0200`. Default: a day after the commit before. */
  readonly date?: string
  readonly committer?: string
  readonly committerEmail?: string
  readonly committerDate?: string
}

export interface TestRepository {
  /** The work tree; its `.git` is a folder. */
  readonly folder: string
  /** Runs git in the work tree and gives what it prints, without the last line break. */
  git(...args: readonly string[]): string
  /** Commits all that is in the work tree, changed by `files`; gives the id of the commit. Empty commits are allowed. */
  commit(facts?: CommitFacts): string
  /** Moves a file and commits; gives the id. */
  rename(from: string, to: string, facts?: CommitFacts): string
  /** Merges `branch` into the current branch, always with a commit; gives its id. */
  merge(branch: string, facts?: CommitFacts): string
  /** A branch from here (or from `start`), checked out. */
  branch(name: string, start?: string): void
  checkout(revision: string): void
  /** A tag on HEAD; annotated when it has a message. */
  tag(name: string, o?: { readonly message?: string; readonly date?: string; readonly revision?: string }): void
  /** Removes the folder. */
  dispose(): void
}

const FIRST_DATE_S = Date.UTC(2020, 0, 1, 12) / 1000
const DAY_S = 86_400

/** An empty repository on the branch `main`, in `folder` or in a new temporary one. */
export function makeRepository(folder = mkdtempSync(join(tmpdir(), 'sparky-repository-'))): TestRepository {
  mkdirSync(folder, { recursive: true })
  let commits = 0
  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    execFileSync('git', args, {
      cwd: folder,
      env: toProcessEnvironment({ ...plainEnvironment(), ...environment }),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).replace(/\n$/, '')
  const git = (...args: readonly string[]) => run(args)

  const identity = (facts: CommitFacts): Record<string, string> => {
    const date = facts.date ?? `${FIRST_DATE_S + (commits - 1) * DAY_S} +0000`
    const [author, email] = [facts.author ?? 'Ada Lovelace', facts.email ?? 'ada@example.org']
    return {
      GIT_AUTHOR_NAME: author,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: facts.committer ?? author,
      GIT_COMMITTER_EMAIL: facts.committerEmail ?? email,
      GIT_COMMITTER_DATE: facts.committerDate ?? date,
    }
  }
  const commit = (facts: CommitFacts = {}) => {
    for (const [path, content] of Object.entries(facts.files ?? {})) {
      const file = join(folder, path)
      if (content === null) rmSync(file, { force: true })
      else {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    }
    run(['add', '--all'])
    commits += 1
    const message = facts.message ?? 'Change something'
    run(
      ['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--cleanup=verbatim', '-m', message],
      identity(facts),
    )
    return run(['rev-parse', 'HEAD'])
  }

  run(['init', '--quiet', '--initial-branch=main'])
  return {
    folder,
    git,
    commit,
    rename: (from, to, facts = {}) => {
      mkdirSync(dirname(join(folder, to)), { recursive: true })
      renameSync(join(folder, from), join(folder, to))
      return commit({ message: `Rename ${from} to ${to}`, ...facts })
    },
    merge: (branch, facts = {}) => {
      commits += 1
      run(['merge', '--quiet', '--no-ff', '-m', facts.message ?? `Merge branch '${branch}'`, branch], identity(facts))
      return run(['rev-parse', 'HEAD'])
    },
    branch: (name, start) => void run(['checkout', '--quiet', '-b', name, ...(start === undefined ? [] : [start])]),
    checkout: (revision) => void run(['checkout', '--quiet', revision]),
    tag: (name, { message, date, revision = 'HEAD' } = {}) => {
      const note = message === undefined ? [] : ['-a', '-m', message]
      run(['tag', ...note, name, revision], identity(date === undefined ? {} : { date }))
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** No configuration of the machine takes part. */
function plainEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_AUTHOR_NAME: 'Ada Lovelace',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada Lovelace',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  }
}
