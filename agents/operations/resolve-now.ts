// What "now" is for a question: a commit, and the time that "today" means there.
import { SparkyError } from '#lib/errors.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { commitAtDate, describeCommit } from '#lib/history/explain.ts'
import type { OperationContext } from './operation.ts'
import { findRevisionIn } from './scope-input.ts'

export interface WantedNow {
  /** Of the repository, for messages. */
  readonly name: string
  /** Where a date is looked up, and "now" when no revision is wanted; null without commits. */
  readonly headOid: string | null
  /** Ref, sha or date (a day is taken to its end in UTC); absent: the head. */
  readonly revision: string | undefined
}

/** @throws SparkyError `repository/failed` without commits, `git/bad-revision` for what names nothing. */
export async function resolveNow(
  history: HistoryContext,
  { name, headOid, revision }: WantedNow,
): Promise<Pick<OperationContext, 'revision' | 'nowS'>> {
  if (headOid === null && revision === undefined)
    throw new SparkyError({
      code: 'repository/failed',
      message: `${name} has no commits yet.`,
      remedy: 'Commit something, then refresh the repository.',
    })
  const nowS = Math.floor(Date.now() / 1000)
  if (revision === undefined) return { revision: headOid ?? '', nowS }
  const oid = (await findRevisionIn(history, revision)) ?? (await revisionAtDate(history, headOid, revision))
  if (oid === undefined)
    throw new SparkyError({
      code: 'git/bad-revision',
      message: `${name} has no revision called “${revision}”.`,
      remedy: 'Give a branch, a tag, a commit id or a date such as 2024-03-01.',
    })
  if (oid === headOid) return { revision: oid, nowS }
  const commit = await describeCommit(history, oid)
  return { revision: oid, nowS: commit?.committedAtS ?? nowS }
}

/** The last commit that the head reaches up to that time. */
async function revisionAtDate(
  history: HistoryContext,
  headOid: string | null,
  text: string,
): Promise<string | undefined> {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || headOid === null) return undefined
  const atMs = Date.parse(text.length === 10 ? `${text}T23:59:59Z` : text)
  return Number.isNaN(atMs) ? undefined : commitAtDate(history, { head: headOid, untilS: Math.floor(atMs / 1000) })
}
