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
  const sources = useRef(new Map<string, Stream>())
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

interface Stream {
  close(): void
}

interface Follow {
  readonly runId: string
  readonly sequence: number
  readonly show: (change: (all: readonly RunView[]) => readonly RunView[]) => void
  readonly onConnection: (isConnected: boolean) => void
}

/** A server that is being restarted is there again after a few seconds. */
const REOPEN_AFTER_MS = 2_000

/** The browser itself resumes after the last event it got (`Last-Event-ID`); where it gives up, a new stream does. */
function follow({ runId, sequence, show, onConnection }: Follow): Stream {
  let last = sequence
  let waiting: RunEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined
  let source = open()

  function flush(): void {
    timer = undefined
    const events = waiting
    waiting = []
    show((all) => all.map((run) => (run.runId === runId ? events.reduce(applyEvent, run) : run)))
  }

  function open(): EventSource {
    const opened = new EventSource(`/api/runs/${runId}/events?after=${last}`)
    opened.onopen = () => onConnection(true)
    opened.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as RunEvent // Our own server wrote it.
      last = event.sequence
      waiting.push(event)
      if (event.type === 'run-end') opened.close()
      if (timer === undefined) timer = setTimeout(flush, SHOW_EVERY_MS)
    }
    opened.onerror = () => {
      onConnection(false)
      if (opened.readyState !== EventSource.CLOSED) return
      reopening = setTimeout(() => {
        source = open()
      }, REOPEN_AFTER_MS)
    }
    return opened
  }

  return {
    close() {
      clearTimeout(timer)
      clearTimeout(reopening)
      source.close()
    },
  }
}
