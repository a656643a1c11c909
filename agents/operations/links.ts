// What hangs together: the commits that name an issue.
import { z } from 'zod'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

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
