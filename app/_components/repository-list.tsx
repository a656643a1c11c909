// The repositories with live progress; adds, refreshes and removes them.
'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { RepositoryProgress } from '#agents/workspace.ts'
import { callApi } from '#app/_view/call-api.ts'
import { summarizeProgress } from '#app/_view/progress.ts'
import type { ErrorReport } from '#lib/errors.ts'
import { AddRepository } from './add-repository.tsx'
import { ErrorNote } from './error-note.tsx'
import { StageTable } from './stage-table.tsx'
import { useProgress } from './use-progress.ts'

export function RepositoryList({ initial }: { readonly initial: readonly RepositoryProgress[] }) {
  const { all, samples, error, look } = useProgress(initial)
  const router = useRouter()
  const changed = () => {
    look()
    router.refresh()
  }
  return (
    <>
      <AddRepository onAdded={changed} />
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} />
        </div>
      )}
      {all.length > 0 && (
        <ul className="mt-6 divide-y divide-line rounded-md border border-line bg-surface">
          {all.map((progress) => (
            <Entry key={progress.repository.id} progress={progress} samples={samples} onChanged={changed} />
          ))}
        </ul>
      )}
    </>
  )
}

interface EntryProps {
  readonly progress: RepositoryProgress
  readonly samples: ReturnType<typeof useProgress>['samples']
  readonly onChanged: () => void
}

function Entry({ progress, samples, onChanged }: EntryProps) {
  const { repository, phase } = progress
  const [asks, setAsks] = useState(false)
  const [busy, setBusy] = useState<'removing' | undefined>()
  const [error, setError] = useState<ErrorReport>()
  const call = async (path: string, method: 'POST' | 'DELETE') => {
    const outcome = await callApi(path, { method })
    setError(outcome.ok ? undefined : outcome.error)
    setBusy(undefined)
    onChanged()
  }
  const base = `/api/repositories/${repository.id}`
  return (
    <li className="px-4 py-3" data-repository={repository.name}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <Link href={`/repositories/${repository.id}`} className="font-medium hover:text-accent">
            {repository.name}
          </Link>
          <span className="ml-3 break-all text-sm text-muted">{repository.address}</span>
        </div>
        <div className="flex gap-3 text-sm text-muted">
          {asks ? (
            <>
              <span>Remove it with its conversations? Its own folder stays.</span>
              <button
                type="button"
                className="text-bad"
                onClick={() => {
                  setAsks(false)
                  setBusy('removing')
                  call(base, 'DELETE')
                }}
              >
                Remove
              </button>
              <button type="button" onClick={() => setAsks(false)}>
                Keep
              </button>
            </>
          ) : (
            <>
              <button type="button" className="hover:text-text" onClick={() => call(`${base}/refresh`, 'POST')}>
                Refresh
              </button>
              <button type="button" className="hover:text-bad" onClick={() => setAsks(true)}>
                Remove
              </button>
            </>
          )}
        </div>
      </div>
      <details className="mt-1 text-sm">
        <summary className="text-muted">
          <span className={phase === 'idle' && !busy ? '' : 'working'}>
            {busy === 'removing' ? 'removing …' : summarizeProgress(progress)}
          </span>
        </summary>
        <StageTable progress={progress} samples={samples} />
      </details>
      {repository.error && (
        <div className="mt-2">
          <ErrorNote error={repository.error} />
        </div>
      )}
      {error && (
        <div className="mt-2">
          <ErrorNote error={error} />
        </div>
      )}
    </li>
  )
}
