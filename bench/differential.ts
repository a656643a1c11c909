// Compares every operation of history that git can answer too with plain git, on samples of real repositories.
// node bench/differential.ts REPOSITORY … [--samples N] [--seed S] [--only operations|words]
// Ends with 1 when anything differs, and prints each difference with its input.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '#lib/db/client.ts'
import { type Check, type Compared, compareOperations } from '#tests/history/differences.ts'
import { openCompared } from '#tests/history/open-compared.ts'
import { compareWords } from '#tests/history/word-differences.ts'
import { printMachine, printRow } from './measure.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    samples: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})
/** Differences of one kind that are printed; more of them have the same cause. */
const PRINTED = 3
const WIDTH = 160

const rootFolder = resolve(import.meta.dirname, '..')
const kinds = { operations: compareOperations, words: compareWords }

async function compareRepository(path: string): Promise<number> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'sparky-bench-'))
  const db = await openDatabase({ databaseUrl: undefined, dataFolder, rootFolder })
  try {
    const sample = { size: Number(values.samples), seed: Number(values.seed) }
    const gitFolder = execFileSync('git', ['-C', path, 'rev-parse', '--absolute-git-dir'], { encoding: 'utf8' }).trim()
    const compared = await openCompared(db, gitFolder, sample)
    let different = 0
    for (const [name, compare] of Object.entries(kinds))
      if (values.only === '' || values.only === name) different += await report(`${path} ${name}`, compare, compared)
    await compared.close()
    return different
  } finally {
    await db.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

async function report(
  title: string,
  compare: (compared: Compared) => AsyncIterable<Check>,
  compared: Compared,
): Promise<number> {
  const counts = new Map<string, { total: number; different: number }>()
  for await (const check of compare(compared)) {
    const kind = check.name
    const count = counts.get(kind) ?? { total: 0, different: 0 }
    counts.set(kind, count)
    count.total += 1
    if (check.expected === check.actual) continue
    count.different += 1
    if (count.different <= PRINTED) printDifference(check)
  }
  const all = [...counts.values()].reduce((sum, { total }) => sum + total, 0)
  const different = [...counts.values()].reduce((sum, count) => sum + count.different, 0)
  for (const [kind, count] of counts) printRow(`  ${kind}`, `${count.total} compared, ${count.different} different`)
  printRow(title, `${all} compared, ${different} different`)
  return different
}

function printDifference({ name, input, expected, actual }: Check): void {
  const [wanted, given] = [expected.split(' '), actual.split(' ')]
  const missing = wanted.filter((one) => !given.includes(one)).join(' ')
  const surplus = given.filter((one) => !wanted.includes(one)).join(' ')
  printRow(`  DIFFERENT ${name}`, JSON.stringify(input))
  printRow('    only plain git says', missing.slice(0, WIDTH))
  printRow('    only the operation says', surplus.slice(0, WIDTH))
}

printMachine()
let different = 0
for (const path of positionals) different += await compareRepository(path)
printMachine()
process.exitCode = different === 0 ? 0 : 1
