// How far the indexing of a repository is, in words for one line and in figures for a table.
import type { RepositoryProgress } from '#agents/workspace.ts'
import { formatNumber } from './format.ts'

export type StageProgress = RepositoryProgress['stages'][number]

/** A stage at one moment; two of them give a rate. */
export interface Sample {
  readonly atMs: number
  readonly done: number
}

/** `1,200 of 5,531 commits`. */
export function describeCount({ done, total, unit }: Pick<StageProgress, 'done' | 'total' | 'unit'>): string {
  if (unit === 'percent') return `${done} %`
  return total === null ? `${formatNumber(done)} ${unit}` : `${formatNumber(done)} of ${formatNumber(total)} ${unit}`
}

/** `640/s, 7 s left`; empty until there is something to measure. */
export function describeRate(stage: Pick<StageProgress, 'done' | 'total'>, first: Sample, nowMs: number): string {
  const elapsedS = (nowMs - first.atMs) / 1_000
  const ratePerS = (stage.done - first.done) / elapsedS
  if (elapsedS < 1 || ratePerS <= 0) return ''
  const rate = `${formatNumber(ratePerS < 10 ? Math.round(ratePerS * 10) / 10 : Math.round(ratePerS))}/s`
  if (stage.total === null) return rate
  return `${rate}, ${formatNumber(Math.ceil(Math.max(0, stage.total - stage.done) / ratePerS))} s left`
}

/** One line for a list: what is going on, or what is there. */
export function summarizeProgress({ repository, stages, phase }: RepositoryProgress): string {
  const running = stages.find(({ status }) => status === 'running')
  if (running) return `${running.stage}: ${describeCount(running)}`
  if (phase !== 'idle') return 'waiting for its turn'
  if (repository.state === 'failed') return 'could not be read'
  const failed = stages.find(({ status }) => status === 'failed')
  if (failed) return `${failed.stage} failed`
  const commits = stages.find(({ stage }) => stage === 'commits')
  const waiting = stages.filter(({ status }) => status === 'waiting').map(({ stage }) => stage)
  const head = commits === undefined ? 'ready' : describeCount({ ...commits, total: null })
  return waiting.length === 0 ? head : `${head}, without ${waiting.join(', ')}`
}
