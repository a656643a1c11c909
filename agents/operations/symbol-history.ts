// When a word entered, changed and left the code, over the whole history; a proven "never" counts as an answer.
import { z } from 'zod'
import { kindOfFile } from '#lib/code/file-kind.ts'
import type { Receipt, Row } from '#lib/events.ts'
import { readCommitDiff } from '#lib/git/diff.ts'
import { readWordCommits } from '#lib/history/word-commits.ts'
import { findWordChanges, WHOLE_WORD, type WordChanges } from '#lib/history/word-index.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { releaseContaining } from './releases.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, quoted, shortOid } from './wording.ts'

/** Lines looked at to tell where a word stands. */
const PLACES_LIMIT = 100
/** Commits shown, and those of a list that is asked for. */
const SHOWN = 10
const LISTED = 50
/** Commits looked at to find the one that removed a word from the source, where documentation keeps it. */
const REMOVALS_TRIED = 12
/** Diff read of each of them. */
const DIFF_LIMIT_BYTES = 512 * 1024

const Input = z.object({
  name: z.string().min(2).max(1000).describe('an identifier or exact text'),
  kind: z
    .enum(['all', 'introduced', 'removed', 'last', 'commits'])
    .optional()
    .describe(
      'which commit the answer begins with: the first, the one that removed it, the last that changed it; commits: the list of all that added or removed it',
    ),
  withRelease: z.boolean().optional().describe('also the first release that has it'),
})
type Input = z.infer<typeof Input>

export const symbolHistory: Operation<Input> = {
  name: 'symbol_history',
  title: 'History of a word',
  kind: 'fact',
  description:
    'Which commit first introduced an identifier or exact text, which removed it, which changed it last, and how many added or removed it in all. ' +
    'Use it for "when was X introduced", "which commit removed X", "history of function X". Proves that something never existed.',
  example: { name: 'parse_header' },
  input: Input,
  async execute(context, input) {
    const { name, wholeWord, changes, notices } = await readHistory(context, input.name)
    const receipt = receiptOf(name, wholeWord, context.revision)
    const rows = await readWordCommits(context.history, changes, {
      order: 'newest',
      limit: input.kind === 'commits' ? LISTED : SHOWN,
    })
    const [introduced] = await readWordCommits(context.history, changes, { order: 'oldest', limit: 1 })
    if (introduced === undefined) return { ...notFound({ name, receipt, complete: changes.complete }), notices }
    if (input.kind === 'commits')
      return { ...wordCommits({ name, rows, total: changes.commitIds.length }), receipt, notices }
    const last = rows[0] ?? introduced
    const places = await placesOf(context, name, wholeWord)
    const removed = places.some(isSource) ? undefined : await removalOf(context, { name, changes, places })
    const release = input.withRelease
      ? await releaseContaining.execute(context, { commit: String(introduced.sha) })
      : undefined
    const one = input.kind === 'all' ? undefined : input.kind
    const main = one === 'removed' && removed ? removed : one === 'last' ? last : introduced
    const cited = uniqueRows(
      one === undefined
        ? [introduced, ...(removed ? [removed] : []), last]
        : one === 'removed' && !removed
          ? []
          : [main],
    )
    const marker = (row: Row) => `{${cited.findIndex((each) => each.sha === row.sha)}}`
    const total = changes.commitIds.length
    const sentences = {
      introduced: `${code(name)} ${changes.complete ? 'first appeared' : 'appears'} in ${commitPhrase(introduced)} ${marker(introduced)}.`,
      removed: wordPresence({ places, removed, marker }),
      isGone: !places.some(isSource),
      last:
        total > 1
          ? `${plural(total, 'commit')} changed how often it occurs${last.sha === removed?.sha ? '' : `; the last is ${commitLine(last, marker(last))}`}.`
          : '',
    }
    return {
      summary: plural(total, 'commit'),
      rows: uniqueRows([main, introduced, ...(removed ? [removed] : []), ...rows]),
      total,
      sources: cited.map(commitSource),
      receipt,
      text: [...inOrder(sentences, { ...input, name, last, marker }), ...releaseText(release)].join(' '),
      keys: cited.includes(main) ? [shortOid(String(main.sha))] : [],
      notices,
    }
  },
}

