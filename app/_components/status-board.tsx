// The parts and the stages, looked at again every few seconds.
'use client'
import { useEffect, useState } from 'react'
import type { PartHealth } from '#agents/check-health.ts'
import type { RepositoryProgress } from '#agents/workspace.ts'
import { callApi } from '#app/_view/call-api.ts'
import type { ErrorReport } from '#lib/errors.ts'
import { ErrorNote } from './error-note.tsx'
import { StageTable } from './stage-table.tsx'
import { useProgress } from './use-progress.ts'

const LOOK_EVERY_MS = 3_000

const COLORS = { ok: 'text-accent', off: 'text-muted', warning: 'text-warn', broken: 'text-bad' } as const

interface StatusBoardProps {
  readonly initialParts: readonly PartHealth[]
  readonly initialProgress: readonly RepositoryProgress[]
}

export function StatusBoard({ initialParts, initialProgress }: StatusBoardProps) {
  const { parts, error } = useParts(initialParts)
  const { all, samples } = useProgress(initialProgress)
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-3xl space-y-8 px-4 py-8">
        <section>
          <h1 className="text-xl font-semibold tracking-tight">Status</h1>
          {error && (
            <div className="mt-3">
              <ErrorNote error={error} />
            </div>
          )}
          <table className="mt-3 w-full text-sm">
            <tbody>
              {parts.map(({ part, status, detail, remedy }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: several parts may bear one name.
                <tr key={index} className="border-b border-line align-top">
                  <td className="w-36 py-1.5 pr-3 text-muted">{part}</td>
                  <td className={`py-1.5 pr-3 ${COLORS[status]}`}>{status}</td>
                  <td className="w-full break-words py-1.5">
                    {detail}
                    {remedy && <span className="block text-muted">{remedy}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        {all.map((progress) => (
          <section key={progress.repository.id}>
            <h2 className="font-semibold">{progress.repository.name}</h2>
            <StageTable progress={progress} samples={samples} />
          </section>
        ))}
      </div>
    </main>
  )
}

interface Parts {
  readonly parts: readonly PartHealth[]
  /** Why the last look failed: what is shown is old. */
  readonly error: ErrorReport | undefined
}

function useParts(initial: readonly PartHealth[]): Parts {
  const [known, setKnown] = useState<Parts>({ parts: initial, error: undefined })
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const outcome = await callApi<{ parts: readonly PartHealth[] }>('/api/health', { signal: stop.signal })
      if (stop.signal.aborted) return
      setKnown(({ parts }) =>
        outcome.ok ? { parts: outcome.value.parts, error: undefined } : { parts, error: outcome.error },
      )
      timer = setTimeout(look, LOOK_EVERY_MS)
    }
    timer = setTimeout(look, LOOK_EVERY_MS)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [])
  return known
}
