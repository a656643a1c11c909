// Releases as pairs: one after the other, or on two lines of history.
import { utcDay } from './periods.ts'
import type { Random } from './random.ts'
import type { Tag, World } from './world.ts'

export const NO_MERGES = ['rev-list', '--no-merges', '--count']

/** Releases that follow one another in time and in history. */
export async function neighbours(world: World, random: Random): Promise<readonly { a: string; b: string }[]> {
  const pairs = world.releases.slice(1).map((tag, index) => ({ a: world.releases[index] as Tag, b: tag }))
  const fit = pairs.filter(({ a, b }) => a.sha !== b.sha && a.createdS < b.createdS)
  return random.shuffled(fit).map(({ a, b }) => ({ a: a.name, b: b.name }))
}

/** Two releases of which neither holds the other. */
export async function diverged(world: World, random: Random): Promise<readonly { a: string; b: string }[]> {
  const all = await world.git(['for-each-ref', '--format=%(refname:strip=2)', 'refs/tags'])
  const named = random.shuffled(all.filter((tag) => /^v?\d+(\.\d+)+$/.test(tag)))
  const pairs = named.slice(0, 60).flatMap((a, index) => named.slice(index + 1, index + 9).map((b) => ({ a, b })))
  const out: { a: string; b: string }[] = []
  for (const { a, b } of pairs.slice(0, 200)) {
    const [left, right] = ((await world.git(['rev-list', '--left-right', '--count', `${a}...${b}`]))[0] ?? '').split(
      '\t',
    )
    if (Number(left) > 0 && Number(right) > 0) out.push({ a, b })
  }
  return out
}

export async function daysOf(world: World, tag: unknown): Promise<readonly string[]> {
  const tagged = await world.git(['for-each-ref', '--format=%(creatordate:unix)', `refs/tags/${tag}`])
  const times = ((await world.git(['log', '-1', '--format=%at %ct', `${tag}^{commit}`]))[0] ?? '').split(' ')
  return [...new Set([...tagged, ...times].map((seconds) => utcDay(Number(seconds))))]
}

export const partsOf = (tag: unknown) => String(tag).replace(/^v/, '').split('.').map(Number)

export function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1)
    if ((a[index] ?? 0) !== (b[index] ?? 0)) return (a[index] ?? 0) - (b[index] ?? 0)
  return 0
}
