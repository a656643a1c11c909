// What a stage left out, counted by reason with one example each.

export type Skips = ReturnType<typeof createSkips>

/** An empty count. */
export function createSkips() {
  const skips = new Map<string, { count: number; readonly example: string }>()
  return {
    add(reason: string, example: string): void {
      const skip = skips.get(reason)
      if (skip) skip.count += 1
      else skips.set(reason, { count: 1, example })
    },
    all: () => [...skips].map(([reason, skip]) => ({ reason, ...skip })),
  }
}
