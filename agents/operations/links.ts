// What hangs together: the commits that name an issue.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { commitRows, commitsNaming, linkNotices } from '#lib/history/link-query.ts'
import { openReverts } from '#lib/history/link-reverts.ts'
import { readMessageLinks } from '#lib/history/message-links.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

const Issue = z.object({
  issue: z
    .string()
    .min(1)
    .max(300)
    .describe('number, key or address: 123, #123, !45, owner/name#12, ABC-45, a Change-Id, a Message-Id, an URL'),
})

/** Commits named in one answer. */
const NAMED_LIMIT = 20

export const issueReferences: Operation<z.infer<typeof Issue>> = {
  name: 'issue_references',
  title: 'Commits that name an issue',
  kind: 'fact',
  description:
    'The commits whose message names an issue, a pull or merge request, a Gerrit change or a mail, those that say they fix it first. ' +
    'Use it for "was #123 fixed", "which commit closed ABC-45", "what came in with !45".',
  example: { issue: '#123' },
  input: Issue,
  async execute(context, input) {
    const { history, reach, revision } = context
    const { ranges } = await reach.of(revision)
    const keys = issueKeys(input.issue)
    const name = context.repositoryName.split('/').at(-1) ?? ''
    const own = keys.find((key) => /^[#!]\d+$/.test(key))
    const { commits, sql } = await commitsNaming(history, {
      keys,
      ranges,
      ...(own !== undefined && name !== '' && { alias: `/${name}${own}` }),
    })
    const receipt = { kind: 'sql', command: sql } as const
    const notices = await linkNotices(history)
    if (commits.length === 0) {
      // Issues in messages are all links; whatever else was asked for may stand there in a spelling of its own.
      if (notices.length > 0 || !keys.some((key) => ISSUE.test(key))) return searchMessagesFor(context, input.issue)
      return nothingSuch(
        [{ kind: 'issue', text: input.issue, status: 'missing' }],
        receipt,
        'the message of any commit',
      )
    }
    const shown = commits.slice(0, NAMED_LIMIT)
    const rows = await commitRows(
      history,
      shown.map(({ commitId }) => commitId),
    )
    const reverts = await openReverts(history, ranges)
    const ordered = shown.map(
      ({ commitId, kind, value }): Row => ({
        ...rows.get(commitId),
        kind: ISSUE_WORDS[kind] ?? 'names',
        value,
        isInForce: reverts.isInForce(commitId),
      }),
    )
    const fixes = commits.filter(({ kind }) => kind === 'fixes-issue').length
    return {
      summary: plural(commits.length, 'commit'),
      rows: ordered,
      total: commits.length,
      sources: ordered.map(commitSource),
      receipt,
      text: wordIssue({ issue: input.issue, rows: ordered, total: commits.length, fixes }),
      keys: ordered.slice(0, 1).map((row) => shortOid(String(row.sha))),
      notices,
    }
  },
}

const ISSUE_WORDS: Readonly<Record<string, string>> = { 'fixes-issue': 'fixes', 'pull-request': 'brought in by' }

/** A key of a forge. */
const ISSUE = /^(?:[\w.-]+(?:\/[\w.-]+)+)?[#!]\d+$/

/** Every spelling under which the links may hold what was asked for. */
function issueKeys(asked: string): readonly string[] {
  const text = asked.trim()
  if (/^\d+$/.test(text)) return [`#${Number(text)}`, text]
  const links = readMessageLinks({ subject: text, body: '' }).map(({ key }) => key)
  const mail = /^<?([^\s<>]+@[^\s<>]+)>?$/.exec(text)?.[1]
  return [...new Set([...links, text, ...(mail === undefined ? [] : [mail]), text.toUpperCase()])]
}

function wordIssue(o: {
  readonly issue: string
  readonly rows: readonly Row[]
  readonly total: number
  readonly fixes: number
}): string {
  const [first] = o.rows
  if (first === undefined) return ''
  const verb = { fixes: 'was fixed by', 'brought in by': 'came in with' }[String(first.kind)] ?? 'is named by'
  const undone = (row: Row) => (row.isInForce === false ? ' (reverted later)' : '')
  const rest = o.rows.slice(1).map((row, index) => `- ${commitLine(row, `{${index + 1}}`)}${undone(row)}`)
  const more = o.total > o.rows.length ? `\n\nand ${plural(o.total - o.rows.length, 'more commit')}.` : ''
  return [
    `${code(o.issue)} ${verb} ${code(shortOid(String(first.sha)))}, “${inline(first.subject)}”, by **${inline(first.author)}** on ${dayOf(first.authoredAt)} {0}${undone(first)}.`,
    ...(o.fixes > 1 ? [`${plural(o.fixes, 'commit')} say that they fix it.`] : []),
    ...(rest.length > 0 ? [`Also:\n\n${rest.join('\n')}${more}`] : []),
  ].join('\n\n')
}

/** What no link names may still stand in a message, in a spelling of its own. */
async function searchMessagesFor(context: OperationContext, issue: string): Promise<Found> {
  const key = issue.trim().replace(/^[#!]|^gh-/i, '')
  const { rows, total, sql } = await runCommitQuery(context.history, context.reach, {
    reach: { to: context.revision },
    messageWords: [key],
    result: { kind: 'list', limit: 500, order: 'oldest' },
  })
  const receipt = { kind: 'sql', command: sql } as const
  const naming = rows.filter((row) => namesIssue(`${row.subject}\n${row.body ?? ''}`, key))
  const notices = await linkNotices(context.history)
  if (naming.length === 0)
    return {
      ...nothingSuch([{ kind: 'issue', text: issue, status: 'missing' }], receipt, 'the message of any commit'),
      notices: total > rows.length ? [...notices, `Only ${rows.length} of ${total} messages were read.`] : notices,
    }
  const ordered = naming.slice(0, NAMED_LIMIT)
  return {
    summary: plural(naming.length, 'commit'),
    rows: ordered,
    total: naming.length,
    sources: ordered.map(commitSource),
    receipt,
    text: wordIssue({ issue, rows: ordered, total: naming.length, fixes: 0 }),
    keys: ordered.slice(0, 1).map((row) => shortOid(String(row.sha))),
    notices,
  }
}

function namesIssue(message: string, key: string): boolean {
  const escaped = key.replace(/[^\w-]/g, '\\$&')
  return new RegExp(
    /^\d+$/.test(key) ? `(?:#|!|gh-|issues?[/ ]|pull/|bug )${escaped}(?!\\d)` : `(?<![\\w-])${escaped}(?![\\w-])`,
    'i',
  ).test(message)
}
