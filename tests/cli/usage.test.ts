// The command line itself: help, mistakes in it, and what they end with.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFolders, ROOT, runSparky } from './run-sparky.ts'

const folders = createFolders()
afterAll(folders.remove)
const environment = { SPARKY_DATA: join(folders.create(), 'never-made') }

describe('help', () => {
  const help = readFileSync(join(ROOT, 'cli', 'help.txt'), 'utf8')

  it('is printed on standard output, with and without a command', async () => {
    for (const args of [['help'], [], ['ask', '--help']])
      expect(await runSparky(args)).toEqual({ exitCode: 0, stdout: help, stderr: '' })
  })

  it('lists exactly the commands that there are', () => {
    const listed = new Set([...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name))
    const table = /const COMMANDS[^{]*\{([^}]*)\}/.exec(readFileSync(join(ROOT, 'cli', 'main.ts'), 'utf8'))?.[1] ?? ''
    const known = [...table.matchAll(/^\s*([a-z]+)[,:]/gm)].map(([, name]) => name)
    expect([...listed].toSorted()).toEqual(known.toSorted())
  })
})

describe('the README', () => {
  it('shows only options that the help lists', () => {
    const [readme = '', help = ''] = ['README.md', 'cli/help.txt'].map((file) => readFileSync(join(ROOT, file), 'utf8'))
    const shown = [...readme.matchAll(/\/sparky [^\n`|]+/g)].flatMap(([line]) => line.match(/--[a-z-]+/g) ?? [])
    expect(shown.length).toBeGreaterThan(2)
    expect(shown.filter((option) => !help.split(/\s+/).includes(option))).toEqual([])
  })
})

describe('a mistake ends with exit code 2 before anything is opened:', () => {
  it.each([
    ['an unknown command', ['bogus'], 'There is no command "bogus".'],
    ['a command of a later version', ['worker'], '"worker" is planned; this version does not have it yet.'],
    ['an unknown option', ['ask', '--nope', 'Why?'], "Unknown option '--nope'."],
    ['an option without its value', ['ask', 'Why?', '--repo'], 'argument missing'],
    ['no question', ['ask'], 'The question is missing.'],
    ['a blank question', ['ask', '  '], 'The question is missing.'],
    ['two questions', ['ask', 'Why?', 'How?'], 'One argument too many: "How?".'],
    ['--batch without --out', ['ask', '--batch', 'questions.jsonl'], '--batch FILE and --out FILE belong together'],
    [
      'too many lanes',
      ['ask', '--batch', 'a', '--out', 'b', '--concurrency', '9'],
      '--concurrency takes a whole number from 1 to 4, not "9".',
    ],
    ['a kind that there is not', ['search', '--kind', 'poems', 'x'], '--kind takes code or commits, not "poems".'],
    [
      'a limit that is no number',
      ['search', '--limit', 'many', 'x'],
      '--limit takes a whole number from 1 to 50, not "many".',
    ],
    ['nothing to index', ['index'], 'An argument is missing.'],
    ['nothing to remove', ['remove'], 'An argument is missing.'],
    [
      'a port that there is not',
      ['start', '--port', '70000'],
      '--port takes a whole number from 0 to 65535, not "70000".',
    ],
  ])('%s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runSparky(args, { environment })
    expect(stderr).toContain(message)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })
})

describe('a setting that cannot be used', () => {
  it('is named, with a remedy, and ends with exit code 1', async () => {
    const { exitCode, stderr } = await runSparky(['repos'], { environment: { ...environment, SPARKY_PORT: 'many' } })
    expect(stderr).toContain('The setting SPARKY_PORT cannot be used')
    expect(stderr).toContain('Correct it in the environment')
    expect(exitCode).toBe(1)
  })
})
