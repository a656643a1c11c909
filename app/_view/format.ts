// Numbers, times and names as the page writes them.

const NUMBER = new Intl.NumberFormat('en-US')

export function formatNumber(value: number): string {
  return NUMBER.format(value)
}

/** `12 ms`, `3.4 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
}

/** The day of an ISO 8601 time, as its author saw it. */
export function formatDay(iso: string): string {
  return iso.slice(0, 10)
}

export function shortSha(sha: string): string {
  return sha.slice(0, 9)
}

/** `query_commits` as words. */
export function formatOperation(name: string): string {
  return name.replaceAll('_', ' ')
}
