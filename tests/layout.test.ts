// Executes the rules of the house on the real tree, and shows on small wrong trees that each rule can fail.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readModule, readModules } from './layout/modules.ts'
import { findViolations } from './layout/rules.ts'

const ROOT = resolve(import.meta.dirname, '..')

describe('the tree', () => {
  const modules = readModules(ROOT)

  it('is read: every floor that has code is seen', () => {
    const floors = new Set(modules.map((module) => module.path.split('/', 1)[0]))
    expect([...floors]).toEqual(expect.arrayContaining(['drizzle', 'lib', 'agents', 'cli', 'tests']))
  })

  it('keeps every rule of the house', () => {
    expect(findViolations(modules)).toEqual([])
  })
})

describe('each rule can fail:', () => {
  it.each([
    ['an import up the floors', 'lib/git/run.ts', "import { a } from '#agents/run.ts'", 'not allowed from lib/'],
    ['the terminal in the page', 'app/page.tsx', "import { a } from '#cli/ask.ts'", 'not allowed from app/'],
    ['a type up the floors', 'lib/log.ts', "import type { A } from '#agents/run.ts'", 'not allowed from lib/'],
    ['rooms that know each other', 'lib/git/run.ts', "import { a } from '../db/client.ts'", 'do not know each other'],
    [
      'a file of all rooms that knows one',
      'lib/log.ts',
      "import { a } from './db/client.ts'",
      'do not know each other',
    ],
    ['the tables outside their rooms', 'lib/models/a.ts', "import { a } from '#drizzle/schema.ts'", 'do not know each'],
    [
      'the tables in the decisions',
      'agents/run.ts',
      "import { a } from '#drizzle/schema.ts'",
      'not allowed from agents/',
    ],
    ['a new room without a rule', 'lib/misc/a.ts', 'export const a = 1', 'no room "misc"'],
    ['a module outside the floors', 'utils/a.ts', 'export const a = 1', 'outside every floor'],
    [
      'a relative path across floors',
      'agents/run.ts',
      "import { a } from '../lib/log.ts'",
      'relative path across floors',
    ],
    ['a missing ending', 'agents/run.ts', "import { a } from '#lib/log'", 'without its ending'],
    ['a second door', 'lib/db/client.ts', "import { spawn } from 'node:child_process'", 'has its own door'],
    ['a second door, lazily', 'agents/run.ts', "await import('node-llama-cpp')", 'has its own door'],
    ['a second door by a path of the package', 'cli/ask.ts', "import { a } from 'next/server'", 'has its own door'],
    ['the environment', 'agents/run.ts', 'export const a = process.env.HOME', 'reads process.env'],
    ['a default export', 'lib/log.ts', 'export default 1', 'default export'],
    ['a barrel', 'lib/git/index.ts', "export * from './run.ts'", 'is a barrel'],
    ['code in the browser', 'app/a.tsx', "'use client'\nimport { a } from '#lib/config.ts'", 'runs in the browser'],
    ['Node in the browser', 'app/a.tsx', "'use client'\nimport 'node:fs'", 'runs in the browser'],
  ])('%s', (_, path, text, violation) => {
    const found = findViolations([readModule(path, `// A sentence.\n${text}`)])
    expect(found).toEqual([expect.stringContaining(violation)])
  })

  it('no opening sentence', () => {
    expect(findViolations([readModule('lib/log.ts', 'export const a = 1')])).toEqual([
      'lib/log.ts does not open with a sentence',
    ])
  })

  it('code that reaches the browser through another component', () => {
    const found = findViolations([
      readModule('app/a.tsx', "// A.\n'use client'\nimport { b } from './b.ts'"),
      readModule('app/b.ts', "// B.\nimport { c } from '#lib/log.ts'\nexport const b = c"),
    ])
    expect(found).toEqual(['app/b.ts runs in the browser and imports lib/log.ts'])
  })

  it('a circle of imports', () => {
    const found = findViolations([
      readModule('lib/git/a.ts', "// A.\nimport { b } from './b.ts'\nexport const a = b"),
      readModule('lib/git/b.ts', "// B.\nimport { a } from './a.ts'\nexport const b = a"),
    ])
    expect(found).toEqual(['a circle of imports: lib/git/a.ts → lib/git/b.ts → lib/git/a.ts'])
  })
})

describe('what the rules allow:', () => {
  it.each([
    ['types in the browser', 'app/a.tsx', "'use client'\nimport type { A } from '#lib/events.ts'"],
    ['the door itself', 'lib/git/run.ts', "import { spawn } from 'node:child_process'"],
    ['history over git and tables', 'lib/history/a.ts', "import '#lib/git/run.ts'\nimport '#drizzle/schema.ts'"],
    ['any package in a test', 'tests/a.test.ts', "import { spawn } from 'node:child_process'"],
    ['the word process.env in a text', 'agents/run.ts', "export const a = 'process.env.HOME'"],
  ])('%s', (_, path, text) => {
    expect(findViolations([readModule(path, `// A sentence.\n${text}`)])).toEqual([])
  })
})
