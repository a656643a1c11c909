// What an answer rests on: the indexed commit against the live one, how far back the history reaches, what is still missing.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Stage } from '#lib/db/jobs.ts'
import type { Basis } from '#lib/events.ts'
import { parseAddress } from '#lib/git/address.ts'
import { peekHead } from '#lib/git/peek-head.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { readExtent } from '#lib/history/extent.ts'
import type { RepositoryProgress, Workspace } from './workspace.ts'

export interface DescribeBasisOptions {
  readonly config: Workspace['config']
  readonly progress: RepositoryProgress
  readonly history: HistoryContext
}

/** Two files and one statement, about 1 ms; nothing is fetched, so a remote source is known as of its last refresh. */
export async function describeBasis({ config, progress, history }: DescribeBasisOptions): Promise<Basis> {
  const { repository } = progress
  const [extent, liveCommit] = await Promise.all([readExtent(history), liveCommitOf(repository, config)])
  const facts = {
    indexedCommit: repository.headOid ?? '',
    indexedAt: repository.refreshedAtMs === null ? null : new Date(repository.refreshedAtMs).toISOString(),
    ...(liveCommit !== undefined && { liveCommit, isBehind: liveCommit !== repository.headOid }),
    ...extent,
    isShallow: existsSync(join(history.gitFolder, 'shallow')),
    pending: progress.stages.filter((stage) => isPending(stage, progress.phase)).map(describeStage),
  }
  return { ...facts, remarks: remarksOn(facts) }
}

/** What a reader should know before trusting the answer; empty when nothing is off. */
export function remarksOn({
  isBehind,
  liveCommit,
  indexedCommit,
  isShallow,
  firstCommitAt,
  pending,
}: Omit<Basis, 'remarks'>): readonly string[] {
  return [
    ...(isBehind && liveCommit !== undefined
      ? [`The source has moved on to ${liveCommit.slice(0, 9)}; this answer is about ${indexedCommit.slice(0, 9)}.`]
      : []),
    ...(isShallow
      ? [
          `The source is a shallow clone: its history begins on ${firstCommitAt?.slice(0, 10) ?? 'an unknown day'}, earlier commits are not known.`,
        ]
      : []),
    ...(pending.length > 0 ? [`Not indexed yet: ${pending.join('; ')}.`] : []),
  ]
}

/** The commit that a local source has now; undefined for a remote one, and for a folder that is gone or no longer allowed. */
async function liveCommitOf(
  { kind, address }: Pick<RepositoryProgress['repository'], 'kind' | 'address'>,
  config: Workspace['config'],
): Promise<string | undefined> {
  if (kind !== 'folder') return undefined
  // A source that cannot be looked at is no reason to fail: the mirror has been indexed.
  const source = await parseAddress(address, config).catch(() => undefined)
  return source?.kind === 'folder' ? peekHead(source.gitFolder) : undefined
}

/** A stage that waits while nothing is going on waits for a part, such as an embedder: nothing will come. */
function isPending({ status, done, total }: Stage, phase: RepositoryProgress['phase']): boolean {
  switch (status) {
    case 'done':
      return false
    case 'failed':
      return true
    case 'running':
      // A refresh that has found nothing new, or not yet.
      return total !== null && done < total
    case 'waiting':
      return phase !== 'idle'
  }
}

function describeStage({ stage, status, done, total, unit }: Stage): string {
  if (status === 'failed') return `${stage} (failed)`
  if (total === null) return stage
  return `${stage} (${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${unit})`
}
