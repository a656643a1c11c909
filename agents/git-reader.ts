// The git-reader: runs the chosen operation and returns its findings with sources and a receipt.
import { randomUUID } from 'node:crypto'
import { reportError } from '#lib/errors.ts'
import type { Citation } from '#lib/events.ts'
import type { Finding, OperationContext, Source } from './operations/operation.ts'
import { findOperation, runOperation } from './operations/registry.ts'
import type { RunScope, RunState, RunUpdate } from './state.ts'
import { verifySource } from './verify-source.ts'

/** Rows that travel in a trace event; the finding keeps them all. */
const ROWS_IN_EVENT = 50
/** Sources shown with one answer. */
const MAX_CITATIONS = 60

/** Runs the plan of the supervisor; a failing operation ends the run with its own error. */
export async function readGit(state: RunState, scope: RunScope): Promise<RunUpdate> {
  const { plan } = state
  if (plan === undefined) return { next: 'qa' }
  const callId = randomUUID()
  scope.emit({ type: 'tool-call', agent: 'git-reader', callId, operation: plan.operation, input: plan.input })
  const startedMs = performance.now()
  try {
    const finding = await runOperation(scope.operations, plan.operation, plan.input)
    scope.emit({
      type: 'tool-result',
      agent: 'git-reader',
      callId,
      operation: finding.operation,
      summary: finding.summary,
      rows: finding.rows.slice(0, ROWS_IN_EVENT),
      rowCount: finding.total,
      receipt: finding.receipt,
      elapsedMs: finding.elapsedMs,
    })
    const citations = await cite(finding, state.citations, scope)
    return { findings: [finding], citations, notices: finding.notices ?? [], plan: undefined }
  } catch (error) {
    scope.emit({
      type: 'tool-result',
      agent: 'git-reader',
      callId,
      operation: plan.operation,
      summary: 'failed',
      rows: [],
      rowCount: 0,
      receipt: { kind: 'index', command: findOperation(plan.operation).name },
      elapsedMs: performance.now() - startedMs,
      error: reportError(error),
    })
    throw error
  }
}

/** Numbers the sources of a finding after the ones before it, each checked against git. */
async function cite(finding: Finding, before: readonly Citation[], scope: RunScope): Promise<readonly Citation[]> {
  const room = Math.max(0, MAX_CITATIONS - before.length)
  const contextOf = openContexts(scope)
  const fresh = await Promise.all(
    finding.sources.slice(0, room).map(async (source, index): Promise<Citation> => {
      const verified = await verifySource(source, await contextOf(source))
      return { ...source, id: String(before.length + index + 1), verified }
    }),
  )
  for (const citation of fresh) scope.emit({ type: 'source', agent: 'git-reader', citation })
  return [...before, ...fresh]
}

/** Where a source lies: the repository of the question, or another one that it names. */
function openContexts({ operations }: RunScope): (source: Source) => Promise<OperationContext> {
  const opened = new Map<number, Promise<OperationContext>>()
  const open = async (id: number) => {
    const repository = (await operations.repositories()).find((one) => one.id === id)
    return repository ? repository.open(operations.signal) : operations
  }
  return async ({ repository }) => {
    if (repository === undefined || repository.id === operations.history.repositoryId) return operations
    const known = opened.get(repository.id) ?? open(repository.id)
    opened.set(repository.id, known)
    return known
  }
}
