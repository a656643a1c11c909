// A page that failed: says so and tries again; the reason is in the log of the server.
'use client'
import { useRouter } from 'next/navigation'
import { startTransition } from 'react'

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string }
  readonly reset: () => void
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const router = useRouter()
  // The page itself must come anew from the server: to show the old answer again would fail again.
  const tryAgain = () =>
    startTransition(() => {
      router.refresh()
      reset()
    })
  return (
    <main className="mx-auto w-full max-w-xl p-8">
      <h1 className="text-lg font-semibold">This page could not be shown</h1>
      <p className="mt-1 text-muted">
        The log of the server says why{error.digest === undefined ? '' : `, under ${error.digest}`}.
      </p>
      <button type="button" onClick={tryAgain} className="mt-4 rounded-md border border-line px-3 py-1">
        Try again
      </button>
    </main>
  )
}
