// Measures how long new commits, a moved branch, a new and a deleted tag take until they can be asked: node bench/refresh.ts REPOSITORY
// The transfer into our store is a figure of its own: it costs what git fetch costs.
import { join } from 'node:path'
import type { Workspace } from '#agents/workspace.ts'
import { askNewest, stageSeconds } from './ask.ts'
import { peakMemoryMb, printFigure, printMachine, printRow, ratioBudget, timed } from './measure.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { addCommits, copyRepository, floorOf, git, gitFolderOfArgument } from './plain-git.ts'

const NEW_COMMITS = 100

const signal = AbortSignal.timeout(TIMEOUT_MS)
const source = gitFolderOfArgument()

/** Takes the newest commits away from a copy, with every ref that leads to them; returns the head they belong to. */
function takeNewest(copy: string, count: number): { readonly old: string; readonly head: string } {
  const head = git(copy, ['rev-parse', 'HEAD'])
  const old = git(copy, ['rev-list', '--first-parent', 'HEAD'])
    .split('\n')
    .find((oid) => Number(git(copy, ['rev-list', '--count', `${oid}..${head}`])) >= count)
  if (old === undefined) throw new Error(`The repository has fewer than ${count} commits.`)
  const branch = git(copy, ['symbolic-ref', 'HEAD'])
  git(copy, ['update-ref', branch, old])
  const gone = git(copy, ['for-each-ref', '--format=delete %(refname)', '--no-merged', old])
  git(copy, ['update-ref', '--stdin'], `${gone}\n`)
  return { old, head }
}

interface Change {
  readonly work: string
  readonly head: string
  /** Seconds that git log takes for the same commits; absent when there are none. */
  readonly floor?: number
  /** Throws when what changed cannot be seen. */
  readonly check?: () => Promise<void>
}

async function measure(workspace: Workspace, id: number, { work, head, floor, check }: Change): Promise<void> {
  const place = { workspace, repositoryId: id, signal }
  const [ready] = await timed(async () => {
    await workspace.refresh(id)
    await workspace.untilReady(id, signal)
  })
  const [answer] = await timed(() => askNewest(place, head))
  await check?.()
  const transfer = await stageSeconds(place, 'mirror')
  const ours = ready - transfer
  const budget = ratioBudget({ floor: floor ?? 0, times: 2, plus: 0.2, unit: 's' })
  printFigure({ work, ours, unit: 's', ...(floor !== undefined && { floor }), budget })
  printRow('', `beside: transfer ${transfer.toFixed(2)} s, answer ${answer.toFixed(2)} s`)
  await workspace.untilIdle(id, signal)
}

async function tagCount(workspace: Workspace, id: number): Promise<number> {
  const [row] = await workspace.db.query<{ count: number }>(
    "SELECT count(*) AS count FROM refs WHERE repository_id = $1 AND kind = 'tag'",
    [id],
  )
  return row?.count ?? 0
}

async function measureAll(workspace: Workspace, copy: string): Promise<void> {
  const { old, head } = takeNewest(copy, NEW_COMMITS)
  const { id } = await workspace.add(copy)
  await workspace.untilIdle(id, signal)
  await askNewest({ workspace, repositoryId: id, signal }, old)
  printRow('indexed', `${git(copy, ['rev-list', '--count', 'HEAD'])} commits`)

  git(copy, ['update-ref', 'HEAD', head])
  const count = git(copy, ['rev-list', '--count', `${old}..${head}`])
  const floor = await floorOf(copy, 'log', '--raw', '-M', `${old}..${head}`)
  await measure(workspace, id, { work: `${count} new commits askable`, head, floor })

  const [one = ''] = addCommits(copy, [{ name: 'bench_note.txt', text: 'one\n' }])
  const oneFloor = await floorOf(copy, 'log', '--raw', '-M', `${head}..${one}`)
  await measure(workspace, id, { work: 'one new commit askable', head: one, floor: oneFloor })

  git(copy, ['update-ref', 'HEAD', head])
  const [other = ''] = addCommits(copy, [{ name: 'bench_other.txt', text: 'other\n' }])
  await measure(workspace, id, { work: 'a forced push askable', head: other, floor: oneFloor })

  const before = await tagCount(workspace, id)
  const expectTags = (expected: number) => async () => {
    const found = await tagCount(workspace, id)
    if (found !== expected) throw new Error(`There are ${found} tags, not ${expected}.`)
  }
  git(copy, ['tag', 'bench-tag'])
  await measure(workspace, id, { work: 'a new tag askable', head: other, check: expectTags(before + 1) })
  git(copy, ['tag', '--delete', 'bench-tag'])
  await measure(workspace, id, { work: 'a deleted tag gone', head: other, check: expectTags(before) })
  printRow('peak memory', `${peakMemoryMb().toFixed(0)} MB`)
}

printMachine()
await withWorkspace({ embedder: false }, async (workspace, folder) => {
  const copy = join(folder, 'source.git')
  copyRepository(source, copy)
  await measureAll(workspace, copy)
})
printMachine()
process.exit()
