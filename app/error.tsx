// A page that failed: says so and tries again; the reason is in the log of the server.
'use client'

export default function ErrorPage({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="mx-auto w-full max-w-xl p-8">
      <h1 className="text-lg font-semibold">This page could not be shown</h1>
      <p className="mt-1 text-muted">The log of the server says why.</p>
      <button type="button" onClick={reset} className="mt-4 rounded-md border border-line px-3 py-1">
        Try again
      </button>
    </main>
  )
}
