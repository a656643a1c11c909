// A query: what was asked, the rows it gave, and the receipt that repeats it.
'use client'
import { useState } from 'react'
import { callApi, type Outcome } from '#app/_view/call-api.ts'
import type { EvidenceTarget, QueryView } from '#app/_view/evidence.ts'
import { formatNumber, formatOperation, shortSha } from '#app/_view/format.ts'
import { toTimeline } from '#app/_view/timeline.ts'
import type { Cell, Row } from '#lib/events.ts'
import { ErrorNote } from './error-note.tsx'
import { ReceiptLine } from './receipt.tsx'
import { TargetLink } from './target-link.tsx'
import { Timeline } from './timeline.tsx'

interface QueryEvidenceProps {
  readonly query: QueryView
  readonly repositoryId: number
  readonly revision: string
  readonly onOpen: (target: EvidenceTarget) => void
}

export function QueryEvidence({ query, repositoryId, revision, onOpen }: QueryEvidenceProps) {
  const { operation, input, summary, rows, rowCount, receipt } = query
  return (
    <div className="space-y-4">
      <div>
        <h2 className="font-semibold">{formatOperation(operation)}</h2>
        <pre className="mt-1 overflow-x-auto whitespace-pre-wrap break-words font-mono text-xs text-muted">
          {JSON.stringify(input, null, 1)}
        </pre>
      </div>
      <p className="text-sm">
        {summary}
        {!countsCommits(query) &&
          rows.length < rowCount &&
          `; ${formatNumber(rows.length)} of ${formatNumber(rowCount)} rows are shown`}
      </p>
      {operation === 'line_origin' ? (
        <Timeline steps={toTimeline(rows)} repositoryId={repositoryId} onOpen={onOpen} />
      ) : (
        <Rows rows={rows} repositoryId={repositoryId} revision={revision} onOpen={onOpen} />
      )}
      <Counted query={query} repositoryId={repositoryId} revision={revision} onOpen={onOpen} />
      <ReceiptLine command={receipt.command} kind={receipt.kind} />
    </div>
  )
}

/** Commits listed for a number, at most. */
const COUNTED_LIMIT = 200

/** True when the rows are numbers of commits, not the commits themselves. */
function countsCommits({ operation, input }: Pick<QueryView, 'operation' | 'input'>): boolean {
  if (operation !== 'query_commits' || typeof input !== 'object' || input === null || !('result' in input)) return false
  return !['list', 'first', 'last', 'largest', 'smallest', 'longest_gap'].includes(String(input.result))
}

/** The commits behind a number: the same query, listed. */
function Counted({ query: { operation, input }, repositoryId, revision, onOpen }: QueryEvidenceProps) {
  const [outcome, setOutcome] = useState<Outcome<{ rows: readonly Row[]; total: number }>>()
  if (!countsCommits({ operation, input })) return null
  const list = async () => {
    const ofTheNumber = [
      'groupBy',
      'rankBy',
      'measure',
      'trailer',
      'order',
      'offset',
      'months',
      'minCommits',
      'maxCommits',
    ]
    const filters = Object.fromEntries(Object.entries(input as object).filter(([name]) => !ofTheNumber.includes(name)))
    setOutcome(
      await callApi(`/api/repositories/${repositoryId}/operations/query_commits`, {
        method: 'POST',
        body: { input: { ...filters, result: 'list', limit: COUNTED_LIMIT }, revision },
      }),
    )
  }
  if (outcome === undefined)
    return (
      <button
        type="button"
        onClick={list}
        className="rounded-md border border-line px-3 py-1 text-sm hover:border-accent"
      >
        List the commits
      </button>
    )
  if (!outcome.ok) return <ErrorNote error={outcome.error} />
  const { rows, total } = outcome.value
  return (
    <>
      <p className="text-sm text-muted">
        {formatNumber(rows.length)} of {formatNumber(total)} commits
      </p>
      <Rows rows={rows} repositoryId={repositoryId} revision={revision} onOpen={onOpen} />
    </>
  )
}

function Rows({
  rows,
  repositoryId,
  revision,
  onOpen,
}: Omit<QueryEvidenceProps, 'query'> & { readonly rows: readonly Row[] }) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  if (rows.length === 0) return null
  return (
    <div className="overflow-x-auto rounded-md border border-line">
      <table className="w-full text-left text-xs">
        <thead>
          <tr className="border-b border-line text-muted">
            {columns.map((column) => (
              <th key={column} className="px-2 py-1 font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a result do not change.
            <tr key={index} className="border-b border-line align-top last:border-0">
              {columns.map((column) => (
                <td key={column} className="px-2 py-1">
                  <Value
                    column={column}
                    value={row[column] ?? null}
                    row={row}
                    repositoryId={repositoryId}
                    revision={revision}
                    onOpen={onOpen}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ValueProps extends Omit<QueryEvidenceProps, 'query'> {
  readonly column: string
  readonly value: Cell
  readonly row: Row
}

function Value({ column, value, row, repositoryId, revision, onOpen }: ValueProps) {
  if (value === null) return null
  if (column === 'sha' && typeof value === 'string')
    return (
      <TargetLink repositoryId={repositoryId} target={{ kind: 'commit', sha: value }} onOpen={onOpen}>
        {shortSha(value)}
      </TargetLink>
    )
  if (column === 'path' && typeof value === 'string') {
    const line = row.line ?? row.startLine
    const at = typeof row.sha === 'string' ? row.sha : revision
    return (
      <TargetLink
        repositoryId={repositoryId}
        target={{ kind: 'file', revision: at, path: value, ...(typeof line === 'number' && { line }) }}
        onOpen={onOpen}
      >
        {value}
      </TargetLink>
    )
  }
  if (column === 'text')
    return <pre className="max-h-40 overflow-auto whitespace-pre-wrap font-mono">{String(value)}</pre>
  return <span className="break-words">{typeof value === 'number' ? formatNumber(value) : String(value)}</span>
}
