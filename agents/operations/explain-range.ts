// A range of history explained: what changed per file and per person, messages by kind, the whole diff as material.
import type { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { type CommitDiff, readCommitDiff } from '#lib/git/diff.ts'
import { describeRange, endsOf } from '#lib/history/explain-range.ts'
import { maskSecrets } from '#lib/mask.ts'
import { describeFilters } from './describe-filters.ts'
import { cutNotices, materialOf, wordFiles } from './diff-words.ts'
import type { Operation, OperationContext } from './operation.ts'
import { CommitFilters, missingNames, type ResolvedFilters, resolveFilters } from './scope-input.ts'
import { groupOfSubject, SUBJECT_GROUPS } from './subject-groups.ts'
import { code, commitLine, commitSource, dayOf, inline, joinWords, plural, shortOid } from './wording.ts'

const Input = CommitFilters

const DIFF_LIMIT_BYTES = 256 * 1024
/** Messages handed to the writer whole. */
const MESSAGES_LIMIT_CHARACTERS = 96 * 1024
/** Commits named in an answer made by code; kinds share them. */
const COMMITS_NAMED = 50
const PEOPLE_NAMED = 10
const FILES_OF_PERSON = 3
const FILES_NAMED = 12
/** Commits whose diffs are read one by one: two processes each. */
const SINGLE_DIFFS = 8
const ROWS_LIMIT = 500

export const explainRange: Operation<z.infer<typeof Input>> = {
  name: 'explain_range',
  title: 'Range explained',
  kind: 'explain',
  description:
    'What a range of commits did as a whole: between two tags, in a period, on some paths, by somebody; per file and per person, with messages by kind and the diff. ' +
    'Use it for "explain what changed from 1.2 to 1.3 in src/", "what was done to this folder last year". For one commit use explain_commit, for numbers query_commits.',
  example: { from: 'v1.2', to: 'v1.3', paths: ['src/'] },
  input: Input,
  async execute(context, input) {
    const filters = { ...input, merges: input.merges ?? 'exclude' } as const
    const resolved = await resolveFilters(context, filters)
    if (resolved.missing.length > 0) return missingNames(context, resolved.missing)
    const query = { ...resolved.query, dateField: 'committed' } as const
    const range = await describeRange(context.history, context.reach, query)
    const words = describeFilters(filters, resolved).replace(/, without merges$|^without merges$/, '')
    const where = words === '' ? '' : ` ${words}`
    const receipt =
      range.git === undefined
        ? ({ kind: 'sql', command: range.sql } as const)
        : ({ kind: 'git', command: range.git } as const)
    if (range.total === 0)
      return {
        ...{ summary: 'no commits', rows: [], total: 0, sources: [], receipt, keys: [], provesAbsence: true },
        text: `Nothing happened${where}: there are no commits${filters.merges === 'exclude' ? ' apart from merges' : ''}.`,
        notices: resolved.notices,
      }
    const diff = await readNetDiff(context, query)
    const singles = diff === undefined ? await readSingleDiffs(context, range.commits, query) : undefined
    const messages = writeMessages(range.commits)
    const groups = wordGroups(range.commits)
    return {
      summary: plural(range.total, 'commit'),
      rows: [...range.people, ...range.files].slice(0, ROWS_LIMIT),
      total: range.total,
      sources: groups.named.map(commitSource),
      receipt,
      text: [
        `**${plural(range.total, 'commit')}**${where}${filters.merges === 'exclude' ? ' (merges not counted)' : ''} by ${plural(range.people.length, 'author')}: ${wordPeople(range.people)}.`,
        diff === undefined ? wordTouched(range.files) : wordFiles(diff, 'Taken together it changes'),
        groups.text,
      ].join('\n\n'),
      keys: [String(range.total)],
      material: [messages.text, materialOf((diff ?? singles)?.files ?? [])].join('\n\n'),
      notices: [
        ...resolved.notices,
        ...range.notices,
        ...(range.commits.length < range.total
          ? [`Only the newest ${range.commits.length} of ${range.total} commits were read.`]
          : []),
        ...(messages.shortened > 0
          ? [`Of ${plural(messages.shortened, 'message')} only the first line was read.`]
          : []),
        ...(diff === undefined
          ? [
              `There is no diff of the whole: these filters pick single commits${singles ? '' : ', whose diffs were not read'}.`,
            ]
          : []),
        ...cutNotices(diff ?? singles ?? { files: [], hasMoreFiles: false }),
      ],
    }
  },
}

/** The difference that the scope makes as a whole, where there is one. */
async function readNetDiff(
  { history, reach, signal }: OperationContext,
  query: ResolvedFilters['query'],
): Promise<CommitDiff | undefined> {
  const ends = await endsOf(history, reach, query)
  if (ends === undefined) return undefined
  const paths = query.paths ?? []
  return readCommitDiff({
    gitFolder: history.gitFolder,
    oid: ends.to,
    from: ends.from,
    ...(paths.length > 0 && { paths }),
    limitBytes: DIFF_LIMIT_BYTES,
    signal,
  })
}

/** The diffs of a few commits, one after the other; undefined when they are many. */
async function readSingleDiffs(
  { history, signal }: OperationContext,
  commits: readonly Row[],
  query: ResolvedFilters['query'],
): Promise<CommitDiff | undefined> {
  if (commits.length > SINGLE_DIFFS) return undefined
  const { paths = [] } = query
  const diffs = await Promise.all(
    commits.map(({ sha }) =>
      readCommitDiff({
        gitFolder: history.gitFolder,
        oid: String(sha),
        ...(paths.length > 0 && { paths }),
        limitBytes: Math.floor(DIFF_LIMIT_BYTES / commits.length),
        signal,
      }),
    ),
  )
  return {
    files: diffs.flatMap(({ files }) => files),
    hasMoreFiles: diffs.some(({ hasMoreFiles }) => hasMoreFiles),
    cut: diffs.some(({ cut }) => cut),
  }
}

/** "Ada (3 commits, +40 −2, most in `a.ts` and `b.ts`), …". */
function wordPeople(people: readonly Row[]): string {
  const named = people.slice(0, PEOPLE_NAMED).map((row) => {
    const files = Array.isArray(row.files) ? row.files : []
    const where = files.length === 0 ? '' : `, most in ${joinWords(files.slice(0, FILES_OF_PERSON).map(code))}`
    return `${inline(row.author)} (${plural(Number(row.commits), 'commit')}, +${row.additions} −${row.deletions}${where})`
  })
  return `${named.join(', ')}${people.length > named.length ? ` and ${people.length - named.length} more` : ''}`
}

/** The files by what single commits did to them. */
function wordTouched(files: readonly Row[]): string {
  if (files.length === 0) return 'No file was changed.'
  const named = files
    .slice(0, FILES_NAMED)
    .map((row) => `${code(row.path)} (${plural(Number(row.commits), 'commit')}, +${row.additions} −${row.deletions})`)
  const more = files.length > named.length ? ` and ${plural(files.length - named.length, 'more file')}` : ''
  return `${plural(files.length, 'file')} changed: ${named.join(', ')}${more}.`
}

/** The messages by what they say they do; every kind with its full number. */
function wordGroups(commits: readonly Row[]): { readonly text: string; readonly named: readonly Row[] } {
  const groups = Map.groupBy(commits, (row) => groupOfSubject(String(row.subject)))
  const named: Row[] = []
  const limit = commits.length <= COMMITS_NAMED ? COMMITS_NAMED : Math.floor(COMMITS_NAMED / groups.size)
  const parts = SUBJECT_GROUPS.flatMap((group) => {
    const rows = groups.get(group) ?? []
    if (rows.length === 0) return []
    const shown = rows.slice(0, limit)
    const lines = shown.map((row) => `- ${commitLine(row, `{${named.push(row) - 1}}`)}`)
    if (rows.length > shown.length) lines.push(`- and ${plural(rows.length - shown.length, 'more commit')}`)
    return [`**${group}** (${rows.length}):\n\n${lines.join('\n')}`]
  })
  return { text: parts.join('\n\n'), named }
}

/** Every message, whole as long as they fit, then their first lines. */
function writeMessages(commits: readonly Row[]): { readonly text: string; readonly shortened: number } {
  let room = MESSAGES_LIMIT_CHARACTERS
  const whole: string[] = []
  const short: string[] = []
  for (const row of commits) {
    const subject = maskSecrets(String(row.subject))
    const body = maskSecrets(String(row.body ?? '').trim())
    const text = `commit ${row.sha} by ${row.author}, ${row.authoredAt}\n${subject}${body === '' ? '' : `\n\n${body}`}`
    room -= text.length
    if (room >= 0) whole.push(text)
    else short.push(`${shortOid(String(row.sha))} ${subject} (${row.author}, ${dayOf(row.authoredAt)})`)
  }
  const rest = short.length === 0 ? [] : [`First lines of further commits:\n${short.join('\n')}`]
  return { text: [...whole, ...rest].join('\n\n'), shortened: short.length }
}
