// The beginning of a conversation: the state of the repository, questions to begin with, the composer.
'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { RepositoryProgress } from '#agents/workspace.ts'
import { callApi } from '#app/_view/call-api.ts'
import { summarizeProgress } from '#app/_view/progress.ts'
import type { ErrorReport } from '#lib/errors.ts'
import { Composer } from './composer.tsx'
import { ErrorNote } from './error-note.tsx'
import { StageTable } from './stage-table.tsx'
import { useProgress } from './use-progress.ts'

interface NewChatProps {
  readonly initial: RepositoryProgress
  readonly suggestions: readonly string[]
}

export function NewChat({ initial, suggestions }: NewChatProps) {
  const router = useRouter()
  const { all, samples } = useProgress([initial])
  const [error, setError] = useState<ErrorReport>()
  const [isAsking, setAsking] = useState(false)
  const progress = all.find(({ repository }) => repository.id === initial.repository.id) ?? initial
  const { repository, phase } = progress
  const isReady = repository.state === 'ready'

  // What can be asked is known once the commits are read.
  const wasReady = useRef(isReady)
  useEffect(() => {
    if (isReady && !wasReady.current) router.refresh()
    wasReady.current = isReady
  }, [isReady, router])

  const ask = async (question: string, revision: string | undefined): Promise<boolean> => {
    if (isAsking) return false
    setAsking(true)
    const outcome = await callApi<{ chatId: string }>('/api/chat', {
      method: 'POST',
      body: { repositoryId: repository.id, question, ...(revision && { revision }) },
    })
    setError(outcome.ok ? undefined : outcome.error)
    setAsking(outcome.ok)
    if (!outcome.ok) return false
    router.push(`/chat/${outcome.value.chatId}`)
    router.refresh()
    return true
  }

  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-3xl px-4 py-8">
          <h1 className="text-xl font-semibold tracking-tight">{repository.name}</h1>
          <p className="break-all text-sm text-muted">{repository.address}</p>
          <p className="mt-3 flex flex-wrap gap-x-4 text-sm">
            <a href={`/repositories/${repository.id}/files/HEAD`} className="text-accent hover:underline">
              Browse files
            </a>
            {repository.headOid && (
              <a
                href={`/repositories/${repository.id}/commits/${repository.headOid}`}
                className="text-accent hover:underline"
              >
                Last commit
              </a>
            )}
          </p>
          <details className="mt-4 text-sm" open={phase === 'first'}>
            <summary className={phase === 'idle' ? 'text-muted' : 'working text-muted'}>
              {summarizeProgress(progress)}
            </summary>
            <StageTable progress={progress} samples={samples} />
          </details>
          {repository.error && (
            <div className="mt-4">
              <ErrorNote error={repository.error} />
            </div>
          )}
          {suggestions.length > 0 && (
            <ul className="mt-8 space-y-2">
              {suggestions.map((question) => (
                <li key={question}>
                  <button
                    type="button"
                    onClick={() => ask(question, undefined)}
                    className="w-full break-words rounded-md border border-line bg-surface px-3 py-2 text-left hover:border-accent"
                  >
                    {question}
                  </button>
                </li>
              ))}
            </ul>
          )}
          {error && (
            <div className="mt-4">
              <ErrorNote error={error} />
            </div>
          )}
        </div>
      </div>
      <Composer onAsk={ask} placeholder={`Ask about ${repository.name}`} />
    </main>
  )
}
