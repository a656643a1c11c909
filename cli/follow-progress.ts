// Waits for a repository to be indexed and shows how far it is: one moving line for a person, plain lines for a log.
import { setTimeout as delay } from 'node:timers/promises'
import { SparkyError } from '#lib/errors.ts'
import type { Progress, RepositoryEntry, SparkyClient, StageEntry } from './client.ts'
import type { Terminal } from './terminal.ts'

/** Often enough for an eye, rarely enough for the server. */
const LOOK_EVERY_MS = 150
/** In a log, a running stage is mentioned again after this long. */
const LOG_EVERY_MS = 10_000

interface Follow {
  readonly client: SparkyClient
  readonly repository: Pick<RepositoryEntry, 'id' | 'name'>
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Waits until the repository can be asked. @throws SparkyError why it cannot be. */
export async function untilReady(follow: Follow): Promise<RepositoryEntry> {
  return (await followProgress(follow, isReady)).repository
}

/** Waits until nothing is left to do. @throws SparkyError why the repository cannot be asked. */
export async function untilIdle(follow: Follow): Promise<Progress> {
  return followProgress(follow, (progress) => isReady(progress) && progress.phase === 'idle')
}

function isReady({ repository, phase }: Progress): boolean {
  return repository.state === 'ready' && phase !== 'first'
}

async function followProgress(
  { client, repository, terminal, signal }: Follow,
  isDone: (progress: Progress) => boolean,
): Promise<Progress> {
  const report = createReport(repository.name, terminal)
  try {
    for (;;) {
      const progress = await client.progress(repository.id)
      report(progress)
      if (isDone(progress)) return progress
      if (progress.phase === 'idle' && !isReady(progress)) throw failure(progress.repository)
      await delay(LOOK_EVERY_MS, undefined, { signal })
    }
  } catch (error) {
    if (!signal.aborted) throw error
    throw new SparkyError({
      code: 'run/aborted',
      message: 'Stopped.',
      remedy: 'Indexing goes on where it was at the next start.',
      cause: error,
    })
  } finally {
    terminal.progress('')
  }
}

function failure({ name, error }: RepositoryEntry): SparkyError {
  if (error) return new SparkyError(error)
  return new SparkyError({
    code: 'repository/failed',
    message: `${name} could not be indexed.`,
    remedy: 'Look at the log of the server.',
  })
}

function createReport(name: string, terminal: Terminal): (progress: Progress) => void {
  const started = new Map<string, { readonly atMs: number; readonly done: number }>()
  const ended = new Set<string>()
  let loggedAtMs = Date.now()
  return ({ stages }) => {
    const nowMs = Date.now()
    for (const stage of stages) {
      if (stage.status === 'running' && !started.has(stage.stage))
        started.set(stage.stage, { atMs: nowMs, done: stage.done })
      if (
        (stage.status === 'done' || stage.status === 'failed') &&
        started.has(stage.stage) &&
        !ended.has(stage.stage)
      ) {
        ended.add(stage.stage)
        terminal.note(`${name} · ${describeEnd(stage)}`)
      }
    }
    const running = stages.filter((stage) => stage.status === 'running')
    const line = [name, ...running.map((stage) => describeRunning(stage, started.get(stage.stage), nowMs))].join(' · ')
    terminal.progress(line)
    if (!terminal.showsProgress && running.length > 0 && nowMs - loggedAtMs > LOG_EVERY_MS) {
      loggedAtMs = nowMs
      terminal.note(line)
    }
  }
}

/** "changed lines 1,200 of 5,531 commits, 640/s, 7 s left". */
function describeRunning(
  stage: StageEntry,
  start: { readonly atMs: number; readonly done: number } | undefined,
  nowMs: number,
): string {
  const { done, total, unit } = stage
  const count = `${stage.stage} ${done.toLocaleString('en-US')}${total === null ? '' : ` of ${total.toLocaleString('en-US')}`} ${unit}`
  const elapsedS = start ? (nowMs - start.atMs) / 1000 : 0
  const ratePerS = start && elapsedS > 1 ? (done - start.done) / elapsedS : 0
  if (ratePerS <= 0) return count
  const left = total === null ? '' : `, ${Math.ceil(Math.max(0, total - done) / ratePerS)} s left`
  return `${count}, ${Math.round(ratePerS).toLocaleString('en-US')}/s${left}`
}

function describeEnd({ stage, status, done, unit, skipped, error }: StageEntry): string {
  if (status === 'failed') return `${stage}: failed — ${error?.message ?? 'unknown reason'}`
  const left = skipped.map(({ reason, count }) => `${count.toLocaleString('en-US')} left out: ${reason}`)
  return [`${stage}: ${done.toLocaleString('en-US')} ${unit}`, ...left].join(', ')
}
