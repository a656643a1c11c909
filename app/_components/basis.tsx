// What an answer rests on: one quiet line when something is off, the whole on demand.
import { formatDay, formatNumber, shortSha } from '#app/_view/format.ts'
import type { Basis } from '#lib/events.ts'

interface BasisProps {
  readonly basis: Basis
}

export function BasisRemarks({ basis: { remarks } }: BasisProps) {
  if (remarks.length === 0) return null
  return (
    <p data-basis className="text-xs text-muted">
      {remarks.join(' ')}
    </p>
  )
}

export function BasisDetails({ basis }: BasisProps) {
  const { indexedCommit, indexedAt, liveCommit, isBehind, firstCommitAt, commits, isShallow, pending } = basis
  const source =
    liveCommit === undefined
      ? 'as of the last refresh'
      : isBehind
        ? `now at ${shortSha(liveCommit)}`
        : 'not changed since'
  return (
    <details>
      <summary className="hover:text-text">Basis</summary>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt>Indexed commit</dt>
        <dd className="font-mono">{indexedCommit === '' ? 'none' : shortSha(indexedCommit)}</dd>
        <dt>Last refresh</dt>
        <dd>{indexedAt === null ? 'not finished yet' : `${formatDay(indexedAt)} ${indexedAt.slice(11, 16)} UTC`}</dd>
        <dt>Source</dt>
        <dd>{source}</dd>
        <dt>History</dt>
        <dd>
          {formatNumber(commits)} {commits === 1 ? 'commit' : 'commits'}
          {firstCommitAt !== null && `, back to ${formatDay(firstCommitAt)}`}
          {isShallow && ' (a shallow clone: not the whole)'}
        </dd>
        <dt>Not indexed yet</dt>
        <dd>{pending.length === 0 ? 'nothing' : pending.join('; ')}</dd>
      </dl>
    </details>
  )
}
