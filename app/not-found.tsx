// What is not there.
import Link from 'next/link'

export default function NotFound() {
  return (
    <main className="mx-auto w-full max-w-xl p-8">
      <h1 className="text-lg font-semibold">There is nothing here</h1>
      <p className="mt-1 text-muted">
        It may have been removed.{' '}
        <Link href="/" className="text-accent underline">
          All repositories
        </Link>
      </p>
    </main>
  )
}
