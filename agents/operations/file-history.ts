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
})

export const fileHistory: Operation<z.infer<typeof Input>> = {
  name: 'file_history',
  title: 'File history',
  kind: 'fact',
  description:
    'The life of one file across renames: when and by whom it was created, its former names, its last change and its main authors. ' +
    'Use it for "when was X added", "who created X", "history of X". For counts or date filters use query_commits with paths.',
  example: { path: 'src/app.ts' },
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
      runCommitQuery(context.history, context.reach, { ...base, result: { kind: 'list', limit: 1 } }),
      runCommitQuery(context.history, context.reach, { ...base, result: { kind: 'list', limit: 1, order: 'oldest' } }),
      runCommitQuery(context.history, context.reach, { ...base, result: { kind: 'top', by: 'commits', limit: 3 } }),
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
    const last = latest.rows[0] ?? created
    const rows: Row[] = last.sha === created.sha ? [created] : [created, last]
    return {
      summary: plural(latest.total, 'commit'),
      rows,
      total: latest.total,
      sources: rows.map(commitSource),
      receipt,
      text: wordHistory({ path, created, last, total: latest.total, authors: authors.rows, formerNames }),
      keys: [shortOid(String(created.sha)), String(created.author)],
    }
  },
}

interface History {
  readonly path: string
  readonly created: Row
  readonly last: Row
  readonly total: number
  readonly authors: readonly Row[]
  readonly formerNames: readonly string[]
}

function wordHistory({ path, created, last, total, authors, formerNames }: History): string {
  const origin =
    `${code(path)} was created by **${inline(created.author)}** on ${dayOf(created.authoredAt)} ` +
    `in ${code(shortOid(String(created.sha)))}, “${inline(created.subject)}” {0}.`
  const names = formerNames.length > 0 ? [`Before, it was ${formerNames.slice(0, 5).map(code).join(', then ')}.`] : []
  const who = authors.map((row) => `${inline(row.author)} (${row.commits})`).join(', ')
  const since =
    total === 1
      ? 'It was not changed since.'
      : `${plural(total, 'commit')} in all, mostly by ${who}; the last is ${commitLine(last, '{1}')}.`
  return [origin, ...names, since].join('\n\n')
}
