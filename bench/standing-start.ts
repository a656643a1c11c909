// Measures a repository from a standing start to everything indexed, then the way of one new commit:
// node bench/standing-start.ts REPOSITORY [--no-embeddings]
import { join } from 'node:path'
import type { Workspace } from '#agents/workspace.ts'
import { askNewest, searchOnce } from './ask.ts'
import { atMost, peakMemoryMb, percentile, printFigure, printMachine, printRow, timed } from './measure.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { addCommits, copyRepository, git, gitFolderOfArgument } from './plain-git.ts'

/** Of a repository of some 6,000 commits and 1 MB of source, as a user expects it. */
const BUDGETS = { askableS: 3, searchableS: 10, completeS: 90, memoryMb: 1000, refreshS: 1 }
const REFRESHES = 3

const signal = AbortSignal.timeout(TIMEOUT_MS)
const source = gitFolderOfArgument()
const embedder = !process.argv.includes('--no-embeddings')

const place = (workspace: Workspace, repositoryId: number) => ({ workspace, repositoryId, signal })

async function measureStart(workspace: Workspace, copy: string): Promise<number> {
  const startedMs = performance.now()
  const elapsed = () => (performance.now() - startedMs) / 1000
  const { id, name } = await workspace.add(copy)
  await workspace.untilReady(id, signal)
  await askNewest(place(workspace, id), git(copy, ['rev-parse', 'HEAD']))
  printFigure({ work: 'history askable', ours: elapsed(), unit: 's', budget: atMost(BUDGETS.askableS) })
  await searchOnce(place(workspace, id), name)
  printFigure({ work: 'code searchable by words', ours: elapsed(), unit: 's', budget: atMost(BUDGETS.searchableS) })
  await workspace.untilIdle(id, signal)
  printFigure({ work: 'everything indexed', ours: elapsed(), unit: 's', budget: atMost(BUDGETS.completeS) })
  for (const stage of (await workspace.progress(id)).stages) {
    const seconds = ((stage.endedAtMs ?? Date.now()) - (stage.startedAtMs ?? Date.now())) / 1000
    const skipped = stage.skipped.map(({ reason, count }) => `, ${count} × ${reason}`).join('')
    const done = `${stage.done} of ${stage.total ?? '?'} ${stage.unit}`
    printRow(`  ${stage.stage}`, `${stage.status} in ${seconds.toFixed(2)} s, ${done}${skipped}`)
  }
  return id
}

async function measureRefresh(workspace: Workspace, copy: string, id: number): Promise<void> {
  const times: number[] = []
  for (let round = 1; round <= REFRESHES; round += 1) {
    const name = `bench_note_${round}.py`
    const [head = ''] = addCommits(copy, [{ name, text: `def bench_note_${round}():\n    return ${round}\n` }])
    const [seconds] = await timed(async () => {
      await workspace.refresh(id)
      await workspace.untilReady(id, signal)
      await askNewest(place(workspace, id), head)
    })
    times.push(seconds)
    await searchOnce(place(workspace, id), name)
    await workspace.untilIdle(id, signal)
  }
  const ours = percentile(times, 0.5)
  printFigure({ work: 'one new commit askable', ours, unit: 's', budget: atMost(BUDGETS.refreshS) })
}

printMachine()
await withWorkspace({ embedder }, async (workspace, folder) => {
  const copy = join(folder, 'source.git')
  copyRepository(source, copy)
  await workspace.models.settled()
  const id = await measureStart(workspace, copy)
  await measureRefresh(workspace, copy, id)
  printFigure({ work: 'peak memory', ours: peakMemoryMb(), unit: 'MB', budget: atMost(BUDGETS.memoryMb) })
})
printMachine()
process.exit()
