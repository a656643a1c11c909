// What hangs together: files that change together, commits that name an issue.
import { z } from 'zod'
import { coChangedPaths, runCommitQuery } from '#lib/history/commit-query.ts'
import { pathLineage } from '#lib/history/renames.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { findPath, nearPaths } from './scope-input.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

const CoChanged = z.object({
  path: z.string().min(1).max(1024),
  limit: z.number().int().min(1).max(50).optional(),
})

export const coChangedFiles: Operation<z.infer<typeof CoChanged>> = {
  name: 'co_changed_files',
  title: 'Files that change together',
  kind: 'fact',
  description:
    'The files most often changed in the same commits as a given file. Use it for "what else do I have to touch".',
  example: { path: 'src/app.ts', limit: 5 },
  input: CoChanged,
  async execute(context, input) {
    const path = await findPath(context, input.path)
    const receipt = {
      kind: 'git',
      command: `git log --no-merges --full-history --full-diff --name-only --format= ${shortOid(context.revision)} -- '${path ?? input.path}' | grep . | sort | uniq -c | sort -rn`,
    } as const
    if (path === undefined)
      return nothingSuch(
        [{ kind: 'path', text: input.path, status: 'missing' }],
        receipt,
        'any commit of the indexed history',
        await nearPaths(context, [{ kind: 'path', text: input.path, status: 'missing' }]),
      )
    const [{ rows, total }, lineage] = await Promise.all([
      coChangedPaths(context.history, context.reach, { path, revision: context.revision, limit: input.limit ?? 5 }),
      pathLineage(context.history, context.reach, { path, revision: context.revision }),
    ])
    const former = [...new Set(lineage.map((step) => step.path))].filter((name) => name !== path)
    const lines = rows.map(
      (row, index) => `${index + 1}. ${code(row.path)} — ${plural(Number(row.commits), 'shared commit')}`,
    )
    return {
      summary: plural(total, 'file'),
      rows,
      total,
      sources: [],
      receipt,
      text:
        rows.length === 0
          ? `No other file was ever changed together with ${code(path)}.`
          : `Most often changed together with ${code(path)}:\n\n${lines.join('\n')}`,
      keys: rows.slice(0, 1).map((row) => String(row.path)),
      provesAbsence: true,
      notices:
        former.length > 0
          ? [`Counted under the present name; the years as ${former.slice(0, 3).map(code).join(', ')} are left out.`]
          : [],
    }
  },
}

const Issue = z.object({ issue: z.string().min(1).max(40).describe('number or key: 123, #123, ABC-45') })

export const issueReferences: Operation<z.infer<typeof Issue>> = {
  name: 'issue_references',
  title: 'Commits that name an issue',
  kind: 'fact',
  description:
    'The commits whose message names an issue or pull request, those that say they fix it first. Use it for "was #123 fixed", "which commit closed ABC-45".',
  example: { issue: '#123' },
  input: Issue,
  async execute(context, input) {
    const key = input.issue.replace(/^[#!]|^gh-/i, '')
    const { rows, sql } = await runCommitQuery(context.history, context.reach, {
      reach: { to: context.revision },
      messageWords: [key],
      result: { kind: 'list', limit: 500, order: 'oldest' },
    })
    const receipt = { kind: 'sql', command: sql } as const
    const naming = rows.filter((row) => namesIssue(`${row.subject}\n${row.body ?? ''}`, key))
    const fixing = naming.filter((row) => fixes(key).test(`${row.subject}\n${row.body ?? ''}`))
    const ordered = [...fixing, ...naming.filter((row) => !fixing.includes(row))].slice(0, 20)
    const [first] = ordered
    if (first === undefined)
      return nothingSuch(
        [{ kind: 'issue', text: input.issue, status: 'missing' }],
        receipt,
        'the message of any commit',
      )
    const rest = ordered.slice(1).map((row, index) => `- ${commitLine(row, `{${index + 1}}`)}`)
    return {
      summary: plural(naming.length, 'commit'),
      rows: ordered,
      total: naming.length,
      sources: ordered.map(commitSource),
      receipt,
      text: [
        `${code(input.issue)} ${fixing.length > 0 ? 'was fixed by' : 'is named by'} ${code(shortOid(String(first.sha)))}, “${inline(first.subject)}”, by **${inline(first.author)}** on ${dayOf(first.authoredAt)} {0}.`,
        ...(rest.length > 0 ? [`Also:\n\n${rest.join('\n')}`] : []),
      ].join('\n\n'),
      keys: [shortOid(String(first.sha))],
    }
  },
}

function namesIssue(message: string, key: string): boolean {
  const escaped = key.replace(/[^\w-]/g, '\\$&')
  return new RegExp(
    /^\d+$/.test(key) ? `(?:#|!|gh-|issues?/|pull/)${escaped}(?!\\d)` : `(?<![\\w-])${escaped}(?![\\w-])`,
    'i',
  ).test(message)
}

/** The closing words of the forges. See GitHub, "Linking a pull request to an issue". */
function fixes(key: string): RegExp {
  return new RegExp(
    `\\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\\b:?\\s+(?:issue\\s+)?(?:#|!|gh-)?${key.replace(/[^\w-]/g, '\\$&')}(?![\\d])`,
    'i',
  )
}
