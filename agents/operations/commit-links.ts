// Everything that hangs together with one commit: issues, reverts, cherry-picks, fixes, the merge, releases, people.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { describeCommit } from '#lib/history/explain.ts'
import {
  type CommitLink,
  commitRows,
  knownLinks,
  LINKS_LIMIT,
  linkNotices,
  linksOf,
  patchNotices,
  samePatch,
} from '#lib/history/link-query.ts'
import { openReverts } from '#lib/history/link-reverts.ts'
import { entryOf } from '#lib/history/merge-of.ts'
import { maskSecrets } from '#lib/mask.ts'
import { LINK_ASPECTS, rowsOfAspect, wordAspect } from './commit-link-words.ts'
import { findCommit } from './explain-commit.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { releasesWith, tagName } from './releases.ts'
import { code, commitLine, commitSource, inline, joinWords, plural, quoted, shortOid } from './wording.ts'

const Input = z.object({
  commit: z.string().min(1).max(500).describe('sha, tag or the subject line of a commit'),
  aspect: z.enum(LINK_ASPECTS).optional().describe('only links of this kind, answered directly; default: all'),
})

/** Rows of one answer; a commit that thousands name is told by the first. */
const ROWS_LIMIT = 200
/** Lines of each relation in an answer made by code. */
const LINES_LIMIT = 12
/** Lines of the reason that a revert gives. */
const REASON_LINES = 20

export const commitLinks: Operation<z.infer<typeof Input>> = {
  name: 'commit_links',
  title: 'Links of a commit',
  kind: 'fact',
  description:
    'Everything linked to one commit: issues and pull requests, whether it was reverted or re-applied, cherry-picks and backports, ' +
    'fixes of it, the merge and the release that brought it, co-authors, reviewers and other trailers; `aspect` asks for one of them. Use it for "was this reverted", "who reviewed it", "was it backported".',
  example: { commit: 'a1b2c3d' },
  input: Input,
  async execute(context, input) {
    const oid = await findCommit(context, input.commit)
    const commit = oid && (await describeCommit(context.history, oid))
    const id = oid && (await context.reach.idOf(oid))
    if (!oid || !commit || !id)
      return nothingSuch(
        [{ kind: 'commit', text: input.commit, status: 'missing' }],
        { kind: 'git', command: `git show ${oid ?? quoted(input.commit)}` },
        'the indexed history',
      )
    const own: Row = { sha: oid, subject: commit.subject, author: commit.author, authoredAt: commit.authoredAt }
    const { links, sql } = await linksOf(context.history, id)
    const all = await relate(context, { id, oid, links })
    const { aspect } = input
    const relations = aspect === undefined ? all : rowsOfAspect(all, aspect)
    const rows = relations.slice(0, ROWS_LIMIT)
    const cited = rows.filter((row) => row.sha !== null)
    const unread = await linkNotices(context.history)
    const notices = [...unread, ...(await patchNotices(context.history))]
    const isComplete = (aspect === 'cherry_picks' ? notices : unread).length === 0 && links.length < LINKS_LIMIT
    const markers = new Map(cited.map((row, index) => [row, index + 1]))
    const markerOf = (row: Row) => markers.get(row)
    const reason = aspect === 'revert_reason' ? await reasonIn(context, rows[0]) : ''
    return {
      summary: plural(relations.length, 'link'),
      rows,
      total: relations.length,
      sources: [
        commitSource(own),
        ...cited.map((row) => (row.relation === 'release' ? tagSource(row) : commitSource(row))),
      ],
      receipt: { kind: 'sql', command: sql },
      text:
        aspect === undefined
          ? wordLinks(own, rows, markerOf)
          : `${wordAspect({ sha: oid, aspect, rows }, markerOf)}${reason}`,
      keys: [shortOid(oid)],
      ...(aspect !== undefined && relations.length === 0 && isComplete && { provesAbsence: true }),
      notices: [
        ...notices,
        ...(links.length === LINKS_LIMIT ? [`Only the first ${LINKS_LIMIT} links were read.`] : []),
        ...(rows.length < relations.length ? [`Only ${rows.length} of ${relations.length} links are listed.`] : []),
      ],
    }
  },
}

/** What the message of a revert says beyond that it is one, as a paragraph of its own; nothing without a revert. */
async function reasonIn({ history }: OperationContext, row: Row | undefined): Promise<string> {
  const revert = row && (await describeCommit(history, String(row.sha)))
  if (revert === undefined) return ''
  const lines = maskSecrets(revert.body)
    .replace(/^\W*This reverts commit [0-9a-f]+(?:,\s+reversing\s+changes\s+made\s+to\s+[0-9a-f]+)?\.?$/gm, '')
    .trim()
    .split('\n')
  if (lines.join('') === '') return ' The message of the revert gives no reason.'
  const told = lines.slice(0, REASON_LINES).map((line) => `> ${inline(line, 400)}`.trimEnd())
  return `\n\nThe revert says:\n\n${told.join('\n')}`
}

