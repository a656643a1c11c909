// The repositories and, below each, its conversations.
'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { SidebarRepository } from '#app/_data/read-sidebar.ts'
import { callApi } from '#app/_view/call-api.ts'

/** Conversations listed before "all" is asked for. */
const CHATS_SHOWN = 8

export function Sidebar({
  repositories,
  path,
}: {
  readonly repositories: readonly SidebarRepository[]
  readonly path: string
}) {
  if (repositories.length === 0)
    return (
      <nav className="flex-1 px-4 py-2 text-sm text-muted">
        No repository yet.{' '}
        <Link href="/" className="text-accent underline">
          Add one
        </Link>
        .
      </nav>
    )
  return (
    <nav aria-label="Repositories and conversations" className="flex-1 overflow-y-auto px-2 pb-4 text-sm">
      {repositories.map((repository) => (
        <RepositoryGroup key={repository.id} repository={repository} path={path} />
      ))}
    </nav>
  )
}

function RepositoryGroup({ repository, path }: { readonly repository: SidebarRepository; readonly path: string }) {
  const { id, name, state, chats } = repository
  const [showsAll, setShowsAll] = useState(false)
  const shown = showsAll ? chats : chats.slice(0, CHATS_SHOWN)
  const home = `/repositories/${id}`
  return (
    <section className="mt-2">
      <Link
        href={home}
        aria-current={path === home ? 'page' : undefined}
        className={`flex items-center justify-between gap-2 rounded px-2 py-1 font-medium hover:bg-raised ${path === home ? 'bg-raised' : ''}`}
      >
        <span className="truncate">{name}</span>
        {state !== 'ready' && (
          <span className={state === 'failed' ? 'text-xs text-bad' : 'text-xs text-muted'}>{state}</span>
        )}
      </Link>
      <ul>
        {shown.map((chat) => (
          <ChatEntry key={chat.id} chat={chat} isOpen={path === `/chat/${chat.id}`} />
        ))}
      </ul>
      {chats.length > shown.length && (
        <button
          type="button"
          onClick={() => setShowsAll(true)}
          className="px-4 py-1 text-xs text-muted hover:text-text"
        >
          All {chats.length}
        </button>
      )}
    </section>
  )
}

function ChatEntry({
  chat: { id, title },
  isOpen,
}: {
  readonly chat: SidebarRepository['chats'][number]
  readonly isOpen: boolean
}) {
  const router = useRouter()
  const [asks, setAsks] = useState(false)
  const [failed, setFailed] = useState(false)
  const remove = async () => {
    const outcome = await callApi(`/api/chats/${id}`, { method: 'DELETE' })
    setFailed(!outcome.ok)
    if (!outcome.ok) return
    if (isOpen) router.push('/')
    router.refresh()
  }
  return (
    <li
      className={`group flex items-center rounded ${isOpen ? 'bg-accent-soft' : 'hover:bg-raised focus-within:bg-raised'}`}
    >
      {asks ? (
        <span className="flex flex-1 items-center justify-between gap-2 px-4 py-1">
          <span className={`truncate ${failed ? 'text-bad' : ''}`}>{failed ? 'Not removed' : 'Remove it?'}</span>
          <span className="flex gap-3">
            <button type="button" onClick={remove} className="text-bad">
              Remove
            </button>
            <button type="button" onClick={() => setAsks(false)}>
              Keep
            </button>
          </span>
        </span>
      ) : (
        <>
          <Link
            href={`/chat/${id}`}
            aria-current={isOpen ? 'page' : undefined}
            title={title}
            className="min-w-0 flex-1 truncate py-1 pl-4 text-muted aria-[current]:text-text"
          >
            {title}
          </Link>
          <button
            type="button"
            onClick={() => setAsks(true)}
            aria-label={`Remove the conversation ${title}`}
            className="px-2 text-muted opacity-0 pointer-coarse:opacity-100 hover:text-bad group-focus-within:opacity-100 group-hover:opacity-100"
          >
            ×
          </button>
        </>
      )}
    </li>
  )
}
