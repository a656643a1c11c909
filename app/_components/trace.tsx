// What the agents did: one line that says the gist, and unfolds to every step with its arguments, results and times.
'use client'
import { useEffect, useState } from 'react'
import type { EvidenceTarget } from '#app/_view/evidence.ts'
import { formatDuration, formatOperation } from '#app/_view/format.ts'
import { type RunView, type TraceStep, toolCalls } from '#app/_view/run-view.ts'

interface TraceProps {
  readonly run: RunView
  readonly onOpen: (target: EvidenceTarget) => void
}

export function Trace({ run, onOpen }: TraceProps) {
  const isRunning = run.outcome === 'running'
  return (
    <details className="text-sm" data-trace>
      <summary className={`text-muted ${isRunning ? 'working' : ''}`}>
        <span role="status">{isRunning ? <Activity run={run} /> : gistOf(run)}</span>
      </summary>
      <ol className="mt-2 space-y-1 border-l border-line pl-4">
        {run.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever appended.
          <li key={index} className="break-words">
            <Step step={step} runId={run.runId} onOpen={onOpen} />
          </li>
        ))}
        {run.reasoning !== '' && (
          <li>
            <details>
              <summary className="text-muted">reasoning of the model</summary>
              <p className="whitespace-pre-wrap text-muted">{run.reasoning}</p>
            </details>
          </li>
        )}
      </ol>
    </details>
  )
}

/** `git-reader · query commits · 68 commits · 12 ms`. */
function gistOf(run: RunView): string {
  const calls = toolCalls(run)
  const last = calls.at(-1)
  const took = run.answer ? [formatDuration(run.answer.elapsedMs)] : []
  if (last === undefined) return ['no look-up', ...took].join(' · ')
  const others = calls.length > 1 ? [`${calls.length} look-ups`] : []
  const found = last.result?.error?.message ?? last.result?.summary ?? 'no result'
  return ['git-reader', formatOperation(last.operation), found, ...others, ...took].join(' · ')
}

/** What is being done now and for how long; the clock runs in the browser. */
function Activity({ run }: { readonly run: RunView }) {
  const [nowMs, setNowMs] = useState<number>()
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const agent = run.steps.findLast((step) => step.kind === 'agent')
  const call = toolCalls(run).at(-1)
  const doing =
    agent === undefined
      ? 'starting'
      : `${agent.agent}: ${call && call.result === undefined ? formatOperation(call.operation) : agent.task}`
  const elapsedMs = nowMs !== undefined && run.startedAtMs !== undefined ? nowMs - run.startedAtMs : 0
  return (
    <>
      {doing}
      {elapsedMs > 1_000 && <span aria-hidden="true"> · {formatDuration(elapsedMs)}</span>}
    </>
  )
}

interface StepProps {
  readonly step: TraceStep
  readonly runId: string
  readonly onOpen: (target: EvidenceTarget) => void
}

function Step({ step, runId, onOpen }: StepProps) {
  switch (step.kind) {
    case 'agent':
      return (
        <span>
          <b className="font-medium">{step.agent}</b> <span className="text-muted">{step.task}</span>
          {step.elapsedMs !== undefined && <Time ms={step.elapsedMs} />}
        </span>
      )
    case 'entities':
      return (
        <span className="text-muted">
          {step.entities.map(({ kind, text, value, status }) => (
            <span key={`${kind}-${text}`} className="mr-3">
              {kind} “{text}”{' '}
              {status === 'missing' ? (
                <span className="text-warn">not there</span>
              ) : (
                value !== undefined && value !== text && `→ ${value}`
              )}
            </span>
          ))}
        </span>
      )
    case 'plan':
      return (
        <span className="text-muted">
          chose {formatOperation(step.operation)} ({step.by}: {step.reason})
          {step.alternatives.length > 0 && `, before ${step.alternatives.map(formatOperation).join(', ')}`}
        </span>
      )
    case 'tool':
      return <Tool step={step} runId={runId} onOpen={onOpen} />
    case 'claim':
      return (
        <span className={step.outcome === 'verified' ? 'text-muted' : 'text-warn'}>
          {step.outcome}: {step.claim}
          {step.replacement !== undefined && ` → ${step.replacement}`} <span className="text-muted">{step.detail}</span>
        </span>
      )
    case 'usage':
      return (
        <span className="text-muted">
          {step.model}: {step.tokens} tokens, the first after {formatDuration(step.firstTokenMs)}
        </span>
      )
    case 'reset':
      return <span className="text-warn">began the text anew: {step.reason}</span>
  }
}

function Tool({ step: { call }, runId, onOpen }: StepProps & { readonly step: Extract<TraceStep, { kind: 'tool' }> }) {
  const { result } = call
  return (
    <span>
      <code className="font-mono text-xs">
        {call.operation} {JSON.stringify(call.input)}
      </code>
      {result === undefined ? (
        <span className="text-muted"> …</span>
      ) : (
        <>
          {' '}
          <button
            type="button"
            onClick={() => onOpen({ kind: 'query', runId, callId: call.callId })}
            className={`underline decoration-line underline-offset-4 hover:decoration-accent ${result.error ? 'text-bad' : ''}`}
          >
            {result.error?.message ?? result.summary}
          </button>
          <Time ms={result.elapsedMs} />
        </>
      )}
    </span>
  )
}

function Time({ ms }: { readonly ms: number }) {
  return <span className="ml-2 text-xs text-muted">{formatDuration(ms)}</span>
}
