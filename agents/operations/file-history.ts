// One file's life across its renames: created, renamed, last changed, by whom.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { pathLineage } from '#lib/history/renames.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { findPath } from './scope-input.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().min(1).max(1024).describe('a file, full or partial path'),
  limit: z.number().int().min(1).max(200).optional().describe('how many of the latest commits to list'),
})

export const fileHistory: Operation<z.infer<typeof Input>> = {
  name: 'file_history',
  title: 'File history',
  kind: 'fact',
  description:
    'The life of one file across renames: when and by whom it was created, its former names, its latest commits and its main authors. ' +
    'Use it for "when was X added", "who created X", "history of X". For counts or date filters use query_commits with paths.',
  example: { path: 'src/app.ts', limit: 5 },
  input: Input,
  async execute(context, input) {
    const path = await findPath(context, input.path)
    const receipt = {
      kind: 'git',
      command: `git log --follow --format='%H %an %ad %s' ${context.revision.slice(0, 12)} -- '${path ?? input.path}'`,
    } as const
    if (path === undefined)
      return nothingSuch(
        [{ kind: 'path', text: input.path, status: 'missing' }],
        receipt,
        'any commit of the indexed history',
      )
    const base = { reach: { to: context.revision }, paths: [path], followRenames: true } as const
    const [latest, earliest, authors, lineage] = await Promise.all([
      runCommitQuery(context.history, context.reach, { ...base, result: { kind: 'list', limit: input.limit ?? 5 } }),
      runCommitQuery(context.history, context.reach, { ...base, result: { kind: 'list', limit: 1, order: 'oldest' } }),
      runCommitQuery(context.history, context.reach, { ...base, result: { kind: 'top', by: 'commits', limit: 5 } }),
      pathLineage(context.history, context.reach, { path, revision: context.revision }),
    ])
    const created = earliest.rows[0]
    if (created === undefined)
      return nothingSuch(
        [{ kind: 'path', text: path, status: 'missing' }],
        receipt,
        `the history of ${shortOid(context.revision)}`,
      )
    const formerNames = [...new Set(lineage.map((step) => step.path))].filter((name) => name !== path)
    const rows: Row[] = [created, ...latest.rows.filter((row) => row.sha !== created.sha)]
    return {
      summary: plural(latest.total, 'commit'),
      rows,
      total: latest.total,
      sources: rows.map(commitSource),
      receipt,
      text: wordHistory({
        path,
        created,
        latest: latest.rows,
        rows,
        total: latest.total,
        authors: authors.rows,
        formerNames,
      }),
      keys: [shortOid(String(created.sha)), String(created.author)],
    }
  },
}

interface History {
  readonly path: string
  readonly created: Row
  readonly latest: readonly Row[]
  readonly rows: readonly Row[]
  readonly total: number
  readonly authors: readonly Row[]
  readonly formerNames: readonly string[]
}

function wordHistory({ path, created, latest, rows, total, authors, formerNames }: History): string {
  const origin =
    `${code(path)} was created by **${inline(created.author)}** on ${dayOf(created.authoredAt)} ` +
    `in ${code(shortOid(String(created.sha)))}, “${inline(created.subject)}” {0}.`
  const names = formerNames.length > 0 ? [`Before, it was ${formerNames.slice(0, 5).map(code).join(', then ')}.`] : []
  const who = authors.map((row) => `${inline(row.author)} (${row.commits})`).join(', ')
  const lines = latest.map((row) => `- ${commitLine(row, `{${rows.findIndex((other) => other.sha === row.sha)}}`)}`)
  return [
    origin,
    ...names,
    `${plural(total, 'commit')} since then, mostly by ${who}. The latest:`,
    lines.join('\n'),
  ].join('\n\n')
}
