// Every stage of indexing: how far it is, how fast, how long still, and what it left out and why.
import type { RepositoryProgress } from '#agents/workspace.ts'
import { formatNumber } from '#app/_view/format.ts'
import { describeCount, describeRate, type Sample } from '#app/_view/progress.ts'

interface StageTableProps {
  readonly progress: RepositoryProgress
  readonly samples: ReadonlyMap<string, Sample>
}

export function StageTable({ progress: { repository, stages }, samples }: StageTableProps) {
  return (
    <table className="mt-2 w-full text-sm">
      <tbody>
        {stages.map((stage) => {
          const first = samples.get(`${repository.id}/${stage.stage}`)
          return (
            <tr key={stage.stage} className="align-top">
              <td className="w-32 py-1 pr-3 text-muted">{stage.stage}</td>
              <td className="py-1 pr-3">
                <StageState status={stage.status} />
              </td>
              <td className="w-full py-1">
                {stage.status === 'waiting' ? '' : describeCount(stage)}
                {stage.status === 'running' && first && (
                  <span className="text-muted"> {describeRate(stage, first, Date.now())}</span>
                )}
                {stage.status === 'running' && stage.total !== null && (
                  <progress
                    max={stage.total || 1}
                    value={stage.done}
                    aria-label={stage.stage}
                    className="block h-1 w-full max-w-60 accent-accent"
                  />
                )}
                {stage.error && <span className="block text-bad">{stage.error.message}</span>}
                {stage.skipped.map(({ reason, count, examples }) => (
                  <span key={reason} className="block text-muted" title={examples.join('\n')}>
                    {formatNumber(count)} left out: {reason}
                  </span>
                ))}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const WORDS = { waiting: 'waiting', running: 'running', done: 'done', failed: 'failed' } as const
const COLORS = { waiting: 'text-muted', running: 'text-accent', done: 'text-muted', failed: 'text-bad' } as const

function StageState({ status }: { readonly status: keyof typeof WORDS }) {
  return <span className={COLORS[status]}>{WORDS[status]}</span>
}