interface WordHistory {
  /** As it was found. */
  readonly name: string
  readonly wholeWord: boolean
  readonly changes: WordChanges
  readonly notices: readonly string[]
}

/** As a whole word where it can be one; else in another case, else as a part of longer words. */
async function readHistory(context: OperationContext, asked: string): Promise<WordHistory> {
  const read = async (name: string, wholeWord: boolean) => ({
    name,
    wholeWord,
    changes: await findWordChanges(context.history, context.reach, {
      ...{ text: name, wholeWord, revision: context.revision, signal: context.signal },
    }),
  })
  const isFound = ({ changes }: { readonly changes: WordChanges }) => changes.commitIds.length > 0 || !changes.complete
  const first = await read(asked, WHOLE_WORD.test(asked))
  const late = (changes: WordChanges) =>
    changes.complete
      ? []
      : ['The search through all changes was stopped at its time limit, so older commits may be missing.']
  if (isFound(first)) return { ...first, notices: late(first.changes) }
  const spelling = await otherSpelling(context, asked)
  if (spelling !== undefined) {
    const other = await read(spelling, WHOLE_WORD.test(spelling))
    return { ...other, notices: [`“${asked}” was read as ${spelling}.`, ...late(other.changes)] }
  }
  const part = first.wholeWord ? await read(asked, false) : first
  const isPart = part.wholeWord === false && first.wholeWord && part.changes.commitIds.length > 0
  return {
    ...part,
    notices: [...(isPart ? [`${code(asked)} occurs only as a part of longer words.`] : []), ...late(part.changes)],
  }
}

function receiptOf(name: string, wholeWord: boolean, revision: string): Receipt {
  const pattern = wholeWord ? `--pickaxe-regex -S'\\b${name}\\b'` : `-S${quoted(name)}`
  return { kind: 'git', command: `git log --find-renames ${pattern} ${shortOid(revision)}` }
}

function notFound(o: { readonly name: string; readonly receipt: Receipt; readonly complete: boolean }): Found {
  if (o.complete)
    return nothingSuch(
      [{ kind: 'symbol', text: o.name, status: 'missing' }],
      o.receipt,
      'any change of the whole history',
    )
  return {
    summary: 'not found in time',
    ...{ rows: [], total: 0, sources: [], keys: [] },
    receipt: o.receipt,
    text: `${code(o.name)} was not found within the time limit; that does not prove that it never existed.`,
  }
}

function wordCommits(o: { readonly name: string; readonly rows: readonly Row[]; readonly total: number }) {
  const { name, rows, total } = o
  const lines = rows.map((row, index) => `- ${commitLine(row, `{${index}}`)}`)
  const more = total - rows.length
  return {
    summary: plural(total, 'commit'),
    ...{ rows, total, sources: rows.map(commitSource) },
    text: [
      `**${plural(total, 'commit')}** changed how often ${code(name)} occurs, newest first:`,
      lines.join('\n'),
      ...(more > 0 ? [`and ${plural(more, 'earlier commit')}.`] : []),
    ].join('\n\n'),
    keys: [String(total), ...rows.map((row) => shortOid(String(row.sha)))],
  }
}

