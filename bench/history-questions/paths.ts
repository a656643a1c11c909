// Files whose names have one clear story: never renamed, renamed once, removed for good.
import { ranked } from './kind.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** Paths that were never part of a rename: with and without following renames their history is one. */
export async function steadyPaths(world: World, random: Random, least: number): Promise<readonly string[]> {
  const renamed = new Set((await renames(world)).flatMap(({ from, to }) => [from, to]))
  const fit = world.paths.filter((path) => (world.byPath.get(path)?.length ?? 0) >= least && !renamed.has(path))
  return random.shuffled(fit)
}

export interface Rename {
  readonly sha: string
  readonly likeness: number
  readonly from: string
  readonly to: string
}

export async function renames(world: World): Promise<readonly Rename[]> {
  const lines = await world.git([
    'log',
    '--no-merges',
    '-M',
    '--diff-filter=R',
    '--name-status',
    '--format=%x01%H',
    'HEAD',
  ])
  let sha = ''
  return lines.flatMap((line) => {
    if (line.startsWith('\x01')) sha = line.slice(1)
    const [status = '', from = '', to = ''] = line.split('\t')
    return to === '' ? [] : [{ sha, likeness: Number(status.slice(1)), from, to }]
  })
}

export async function clearRenames(world: World, random: Random): Promise<readonly Rename[]> {
  const all = await renames(world)
  const uses = new Map(ranked(all.flatMap(({ from, to }) => [from, to])))
  const present = new Set(world.paths)
  return random.shuffled(
    all.filter(
      ({ from, to, likeness }) =>
        likeness >= 80 && uses.get(from) === 1 && uses.get(to) === 1 && present.has(to) && !present.has(from),
    ),
  )
}

/** Deletions of paths that came once, went once and are gone. */
export async function removals(world: World, random: Random): Promise<readonly { sha: string; file: string }[]> {
  const lines = await world.git([
    'log',
    '--no-merges',
    '-M',
    '--diff-filter=DR',
    '--name-status',
    '--format=%x01%H',
    'HEAD',
  ])
  let sha = ''
  const all = lines.flatMap((line) => {
    if (line.startsWith('\x01')) sha = line.slice(1)
    const [status = '', file = ''] = line.split('\t')
    return file === '' ? [] : [{ sha, file, isRemoval: status === 'D' }]
  })
  const uses = new Map(ranked(all.map(({ file }) => file)))
  const present = new Set(world.paths)
  return random.shuffled(all.filter(({ file, isRemoval }) => isRemoval && uses.get(file) === 1 && !present.has(file)))
}

export async function clearRenamesAsSlots(world: World, random: Random) {
  return (await clearRenames(world, random)).map(({ from, to }) => ({ from, to }))
}

/** The names that committed to a folder, a line a commit; as arguments of git. */
export function authorsOf(folder: unknown): readonly string[] {
  return ['log', '--no-merges', '--full-history', '--use-mailmap', '--format=%aN', 'HEAD', '--', String(folder)]
}

/** The commits that deleted a file; as arguments of git. */
export function deletionsOf(file: unknown): readonly string[] {
  return ['log', '--no-merges', '--full-history', '--diff-filter=D', '--format=%H', 'HEAD', '--', String(file)]
}
