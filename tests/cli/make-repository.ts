// A small repository with known authors, dates and files, for tests of the terminal.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toProcessEnvironment } from '#lib/config.ts'

const ADA = ['Ada Lovelace', 'ada@example.org'] as const
const GRACE = ['Grace Hopper', 'grace@example.org'] as const

/** Three commits by Ada in 2021, two by Grace in 2022; the tag `v1.0` on Ada's last. */
export function makeRepository(folder: string): void {
  git(folder, ADA, '2021-01-01T00:00:00Z', 'init', '--quiet', '--initial-branch=main')
  commit(folder, ADA, '2021-03-01T10:00:00Z', 'Add the parser', {
    'src/parser.ts': 'export function parseLine(line: string) {\n  return line.split(",")\n}\n',
  })
  commit(folder, ADA, '2021-04-01T10:00:00Z', 'Add the printer', {
    'src/printer.ts': 'export function printLine(cells: string[]) {\n  return cells.join(",")\n}\n',
  })
  commit(folder, ADA, '2021-05-01T10:00:00Z', 'Trim the cells', {
    'src/parser.ts':
      'export function parseLine(line: string) {\n  return line.split(",").map((cell) => cell.trim())\n}\n',
  })
  git(folder, ADA, '2021-05-02T10:00:00Z', 'tag', 'v1.0')
  commit(folder, GRACE, '2022-02-01T10:00:00Z', 'Document the parser', { 'README.md': '# Lines\n' })
  commit(folder, GRACE, '2022-03-01T10:00:00Z', 'Quote cells with commas', {
    'src/printer.ts': 'export function printLine(cells: string[]) {\n  return cells.map(JSON.stringify).join(",")\n}\n',
  })
}

function commit(
  folder: string,
  author: readonly [string, string],
  date: string,
  message: string,
  files: Readonly<Record<string, string>>,
): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  git(folder, author, date, 'add', '--all')
  git(folder, author, date, 'commit', '--quiet', '--message', message)
}

function git(folder: string, [name, email]: readonly [string, string], date: string, ...args: readonly string[]): void {
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  }
  execFileSync('git', args, { cwd: folder, env: toProcessEnvironment(env), stdio: 'pipe' })
}
