// A failure for a person: what happened, and what can be done about it.
import type { ErrorReport } from '#lib/errors.ts'

export function ErrorNote({ error }: { readonly error: Pick<ErrorReport, 'message' | 'remedy'> }) {
  return (
    <div role="alert" className="rounded-md border border-bad/40 bg-bad-soft px-3 py-2 text-sm">
      <p className="font-medium text-bad break-words">{error.message}</p>
      <p className="text-text break-words">{error.remedy}</p>
    </div>
  )
}
