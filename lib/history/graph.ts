// The commit graph in memory: parents by commit id, and what can be reached over them.

/** Who descends from whom, as numbers. Parents always have smaller ids than their children, so one pass answers. */
export interface CommitGraph {
  /** Ids run from 1 to this. */
  readonly count: number
  /** Parents of a commit, in order; empty for a root. */
  parentsOf(id: number): readonly number[]
  /** One byte an id (index 0 is unused): 1 for `ids` themselves and every ancestor of theirs. */
  ancestorsOf(ids: readonly number[]): Uint8Array
  /** One byte an id: 1 for `id` itself and every commit that descends from it. */
  descendantsOf(id: number): Uint8Array
}

/** A graph that grows at its end. */
export interface GrowingGraph extends CommitGraph {
  /** Adds the next commit; its id is `count + 1`. Parents that are not smaller than it are ignored: they cannot be. */
  append(parents: readonly number[]): void
}

const FIRST_CAPACITY = 1024

/** An empty graph. */
export function createGraph(): GrowingGraph {
  let count = 0
  let edgeCount = 0
  /** `edges` of commit `id` lie from `starts[id]` to `starts[id + 1]`. */
  let starts = new Int32Array(FIRST_CAPACITY)
  let edges = new Int32Array(FIRST_CAPACITY)

  return {
    get count() {
      return count
    },
    append(parents) {
      count += 1
      if (count + 2 > starts.length) starts = grown(starts)
      starts[count] = edgeCount
      for (const parent of parents) {
        if (parent < 1 || parent >= count) continue
        if (edgeCount === edges.length) edges = grown(edges)
        edges[edgeCount] = parent
        edgeCount += 1
      }
      starts[count + 1] = edgeCount
    },
    parentsOf(id) {
      return id < 1 || id > count ? [] : [...edges.subarray(starts[id], starts[id + 1])]
    },
    ancestorsOf(ids) {
      const marks = new Uint8Array(count + 1)
      let top = 0
      for (const id of ids) {
        if (id < 1 || id > count) continue
        marks[id] = 1
        top = Math.max(top, id)
      }
      for (let id = top; id > 0; id -= 1) {
        if (marks[id] === 0) continue
        const end = starts[id + 1] ?? 0
        for (let edge = starts[id] ?? 0; edge < end; edge += 1) marks[edges[edge] ?? 0] = 1
      }
      return marks
    },
    descendantsOf(id) {
      const marks = new Uint8Array(count + 1)
      if (id < 1 || id > count) return marks
      marks[id] = 1
      for (let child = id + 1; child <= count; child += 1) {
        const end = starts[child + 1] ?? 0
        for (let edge = starts[child] ?? 0; edge < end; edge += 1) {
          if (marks[edges[edge] ?? 0] === 0) continue
          marks[child] = 1
          break
        }
      }
      return marks
    },
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** Marked ids as half-open ranges in ascending order: [1, 4, 9, 10] is 1 to 3 and 9. */
export function rangesOf(marks: Uint8Array): Int32Array {
  const bounds: number[] = []
  let inside = false
  for (let id = 1; id <= marks.length; id += 1) {
    const marked = marks[id] === 1
    if (marked === inside) continue
    bounds.push(id)
    inside = marked
  }
  return Int32Array.from(bounds)
}

/** Number of marked ids. */
export function countMarks(marks: Uint8Array): number {
  let count = 0
  for (let id = 1; id < marks.length; id += 1) count += marks[id] ?? 0
  return count
}

/** Half-open ranges as a Postgres int4multirange: `{[1,4),[9,10)}`. */
export function multirangeOf(bounds: Int32Array): string {
  const parts: string[] = []
  for (let index = 0; index < bounds.length; index += 2) parts.push(`[${bounds[index]},${bounds[index + 1]})`)
  return `{${parts.join(',')}}`
}

/** The marked ids as a Postgres int4multirange. */
export function multirangeOfMarks(marks: Uint8Array): string {
  return multirangeOf(rangesOf(marks))
}

/** Ascending ids as an int4multirange. */
export function rangesOfIds(ids: readonly number[]): string {
  const marks = new Uint8Array((ids.at(-1) ?? 0) + 1)
  for (const id of ids) marks[id] = 1
  return multirangeOfMarks(marks)
}

/** The bounds of an int4multirange as Postgres prints it; the inverse of `multirangeOf`. */
export function boundsOf(multirange: string): Int32Array {
  return Int32Array.from(multirange.match(/\d+/g) ?? [], Number)
}

/** How many ids half-open ranges hold. */
export function countWithin(bounds: Int32Array): number {
  return bounds.reduce((sum, bound, index) => sum + (index % 2 === 0 ? -bound : bound), 0)
}

/** What half-open ranges hold and others do not; both ascend. Its time is that of the ranges, not of the ids in them. */
export function subtractRanges(bounds: Int32Array, removed: Int32Array): Int32Array {
  const kept: number[] = []
  let next = 0
  for (let index = 0; index < bounds.length; index += 2) {
    let low = bounds[index] ?? 0
    const high = bounds[index + 1] ?? 0
    while ((removed[next + 1] ?? high) <= low && next < removed.length) next += 2
    for (let other = next; other < removed.length && (removed[other] ?? 0) < high; other += 2) {
      if ((removed[other] ?? 0) > low) kept.push(low, removed[other] ?? 0)
      low = Math.max(low, removed[other + 1] ?? 0)
    }
    if (low < high) kept.push(low, high)
  }
  return Int32Array.from(kept)
}

/** `marks` without the ids marked in `removed`; changes `marks`. */
export function subtractMarks(marks: Uint8Array, removed: Uint8Array): Uint8Array {
  for (let id = 1; id < marks.length; id += 1) if (removed[id] === 1) marks[id] = 0
  return marks
}
