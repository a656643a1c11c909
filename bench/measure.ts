// What every measurement shares: one line a figure, beside its floor and its budget, and the state of the machine.
import { availableParallelism, loadavg, totalmem } from 'node:os'

export type Unit = 's' | 'ms' | 'MB' | '×'

/** What a figure must keep, in the unit of the figure. */
export interface Budget {
  readonly limit: number
  /** `most`: the figure may not be above the limit; `least`: not below. */
  readonly kind: 'most' | 'least'
  /** How the limit comes about: "1.7 × + 0.6 s"; absent when it is a number by itself. */
  readonly rule?: string
}

export interface Figure {
  readonly work: string
  readonly ours: number
  readonly unit: Unit
  /** What plain git, or the server by itself, needs for the same work in the same run. */
  readonly floor?: number
  readonly budget?: Budget
}

/** At most `times` the floor and `plus` more. */
export function ratioBudget({
  floor,
  times,
  plus = 0,
  unit,
}: {
  floor: number
  times: number
  plus?: number
  unit: Unit
}): Budget {
  return { limit: floor * times + plus, kind: 'most', rule: `${times} ×${plus === 0 ? '' : ` + ${plus} ${unit}`}` }
}

export function atMost(limit: number): Budget {
  return { limit, kind: 'most' }
}

export function atLeast(limit: number): Budget {
  return { limit, kind: 'least' }
}

/** False only when there is a budget and the figure does not keep it. */
export function isKept({ ours, budget }: Pick<Figure, 'ours' | 'budget'>): boolean {
  if (budget === undefined) return true
  return budget.kind === 'most' ? ours <= budget.limit : ours >= budget.limit
}

/** Prints one figure: work, ours, floor, ratio, budget, kept or MISSED. */
export function printFigure(figure: Figure): void {
  const { work, ours, unit, floor, budget } = figure
  const parts = [`${amount(ours)} ${unit}`]
  if (floor !== undefined) parts.push(`floor ${amount(floor)} ${unit}`, `ratio ${(ours / floor).toFixed(2)}`)
  if (budget !== undefined) {
    const sign = budget.kind === 'most' ? '≤' : '≥'
    const rule = budget.rule === undefined ? '' : `${budget.rule} = `
    parts.push(`budget ${sign} ${rule}${amount(budget.limit)} ${unit}`, isKept(figure) ? 'kept' : 'MISSED')
  }
  printRow(work, parts.join(', '))
}

/** Prints a finding that has no budget. */
export function printRow(work: string, text: string): void {
  process.stdout.write(`${work.padEnd(44)} ${text}\n`)
}

/** Figures of a busy machine are worth less: the load stands beside them. */
export function printMachine(): void {
  const [one, five] = loadavg()
  const cores = availableParallelism()
  const memoryGib = Math.round(totalmem() / 2 ** 30)
  printRow('machine', `${cores} cores, ${memoryGib} GiB, load ${one?.toFixed(1)} (${five?.toFixed(1)} over 5 minutes)`)
}

/** Largest memory of this process so far, threads included and child processes not. */
export function peakMemoryMb(): number {
  return process.resourceUsage().maxRSS / 1024
}

export async function timed<T>(work: () => Promise<T>): Promise<readonly [seconds: number, result: T]> {
  const startedMs = performance.now()
  const result = await work()
  return [(performance.now() - startedMs) / 1000, result]
}

/** The value below which so large a share of the values lies; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function amount(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)
}
