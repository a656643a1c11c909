// The operations of history against plain git, on repositories of everything that is awkward.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import { type Check, type Compared, compareOperations } from './differences.ts'
import { type HardRepository, makeHardRepository } from './hard-repository.ts'
import { openCompared } from './open-compared.ts'
import { compareWords } from './word-differences.ts'

/** Inputs of each kind for one repository: together some seconds. */
const SAMPLES = 8

describe.each([1, 2])('a hard repository made from seed %i', (seed) => {
  let repository: HardRepository
  let db: Database
  let compared: Compared & { close(): Promise<void> }

  beforeAll(async () => {
    repository = makeHardRepository({ seed, commits: 140 })
    db = await openTestDatabase()
    compared = await openCompared(db, repository.gitFolder, { size: SAMPLES, seed })
  })
  afterAll(async () => {
    await compared?.close()
    await db?.close()
    repository?.dispose()
  })

  test('is as awkward as it says', () => {
    const { commits, tags } = compared.history
    const changes = commits.flatMap((commit) => commit.changes)
    const statuses = new Set(changes.map(({ status }) => status))
    expect([...statuses].toSorted()).toEqual(['A', 'D', 'M', 'R', 'T'])
    expect(Math.max(...commits.map(({ parents }) => parents.length))).toBeGreaterThan(2)
    expect(commits.filter(({ parents }) => parents.length === 0).length).toBeGreaterThan(1)
    expect(changes.some(({ path }) => path.includes('\\x'))).toBe(true)
    expect(tags.map(({ name }) => name)).toContain('v9.0-signed')
  })

  test('operations say what plain git says', async () => {
    const checks = await all(compareOperations(compared))
    expect(checks.length).toBeGreaterThan(SAMPLES * 8)
    expect(checks.filter(({ expected, actual }) => expected !== actual)).toEqual([])
  })

  test('words are where the pickaxe finds them', async () => {
    const checks = await all(compareWords(compared))
    expect(checks.length).toBeGreaterThan(SAMPLES)
    expect(checks.filter(({ expected, actual }) => expected !== actual)).toEqual([])
  })
})

async function all(checks: AsyncIterable<Check>): Promise<readonly Check[]> {
  const found: Check[] = []
  for await (const check of checks) found.push(check)
  return found
}