/** One commit asked for is one sentence, with whether the word is there today; else its whole life. */
function inOrder(
  sentences: {
    readonly introduced: string
    readonly removed: readonly string[]
    readonly last: string
    readonly isGone: boolean
  },
  o: Input & { readonly last: Row; readonly marker: (row: Row) => string },
): readonly string[] {
  const { introduced, removed, last, isGone } = sentences
  const gone = isGone ? ['It is not in the code any more.'] : []
  switch (o.kind) {
    case 'removed':
      return removed.map((sentence, index) => (index === 0 ? sentence.replace(/^It\b/, () => code(o.name)) : sentence))
    case 'introduced':
      return [introduced, ...gone]
    case 'last':
      return [`${code(o.name)} last changed in ${commitPhrase(o.last)} ${o.marker(o.last)}.`, ...gone]
    default:
      return [introduced, ...removed, last].filter(Boolean)
  }
}

function commitPhrase(row: Row): string {
  return `${code(shortOid(String(row.sha)))}, “${inline(row.subject)}”, by **${inline(row.author)}** on ${dayOf(row.authoredAt)}`
}

function releaseText(release: Found | undefined): readonly string[] {
  return release ? [release.text.replace(/ ?\{\d+\}/g, '')] : []
}

/** The spelling that the code has, when the word stands there in another case only. */
async function otherSpelling(context: OperationContext, word: string): Promise<string | undefined> {
  if (!/^[\w$]{3,}$/.test(word)) return undefined
  const { hits } = await context.code.search({
    query: word,
    revision: context.revision,
    limit: 3,
    signal: context.signal,
  })
  const pattern = new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$&')}(?![\\w$])`, 'i')
  return hits.map((hit) => pattern.exec(hit.text)?.[0]).find((spelling) => spelling !== undefined)
}

/** Files with the word at the revision; at most a few. */
async function placesOf(context: OperationContext, word: string, wholeWord: boolean): Promise<readonly string[]> {
  const { matches } = await context.code.findText({
    pattern: wholeWord ? `\\b${word}\\b` : word,
    fixed: !wholeWord,
    revision: context.revision,
    limit: PLACES_LIMIT,
    signal: context.signal,
  })
  return [...new Set(matches.map((match) => match.path))]
}

/** The newest commit after which the word occurs less often; where documentation keeps it, the newest that took it from the source. */
async function removalOf(
  context: OperationContext,
  o: { readonly name: string; readonly changes: WordChanges; readonly places: readonly string[] },
): Promise<Row | undefined> {
  const commits = await readWordCommits(context.history, o.changes, { order: 'newest', limit: 50 })
  const removing = commits.filter((row) => row.change !== 'added')
  if (o.places.length === 0) return removing[0]
  for (const commit of removing.slice(0, REMOVALS_TRIED)) {
    const { files } = await readCommitDiff({
      gitFolder: context.history.gitFolder,
      oid: String(commit.sha),
      limitBytes: DIFF_LIMIT_BYTES,
      signal: context.signal,
    })
    const removes = ({ path, patch }: (typeof files)[number]) =>
      isSource(path) && patch.split('\n').some((line) => line.startsWith('-') && line.includes(o.name))
    if (files.some(removes)) return commit
  }
  return undefined
}

/** Documentation keeps the names of what is gone. */
function isSource(path: string): boolean {
  return kindOfFile(path) !== 'docs'
}

function wordPresence({
  places,
  removed,
  marker,
}: {
  readonly places: readonly string[]
  readonly removed: Row | undefined
  readonly marker: (row: Row) => string
}): readonly string[] {
  const gone = removed
    ? [`It was removed${places.length > 0 ? ' from the source' : ''} in ${commitLine(removed, marker(removed))}.`]
    : []
  if (places.length === 0) return gone.length > 0 ? gone : ['It is not in the code any more.']
  const [first] = places
  if (places.some(isSource)) return ['It is in the code today.']
  return [
    ...gone,
    `It still stands in ${places.length === 1 ? code(first) : `${code(first)} and other files`} beside the source.`,
  ]
}

function uniqueRows(rows: readonly Row[]): readonly Row[] {
  return rows.filter((row, index) => rows.findIndex((other) => other.sha === row.sha) === index)
}
