// A small random generator with a seed: the same choice on every machine.

export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number
  shuffled<T>(items: readonly T[]): readonly T[]
}

/** Mulberry32 on a hash (FNV-1a) of the seed. */
export function createRandom(seed: string): Random {
  let state = hashOf(seed)
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  const shuffled = <T>(items: readonly T[]): readonly T[] => {
    const out = [...items]
    for (let last = out.length - 1; last > 0; last -= 1) {
      const other = below(last + 1)
      const held = out[last] as T
      out[last] = out[other] as T
      out[other] = held
    }
    return out
  }
  return { below, shuffled }
}

export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
