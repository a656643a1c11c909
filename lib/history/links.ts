// Reads what every message names into a table of links, block by block, and finds the commits and people that are meant.
import { z } from 'zod'
import type { CopyValue, Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import type { HistoryContext } from './context.ts'
import { storeCursor } from './ingest-state.ts'
import { COMMIT_KINDS, isShaLike } from './link-commits.ts'
import { type LinkedPeople, openLinkedPeople, recallPeople } from './link-people.ts'
import { commitsByPrefix, highestCommit, resolveTargets } from './link-targets.ts'
import { readMessageLinks } from './message-links.ts'

/** The stage, as the table `stages` names it. */
export const LINKS_STAGE = 'links'
/** Raised when messages are read otherwise than before: then all links are made anew. */
const VERSION = 1
/** Messages of one block: some 20 ms to read them and 50 ms of one transaction. */
const BLOCK_COMMITS = 1_000
/** Links kept of one message; the release notes of a distribution have thousands. */
const LINKS_LIMIT = 500
/** Rows deleted by one statement. */
const STEP_ROWS = 5_000
const COLUMNS = ['repository_id', 'commit_id', 'ordinal', 'kind', 'key', 'value', 'target_commit_id', 'identity_id']

const Cursor = z.object({
  version: z.literal(VERSION),
  /** Id of the last commit whose message has been read. */
  linked: z.number().int(),
  /** Id of the last commit up to which named commits have been looked for. */
  resolved: z.number().int(),
  /** Id of the last identity that people were looked for among. */
  identities: z.number().int(),
})
type Cursor = z.infer<typeof Cursor>

export interface LinkOptions extends HistoryContext {
  readonly signal?: AbortSignal
  /** Commits of one transaction; default BLOCK_COMMITS. */
  readonly blockCommits?: number
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/**
 * Reads the messages that are not read yet. A kill loses at most one block; a refresh reads only new commits, and looks
 * again for the commits and people that were named before they were there.
 *
 * @throws SparkyError `db/…`; the next call goes on.
 */
export async function ingestLinks(o: LinkOptions): Promise<void> {
  const { db, repositoryId } = o
  const stages = createStageStore(db)
  const stage = await stages.begin(repositoryId, LINKS_STAGE, { unit: 'commits' })
  const total = await highestCommit(o)
  const parsed = Cursor.safeParse(stage.cursor)
  if (!parsed.success && stage.cursor !== null) await forgetLinks(o)
  const start: Cursor = parsed.success ? parsed.data : { version: VERSION, linked: 0, resolved: 0, identities: 0 }
  const ownName = await ownNameOf(o)
  const people = await openLinkedPeople(o)
  const size = o.blockCommits ?? BLOCK_COMMITS
  for (let low = start.linked + 1; low <= total; low += size) {
    o.signal?.throwIfAborted()
    const high = Math.min(total, low + size - 1)
    await linkBlock(o, {
      low,
      high,
      cursor: { ...start, linked: high },
      people,
      ...(ownName !== undefined && { ownName }),
    })
    o.onProgress?.({ done: high, total })
  }
  if (start.resolved < total) await resolveTargets(o)
  // In a first run everybody was known from the beginning.
  if (start.linked > 0 && start.identities < people.lastId) await recallPeople(o, { people, after: start.identities })
  const end: Cursor = { version: VERSION, linked: total, resolved: total, identities: people.lastId }
  await storeCursor(db, repositoryId, LINKS_STAGE, end)
  if (db.kind === 'pglite' && start.linked < total / 2) await db.query('ANALYZE commit_links')
  o.onProgress?.({ done: total, total })
  await stages.finish(repositoryId, LINKS_STAGE)
}

interface Block {
  readonly low: number
  readonly high: number
  readonly cursor: Cursor
  readonly people: LinkedPeople
  readonly ownName?: string
}

async function linkBlock({ db, repositoryId }: LinkOptions, block: Block): Promise<void> {
  const { low, high, cursor, people, ownName } = block
  const messages = await db.query<{ id: number; subject: string; body: string }>(
    'SELECT id, subject, body FROM commits WHERE repository_id = $1 AND id BETWEEN $2 AND $3 ORDER BY id',
    [repositoryId, low, high],
  )
  const read = messages.map(({ id, subject, body }) => ({
    id,
    links: readMessageLinks({ subject, body, ...(ownName !== undefined && { ownName }) }),
  }))
  const named = read.flatMap(({ links }) => links.filter(namesCommit).map(({ key }) => key))
  const targets = await commitsByPrefix({ db, repositoryId }, named)
  let cut = 0
  const rows = read.flatMap(({ id, links }): CopyValue[][] => {
    // What looks like an object id and is none is no mention.
    const kept = links.filter((link) => link.kind !== 'mentions' || targets.has(link.key))
    cut += Math.max(0, kept.length - LINKS_LIMIT)
    return kept.slice(0, LINKS_LIMIT).map((link, ordinal) => {
      const target = namesCommit(link) ? targets.get(link.key) : undefined
      return [
        ...[repositoryId, id, ordinal, link.kind, link.key, link.value],
        target === id ? null : (target ?? null),
        people.find(link) ?? null,
      ]
    })
  })
  await db.transaction(async (tx) => {
    await tx.copyRows('commit_links', COLUMNS, rows)
    if (cut > 0)
      await createStageStore(tx).skip(repositoryId, LINKS_STAGE, {
        reason: `more than ${LINKS_LIMIT} links`,
        count: cut,
      })
    await storeCursor(tx, repositoryId, LINKS_STAGE, cursor)
  })
}

function namesCommit({ kind, key }: { readonly kind: string; readonly key: string }): boolean {
  return isShaLike(key) && COMMIT_KINDS.some((one) => one === kind)
}

/** `owner/name` of a URL; of a folder only its name, because who owns it is not known. */
async function ownNameOf({ db, repositoryId }: HistoryContext): Promise<string | undefined> {
  const [row] = await db.query<{ address: string; kind: string }>(
    'SELECT address, kind FROM repositories WHERE id = $1',
    [repositoryId],
  )
  const parts = (row?.address ?? '').replace(/(?:\/?\.git)?\/*$/, '').split(/[/:\\]/)
  const name = row?.kind === 'remote' ? parts.slice(-2).join('/') : parts.at(-1)
  return name || undefined
}

async function forgetLinks({ db, repositoryId }: { db: Database; repositoryId: number }): Promise<void> {
  for (;;) {
    const gone = await db.query(
      `DELETE FROM commit_links WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM commit_links WHERE repository_id = $1 LIMIT ${STEP_ROWS})) RETURNING 1`,
      [repositoryId],
    )
    if (gone.length === 0) return
  }
}
