// Vectors that look random and are the same in each run, and the nearest of them by looking at each.
import type { VectorRow } from '#lib/vectors/store.ts'

/** A source of random vectors of length 1: a linear congruential generator (Knuth, MMIX), cut to 32 bits. */
export function createNumbers(seed: number): (size: number) => Float32Array {
  let state = BigInt(seed)
  const next = () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
    return Number(state >> 32n) / 2 ** 32
  }
  return (size) => unit(Array.from({ length: size }, () => next() + next() + next() - 1.5))
}

/** The vector, scaled to length 1. */
export function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / length)
}

/** Numbers of the nearest rows, nearest first. */
export function nearestOf(rows: readonly VectorRow[], to: Float32Array, limit: number): readonly number[] {
  const scored = rows.map(({ id, vector }) => ({
    id,
    score: vector.reduce((sum, value, at) => sum + value * (to[at] ?? 0), 0),
  }))
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id)
}
