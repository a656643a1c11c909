// The runs of a conversation in the browser: follows those that go on, event by event, over breaks of the connection.
'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { applyEvent, beginView, type RunView } from '#app/_view/run-view.ts'
import type { RunEvent } from '#lib/events.ts'

/** Events are shown in steps of one frame: a fast model sends hundreds a second. */
const SHOW_EVERY_MS = 32

export interface Runs {
  readonly runs: readonly RunView[]
  /** False while the connection of a running answer is broken; the browser connects again by itself. */
  readonly isConnected: boolean
  /** Shows a run that was just started. */
  readonly begin: (runId: string, question: string) => void
}

export function useRuns(initial: readonly RunView[]): Runs {
  const [runs, setRuns] = useState(initial)
  const [isConnected, setConnected] = useState(true)
  const sources = useRef(new Map<string, EventSource>())
  const running = runs.filter(({ outcome }) => outcome === 'running')

  // biome-ignore lint/correctness/useExhaustiveDependencies: a stream is opened once for each run that goes on.
  useEffect(() => {
    for (const { runId, sequence } of running)
      if (!sources.current.has(runId))
        sources.current.set(runId, follow({ runId, sequence, show: setRuns, onConnection: setConnected }))
  }, [running.map(({ runId }) => runId).join()])

  useEffect(() => {
    const open = sources.current
    return () => {
      for (const source of open.values()) source.close()
      open.clear()
    }
  }, [])

  const begin = useCallback(
    (runId: string, question: string) => setRuns((all) => [...all, beginView(runId, question)]),
    [],
  )
  return { runs, isConnected, begin }
}

interface Follow {
  readonly runId: string
  readonly sequence: number
  readonly show: (change: (all: readonly RunView[]) => readonly RunView[]) => void
  readonly onConnection: (isConnected: boolean) => void
}

/** The browser itself resumes after the last event it got: `Last-Event-ID`. */
function follow({ runId, sequence, show, onConnection }: Follow): EventSource {
  const source = new EventSource(`/api/runs/${runId}/events?after=${sequence}`)
  let waiting: RunEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const events = waiting
    waiting = []
    show((all) => all.map((run) => (run.runId === runId ? events.reduce(applyEvent, run) : run)))
  }
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as RunEvent // Our own server wrote it.
    waiting.push(event)
    if (event.type === 'run-end') source.close()
    if (timer === undefined) timer = setTimeout(flush, SHOW_EVERY_MS)
  }
  source.onopen = () => onConnection(true)
  source.onerror = () => onConnection(source.readyState === EventSource.CLOSED)
  return source
}
