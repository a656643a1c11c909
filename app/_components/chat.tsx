// A conversation: the turns in the middle, the composer below, the evidence that a citation opens beside them.
'use client'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import { callApi } from '#app/_view/call-api.ts'
import { type EvidenceTarget, formatTarget, parseTarget } from '#app/_view/evidence.ts'
import type { RunView } from '#app/_view/run-view.ts'
import type { ErrorReport } from '#lib/errors.ts'
import { Composer } from './composer.tsx'
import { ErrorNote } from './error-note.tsx'
import { EvidencePane } from './evidence-pane.tsx'
import { Turn } from './turn.tsx'
import { useRuns } from './use-runs.ts'

export interface ChatProps {
  readonly chatId: string
  readonly title: string
  readonly repository: { readonly id: number; readonly name: string }
  readonly initialRuns: readonly RunView[]
}

/** Closer to the end than this counts as reading the end. */
const NEAR_END_PX = 80

export function Chat({ chatId, title, repository, initialRuns }: ChatProps) {
  const router = useRouter()
  const { runs, isConnected, begin } = useRuns(initialRuns)
  const [error, setError] = useState<ErrorReport>()
  const { target, open, close } = useEvidence()
  const scroller = useFollowEnd(runs)
  const running = runs.find(({ outcome }) => outcome === 'running')

  const ask = async (question: string, revision: string | undefined): Promise<boolean> => {
    const outcome = await callApi<{ runId: string }>('/api/chat', {
      method: 'POST',
      body: { chatId, question, ...(revision && { revision }) },
    })
    setError(outcome.ok ? undefined : outcome.error)
    if (!outcome.ok) return false
    begin(outcome.value.runId, question)
    router.refresh()
    return true
  }
  const stop = async () => {
    if (running === undefined) return
    const outcome = await callApi(`/api/runs/${running.runId}/stop`, { method: 'POST' })
    setError(outcome.ok ? undefined : outcome.error)
  }

  return (
    <div className="flex min-h-0 flex-1">
      <main className="flex min-w-0 flex-1 flex-col">
        <header className="flex items-baseline gap-3 border-b border-line px-4 py-2">
          <a href={`/repositories/${repository.id}`} className="shrink-0 text-sm text-muted hover:text-text">
            {repository.name}
          </a>
          <h1 className="truncate text-sm font-medium">{title}</h1>
        </header>
        <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
          <div className="mx-auto max-w-3xl space-y-10 px-4 py-6">
            {runs.map((run) => (
              <Turn
                key={run.runId}
                run={run}
                repositoryId={repository.id}
                onOpen={open}
                onRetry={running ? undefined : () => ask(run.question, run.asOf)}
              />
            ))}
            {!isConnected && <p className="text-sm text-warn">The connection broke; trying to reach Sparky again …</p>}
            {error && <ErrorNote error={error} />}
          </div>
        </div>
        <Composer onAsk={ask} onStop={running ? stop : undefined} />
      </main>
      {target && (
        <EvidencePane target={target} repositoryId={repository.id} runs={runs} onOpen={open} onClose={close} />
      )}
    </div>
  )
}

/** What the evidence pane shows is in the address: `?show=`. */
function useEvidence() {
  const path = usePathname()
  const target = parseTarget(useSearchParams().get('show'))
  const open = useCallback(
    (next: EvidenceTarget) => {
      window.history.pushState(null, '', `${path}?${new URLSearchParams({ show: formatTarget(next) })}`)
    },
    [path],
  )
  const close = useCallback(() => window.history.pushState(null, '', path), [path])
  return { target, open, close }
}

/** Keeps the end in sight while it is being read; whoever scrolled up stays where they are. */
function useFollowEnd(runs: readonly RunView[]) {
  const scroller = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const note = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
    }
    element.addEventListener('scroll', note, { passive: true })
    return () => element.removeEventListener('scroll', note)
  }, [])
  const count = useRef(0)
  useEffect(() => {
    const element = scroller.current
    const isNewTurn = runs.length !== count.current
    count.current = runs.length
    if (element !== null && (isAtEnd.current || isNewTurn)) element.scrollTop = element.scrollHeight
  }, [runs])
  return scroller
}