/** Rows {relation, sha, subject, author, authoredAt, value}: the strongest relations first. */
async function relate(
  context: OperationContext,
  { id, oid, links }: { readonly id: number; readonly oid: string; readonly links: readonly CommitLink[] },
): Promise<readonly Row[]> {
  const { history, reach, revision } = context
  const own = links.filter((link) => link.commitId === id)
  const { ranges } = await reach.of(revision)
  const others = await knownLinks(reach, { links, id, revision })
  const [reverts, twins, entry, releases] = await Promise.all([
    openReverts(history, ranges),
    samePatch(history, id),
    entryOf(history, reach, { oid, revision }),
    releasesWith(context, oid),
  ])
  const mergeId = entry.kind === 'merged' ? await reach.idOf(entry.mergeOid) : undefined
  const named: { readonly relation: string; readonly commitId: number | null; readonly value: string }[] = [
    ...reverts.chainOf(id).map(({ kind, commitId }) => ({
      relation: kind === 'reverted' ? 'reverted by' : 're-applied by',
      commitId,
      value: '',
    })),
    // With its merge goes all that it brought in.
    ...(mergeId === undefined ? [] : reverts.chainOf(mergeId)).map(({ kind, commitId }) => ({
      relation: `merge ${kind} by`,
      commitId,
      value: '',
    })),
    ...own.flatMap(({ kind, targetId, value }) => {
      const relation = NAMES[kind]
      return relation === undefined ? [] : [{ relation, commitId: targetId, value }]
    }),
    ...others.flatMap(({ kind, commitId, value }) => {
      const relation = NAMED_BY[kind]
      return relation === undefined ? [] : [{ relation, commitId, value }]
    }),
  ]
  const told = new Set(named.map(({ commitId }) => commitId))
  const all = [
    ...named,
    ...twins.filter((twin) => !told.has(twin)).map((twin) => ({ relation: 'same change', commitId: twin, value: '' })),
  ]
  const commits = await commitRows(
    history,
    all.flatMap(({ commitId }) => commitId ?? []),
  )
  const empty = { sha: null, subject: null, author: null, authoredAt: null }
  const merge = entry.kind === 'merged' ? await describeCommit(history, entry.mergeOid) : undefined
  return [
    ...all.map(({ relation, commitId, value }): Row => {
      return { relation, ...empty, ...(commitId === null ? undefined : commits.get(commitId)), value }
    }),
    ...(merge
      ? [
          {
            ...{ relation: 'merged by', sha: merge.oid, subject: merge.subject, author: merge.author },
            ...{ authoredAt: merge.authoredAt, value: '' },
          },
        ]
      : []),
    ...(releases.first
      ? [{ ...empty, relation: 'release', sha: releases.first.commitOid, value: tagName(releases.first) }]
      : []),
    ...own
      .filter(({ kind }) => NAMES[kind] === undefined)
      .map(({ kind, key, value, person }): Row => {
        const issue = ISSUES[kind]
        return { relation: issue ?? kind, ...empty, author: person, value: issue === undefined ? value : key }
      }),
  ]
}

const NAMES: Readonly<Record<string, string>> = {
  reverts: 'reverts',
  'fixes-commit': 'fixes',
  'cherry-picked-from': 'cherry-picked from',
  'backported-from': 'backported from',
  mentions: 'mentions',
}
/** A revert of this commit stands in its chain. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'fixes-commit': 'fixed by',
  'cherry-picked-from': 'cherry-picked as',
  'backported-from': 'backported as',
  mentions: 'mentioned by',
}
const ISSUES: Readonly<Record<string, string>> = {
  'fixes-issue': 'closes',
  'pull-request': 'pull request',
  issue: 'names',
}

const ISSUE_RELATIONS = new Set(Object.values(ISSUES))

function wordLinks(own: Row, rows: readonly Row[], markerOf: (row: Row) => number | undefined): string {
  const head = `${code(shortOid(String(own.sha)))} “${inline(own.subject)}” {0}`
  if (rows.length === 0)
    return `${head} is linked to nothing: no issue, revert, cherry-pick, merge, release or trailer.`
  const lines = [...Map.groupBy(rows, (row) => String(row.relation))].map(([relation, some]) => {
    const shown = some.slice(0, LINES_LIMIT).map((row) => wordRow(row, markerOf(row)))
    const rest = some.length > shown.length ? ` and ${some.length - shown.length} more` : ''
    return `- **${inline(relation)}**: ${joinWords(shown)}${rest}`
  })
  return `${head}:\n\n${lines.join('\n')}`
}

function wordRow(row: Row, marker: number | undefined): string {
  if (row.relation === 'release') return `${code(row.value)} {${marker}}`
  if (marker !== undefined) return commitLine(row, `{${marker}}`)
  if (ISSUE_RELATIONS.has(String(row.relation))) return code(row.value)
  const isTold = row.subject === null && row.author !== null && !String(row.value).includes(String(row.author))
  return `${inline(row.value)}${isTold ? ` (${inline(row.author)})` : ''}`
}

function tagSource(row: Row) {
  return { kind: 'tag', sha: String(row.sha), label: String(row.value), verified: false } as const
}
