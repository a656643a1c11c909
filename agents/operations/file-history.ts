// One file's life across its renames: created, renamed, deleted, last changed, by whom.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { endOfPath, formerNames, type MovedIn, movedInto, type PathEvent } from '#lib/history/path-events.ts'
import { type Found, nothingSuch, type Operation } from './operation.ts'
import { findPath, nearPaths } from './scope-input.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().min(1).max(1024).describe('a file, full or partial path'),
  about: z.enum(['creation', 'renames', 'deletion']).optional().describe('what to tell first'),
})

/** Former names told of; a file moved more often has its list in the rows. */
const RENAMES_NAMED = 5

export const fileHistory: Operation<z.infer<typeof Input>> = {
  name: 'file_history',
  title: 'File history',
  kind: 'fact',
  description:
    'The life of one file across renames: when and by whom it was created, renamed or deleted, its former names, its last change and its main authors. ' +
    'Use it for "when was X added", "who created X", "when was X deleted", "history of X". For counts or date filters use query_commits with paths.',
  example: { path: 'src/app.ts' },
  input: Input,
  async execute(context, input) {
    const path = await findPath(context, input.path)
    const receipt = {
      kind: 'git',
      command: `git log --follow --format='%H %an %ad %s' ${shortOid(context.revision)} -- '${path ?? input.path}'`,
    } as const
    if (path === undefined)
      return nothingSuch(
        [{ kind: 'path', text: input.path, status: 'missing' }],
        receipt,
        'any commit of the indexed history',
        await nearPaths(context, [{ kind: 'path', text: input.path, status: 'missing' }]),
      )
    const place = { path, revision: context.revision }
    const base = { reach: { to: context.revision }, paths: [path], followRenames: true } as const
    const ask = (result: Parameters<typeof runCommitQuery>[2]['result']) =>
      runCommitQuery(context.history, context.reach, { ...base, result })
    const [latest, earliest, authors, renames, exists, moved] = await Promise.all([
      ask({ kind: 'list', limit: 1 }),
      ask({ kind: 'list', limit: 1, order: 'oldest' }),
      ask({ kind: 'top', by: 'commits', limit: 3 }),
      formerNames(context.history, context.reach, place),
      context.objects.info(`${context.revision}:${path.replace(/\/$/, '')}`),
      path.endsWith('/') ? movedInto(context.reach, { folder: path, revision: context.revision }) : undefined,
    ])
    const created = earliest.rows[0]
    if (created === undefined)
      return nothingSuch(
        [{ kind: 'path', text: path, status: 'missing' }],
        receipt,
        `the history of ${shortOid(context.revision)}`,
      )
    const end = exists === undefined ? await endOfPath(context.history, context.reach, place) : undefined
    const last = latest.rows[0] ?? created
    const told = [...(end ? [end] : []), ...renames.slice(0, RENAMES_NAMED)]
    const rows = [
      { ...created, event: 'created' },
      ...told.map(eventRow),
      ...(last.sha === created.sha || told.some((event) => event.commit.sha === last.sha)
        ? []
        : [{ ...last, event: 'last change' }]),
    ]
    return {
      summary: plural(latest.total, 'commit'),
      rows,
      total: latest.total,
      ...wordHistory({
        ...{ path, created, last, told, rows },
        total: latest.total,
        authors: authors.rows,
        about: input.about,
        moved,
      }),
      receipt,
      notices:
        exists === undefined && end === undefined
          ? [`${path} is not in the tree of ${shortOid(context.revision)}; a merge may have taken it out.`]
          : [],
    }
  },
}

function eventRow(event: PathEvent): Row {
  return { ...event.commit, event: event.kind, path: event.path, newPath: event.newPath ?? null }
}

interface History {
  readonly path: string
  readonly created: Row
  readonly last: Row
  readonly total: number
  readonly authors: readonly Row[]
  readonly told: readonly PathEvent[]
  readonly rows: readonly Row[]
  readonly about: z.infer<typeof Input>['about']
  /** What came into a folder from elsewhere. */
  readonly moved: MovedIn | undefined
}

function wordHistory(history: History): Pick<Found, 'text' | 'sources' | 'keys'> {
  const { path, created, last, total, authors, told, rows, about, moved } = history
  const marker = (sha: unknown) => `{${rows.findIndex((row) => row.sha === sha)}}`
  const origin =
    `${code(path)} was created by **${inline(created.author)}** on ${dayOf(created.authoredAt)} ` +
    `in ${code(shortOid(String(created.sha)))}, “${inline(created.subject)}” ${marker(created.sha)}.`
  const turns = told.map(({ kind, path: from, newPath, commit }) => {
    const isLastOfFolder = path.endsWith('/') && kind === 'deleted'
    const what = isLastOfFolder
      ? `${code(path)} is gone: the last of it was deleted`
      : kind === 'deleted'
        ? `${code(from)} was deleted`
        : `${code(from)} was renamed to ${code(newPath)}`
    return `${what} by ${inline(commit.author)} on ${dayOf(commit.authoredAt)} in ${code(shortOid(String(commit.sha)))}, “${inline(commit.subject)}” ${marker(commit.sha)}.`
  })
  const who = authors.map((row) => `${inline(row.author)} (${row.commits})`).join(', ')
  const since =
    total === 1
      ? 'No other commit touched it.'
      : `${plural(total, 'commit')} in all, mostly by ${who}; the last is ${commitLine(last, marker(last.sha))}.`
  const isStillThere = !told.some((event) => event.path.startsWith(path))
  const never =
    about === 'deletion' && isStillThere
      ? [`${code(path)} was not deleted: it is still there.`]
      : about === 'renames' && told.every((event) => event.kind !== 'renamed')
        ? [neverRenamed(path, moved)]
        : []
  // Who is asked for did not do it, and whoever did something else is no answer.
  if (never.length > 0) return { text: never.join(' '), sources: [], keys: [] }
  const parts = about === 'deletion' || about === 'renames' ? [...never, ...turns, origin] : [origin, ...turns]
  return {
    text: [...parts, since].join('\n\n'),
    sources: rows.map(commitSource),
    keys: [shortOid(String(created.sha)), String(created.author)],
  }
}

function neverRenamed(path: string, moved: MovedIn | undefined): string {
  if (moved === undefined) return `${code(path)} was never renamed.`
  return `${code(path)} was not renamed as a whole: ${plural(moved.files, 'file')} of it came from other folders, most of them from ${code(moved.from)}.`
}
