// Follows the progress of all repositories while something is going on, and remembers where each stage was first seen.
'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RepositoryProgress } from '#agents/workspace.ts'
import { callApi } from '#app/_view/call-api.ts'
import type { Sample } from '#app/_view/progress.ts'
import type { ErrorReport } from '#lib/errors.ts'

/** Often enough for an eye. */
const LOOK_BUSY_MS = 700
/** Something may be added from the terminal. */
const LOOK_IDLE_MS = 5_000

export interface LiveProgress {
  readonly all: readonly RepositoryProgress[]
  /** `repository/stage` → where it was when it was first seen running. */
  readonly samples: ReadonlyMap<string, Sample>
  /** Why the last look failed: what is shown is old. */
  readonly error: ErrorReport | undefined
  /** Looks now. */
  readonly look: () => void
}

export function useProgress(initial: readonly RepositoryProgress[]): LiveProgress {
  const [all, setAll] = useState(initial)
  const [error, setError] = useState<ErrorReport>()
  const [request, setRequest] = useState(0)
  const samples = useRef(new Map<string, Sample>())
  const look = useCallback(() => setRequest((count) => count + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `request` is the wish to look again.
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const follow = async () => {
      const outcome = await callApi<{ progress: readonly RepositoryProgress[] }>('/api/repositories?progress', {
        signal: stop.signal,
      })
      if (stop.signal.aborted) return
      setError(outcome.ok ? undefined : outcome.error)
      const isBusy = outcome.ok && outcome.value.progress.some(({ phase }) => phase !== 'idle')
      if (outcome.ok) {
        remember(samples.current, outcome.value.progress)
        setAll(outcome.value.progress)
      }
      timer = setTimeout(follow, isBusy ? LOOK_BUSY_MS : LOOK_IDLE_MS)
    }
    follow()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [request])

  return { all, samples: samples.current, error, look }
}

function remember(samples: Map<string, Sample>, all: readonly RepositoryProgress[]): void {
  for (const { repository, stages } of all)
    for (const { stage, status, done } of stages) {
      const key = `${repository.id}/${stage}`
      if (status !== 'running') samples.delete(key)
      else if (!samples.has(key)) samples.set(key, { atMs: Date.now(), done })
    }
}
