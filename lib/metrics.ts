// What monitoring sees: counts and times taken from the same events that the screen shows.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { RunEvent } from './events.ts'

export interface Metrics {
  /** Counts one event of a run. */
  observe(event: RunEvent): void
  /** The Prometheus text format. */
  text(): Promise<string>
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'sparky_' })
  const runs = new Counter({
    name: 'sparky_runs_total',
    help: 'Questions by how they ended.',
    labelNames: ['outcome', 'status'],
    registers,
  })
  const runSeconds = new Histogram({
    name: 'sparky_run_seconds',
    help: 'Time from question to end.',
    buckets: SECONDS,
    registers,
  })
  const operations = new Histogram({
    name: 'sparky_operation_seconds',
    help: 'Time of one operation.',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  })
  const tokens = new Counter({
    name: 'sparky_tokens_total',
    help: 'Tokens read and written by models.',
    labelNames: ['model', 'kind'],
    registers,
  })
  const firstToken = new Histogram({
    name: 'sparky_first_token_seconds',
    help: 'Time to the first token of a model.',
    labelNames: ['model'],
    buckets: SECONDS,
    registers,
  })
  const claims = new Counter({
    name: 'sparky_claims_total',
    help: 'Claims checked, by outcome.',
    labelNames: ['kind', 'outcome'],
    registers,
  })
  return {
    observe(event) {
      switch (event.type) {
        case 'run-end':
          runs.inc({ outcome: event.outcome, status: event.answer.status })
          runSeconds.observe(event.answer.elapsedMs / 1000)
          break
        case 'tool-result':
          operations.observe({ operation: event.operation }, event.elapsedMs / 1000)
          break
        case 'usage':
          tokens.inc({ model: event.model, kind: 'prompt' }, event.promptTokens)
          tokens.inc({ model: event.model, kind: 'completion' }, event.completionTokens)
          firstToken.observe({ model: event.model }, event.firstTokenMs / 1000)
          break
        case 'claim-check':
          claims.inc({ kind: event.kind, outcome: event.outcome })
          break
        default:
      }
    },
    text: () => registry.metrics(),
  }
}
