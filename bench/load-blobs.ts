// How fast the contents of all files at HEAD are loaded, beside git alone.
import { listTree, streamBlobs } from '#lib/git/objects.ts'
import { percentile, printFigure, printRow, ratioBudget, timed } from './measure.ts'
import { floorOfShell, git } from './plain-git.ts'

const RUNS = 5
/** Nothing is left out, so that both read the same. */
const LIMIT_BYTES = Number.MAX_SAFE_INTEGER
const FLOOR = `git --git-dir="$1" ls-tree -r -z --object-only HEAD | git --git-dir="$1" cat-file --batch --buffer -z`

export async function measureBlobs(gitFolder: string): Promise<void> {
  const [, { files, bytes }] = await timed(() => loadAll(gitFolder))
  printRow('at HEAD', `${files} different files, ${(bytes / 1e6).toFixed(1)} MB`)
  const ours: number[] = []
  const floors: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    floors.push(await floorOfShell(gitFolder, FLOOR))
    ours.push((await timed(() => loadAll(gitFolder)))[0])
  }
  const floor = percentile(floors, 0.5)
  printFigure({
    work: `all blobs at HEAD, median of ${RUNS}`,
    ours: percentile(ours, 0.5),
    unit: 's',
    floor,
    budget: ratioBudget({ floor, times: 1.6, unit: 's' }),
  })
}

async function loadAll(gitFolder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const { entries } = await listTree({ gitFolder, revision: git(gitFolder, ['rev-parse', 'HEAD']), recursive: true })
  const oids = new Set(entries.filter(({ type }) => type === 'blob').map(({ oid }) => oid))
  let bytes = 0
  for await (const { content } of streamBlobs({ gitFolder, oids, limitBytes: LIMIT_BYTES }))
    bytes += content?.length ?? 0
  return { files: oids.size, bytes }
}
