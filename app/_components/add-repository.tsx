// The field that takes a path or a URL; what cannot be added is said with its remedy, and the text stays.
'use client'
import { type FormEvent, useState } from 'react'
import { callApi } from '#app/_view/call-api.ts'
import type { ErrorReport } from '#lib/errors.ts'
import { ErrorNote } from './error-note.tsx'

export function AddRepository({ onAdded }: { readonly onAdded: () => void }) {
  const [address, setAddress] = useState('')
  const [isAdding, setAdding] = useState(false)
  const [error, setError] = useState<ErrorReport>()
  const add = async (event: FormEvent) => {
    event.preventDefault()
    setAdding(true)
    const outcome = await callApi('/api/repositories', { method: 'POST', body: { address } })
    setAdding(false)
    setError(outcome.ok ? undefined : outcome.error)
    if (!outcome.ok) return
    setAddress('')
    onAdded()
  }
  return (
    <form onSubmit={add} className="mt-6">
      <label htmlFor="address" className="text-sm font-medium">
        Add a repository
      </label>
      <div className="mt-1 flex gap-2">
        <input
          id="address"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          required
          autoComplete="off"
          spellCheck={false}
          placeholder="/home/me/project or https://example.org/team/project"
          className="min-w-0 flex-1 rounded-md border border-line bg-surface px-3 py-2 placeholder:text-muted"
        />
        <button
          type="submit"
          disabled={isAdding || address.trim() === ''}
          className="rounded-md bg-accent px-4 py-2 font-medium text-on-accent disabled:opacity-50"
        >
          {isAdding ? 'Adding …' : 'Add'}
        </button>
      </div>
      {error && (
        <div className="mt-2">
          <ErrorNote error={error} />
        </div>
      )}
    </form>
  )
}
