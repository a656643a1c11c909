// Compares the search of exact text with git grep, on texts and patterns sampled from real repositories:
// node bench/text-differential.ts REPOSITORY … [--revisions N] [--literals N] [--patterns N] [--seed S]
// Ends with 1 when anything differs, and prints each difference with its input.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openTextThread } from '#lib/code/text/text-thread.ts'
import { compareTexts } from '#tests/code/text-differences.ts'
import { printMachine, printRow } from './measure.ts'
import { copyRepository, git } from './plain-git.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    revisions: { type: 'string', default: '5' },
    literals: { type: 'string', default: '200' },
    patterns: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
/** Differences that are printed; more of them have the same cause. */
const PRINTED = 5
const WIDTH = 200

/** Commits of the first-parent line, as far apart as there are; the head first. */
function revisionsOf(gitFolder: string, count: number): readonly string[] {
  const all = git(gitFolder, ['rev-list', '--first-parent', 'HEAD']).split('\n')
  return Array.from(
    { length: Math.min(count, all.length) },
    (_, at) => all[Math.floor((at * all.length) / count)] ?? '',
  )
}

async function compareRepository(path: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sparky-bench-'))
  const thread = openTextThread({ rootFolder: resolve(import.meta.dirname, '..') })
  try {
    const gitFolder = join(folder, 'copy.git')
    copyRepository(path, gitFolder)
    const counts = new Map<string, { total: number; different: number }>()
    const revisions = revisionsOf(gitFolder, Number(values.revisions))
    const sizes = { literals: Number(values.literals), patterns: Number(values.patterns), seed: Number(values.seed) }
    for await (const { name, input, expected, actual } of compareTexts({ gitFolder, thread, revisions, ...sizes })) {
      const count = counts.get(name) ?? { total: 0, different: 0 }
      counts.set(name, count)
      count.total += 1
      if (expected === actual) continue
      count.different += 1
      if (count.different > PRINTED) continue
      printRow(`  DIFFERENT ${name}`, JSON.stringify(input))
      printRow('    git', JSON.stringify(expected.slice(0, WIDTH)))
      printRow('    ours', JSON.stringify(actual.slice(0, WIDTH)))
    }
    for (const [name, { total, different }] of counts)
      printRow(`  ${name}`, `${total} compared, ${different} different`)
    const different = [...counts.values()].reduce((sum, count) => sum + count.different, 0)
    printRow(path, `${revisions.length} revisions, ${different} different`)
    return different
  } finally {
    await thread.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

printMachine()
let different = 0
for (const path of positionals) different += await compareRepository(path)
printMachine()
process.exitCode = different === 0 ? 0 : 1
