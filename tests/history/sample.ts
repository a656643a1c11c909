// Random choices with a seed, and how many of them.

export interface Sample {
  /** Inputs of each kind. */
  readonly size: number
  /** A whole number from 0 to `below` - 1. */
  one(below: number): number
  /** One of the items; the first when there is only one. Throws for none. */
  pick<T>(items: readonly T[]): T
}

/** Mulberry32: small, fast, the same everywhere. */
export function createSample({ size, seed }: { readonly size: number; readonly seed: number }): Sample {
  let state = seed
  const one = (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  return {
    size,
    one,
    pick(items) {
      const item = items[one(items.length)]
      if (item === undefined) throw new Error('There is nothing to choose from.')
      return item
    },
  }
}

/** A path that can be handed to a process as text. */
export function isUtf8Path(path: string): boolean {
  return !path.includes('\\x') && !path.includes('\n')
}
