// When a word entered and left the code, over the whole history; a proven "never" counts as an answer.
import { z } from 'zod'
import { kindOfFile } from '#lib/code/file-kind.ts'
import type { Row } from '#lib/events.ts'
import { readCommitDiff } from '#lib/git/diff.ts'
import { middleOf, wordEver } from '#lib/history/word-ever.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { releaseContaining } from './releases.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

/** Lines looked at to tell where a word stands. */
const PLACES_LIMIT = 100
/** Commits looked at to find the one that removed a word. */
const REMOVALS_TRIED = 12
/** Diff read of each of them. */
const DIFF_LIMIT_BYTES = 512 * 1024

const Input = z.object({
  name: z.string().min(2).max(200).describe('an identifier or exact text'),
  withRelease: z.boolean().optional().describe('also the first release that has it'),
})

export const symbolHistory: Operation<z.infer<typeof Input>> = {
  name: 'symbol_history',
  title: 'History of a word',
  kind: 'fact',
  description:
    'Which commit first introduced an identifier or exact text, and which commits added or removed it since. ' +
    'Use it for "when was X introduced", "which commit removed X", "history of function X". Proves that something never existed.',
  example: { name: 'parse_header' },
  input: Input,
  async execute(context, input) {
    const asked = await history(context, input.name)
    const spelling = asked.commits.length === 0 ? await otherSpelling(context, input.name) : undefined
    const name = spelling ?? input.name
    const { commits, complete } = spelling === undefined ? asked : await history(context, spelling)
    const receipt = {
      kind: 'git',
      command: `git log --topo-order --find-renames -S'${name.replaceAll("'", "'\\''")}' ${shortOid(context.revision)}`,
    } as const
    const notices = [
      ...(spelling === undefined ? [] : [`“${input.name}” was read as ${spelling}.`]),
      ...(complete
        ? []
        : ['The search through all changes was stopped at its time limit, so older commits may be missing.']),
    ]
    const introduced = commits.at(-1)
    if (introduced === undefined) {
      if (complete)
        return {
          ...nothingSuch(
            [{ kind: 'symbol', text: name, status: 'missing' }],
            receipt,
            'any change of the whole history',
          ),
          notices,
        }
      return {
        summary: 'not found in time',
        rows: [],
        total: 0,
        sources: [],
        receipt,
        keys: [],
        notices,
        text: `${code(name)} was not found within the time limit; that does not prove that it never existed.`,
      }
    }
    const last = commits[0] ?? introduced
    const places = await placesOf(context, name, context.revision)
    const removed = places.some(isSource) ? undefined : await removalOf(context, name, commits)
    const release = input.withRelease
      ? await releaseContaining.execute(context, { commit: String(introduced.sha) })
      : undefined
    const cited = uniqueRows([introduced, ...(removed ? [removed] : []), last])
    return {
      summary: plural(commits.length, 'commit'),
      rows: uniqueRows([introduced, ...(removed ? [removed] : []), ...commits.slice(0, 10)]),
      total: commits.length,
      sources: cited.map(commitSource),
      receipt,
      text: [
        `${code(name)} ${complete ? 'first appeared' : 'appears'} in ${code(shortOid(String(introduced.sha)))}, “${inline(introduced.subject)}”, ` +
          `by **${inline(introduced.author)}** on ${dayOf(introduced.authoredAt)} {0}.`,
        ...wordPresence({ places, removed, marker: `{${removed ? cited.indexOf(removed) : 0}}` }),
        ...(commits.length > 1
          ? [
              `${plural(commits.length, 'commit')} changed how often it occurs${last === removed ? '' : `; the last is ${commitLine(last, `{${cited.indexOf(last)}}`)}`}.`,
            ]
          : []),
        ...(release ? [release.text.replace(/ ?\{\d+\}/g, '')] : []),
      ].join(' '),
      keys: [shortOid(String(introduced.sha))],
      notices,
    }
  },
}

async function history(context: OperationContext, word: string) {
  const middle = await middleOf(context.history, context.reach, context.revision)
  return wordEver(context.history, { word, revision: context.revision, middle, signal: context.signal })
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

/** Files with the word at a revision; at most a few. */
async function placesOf(context: OperationContext, word: string, revision: string): Promise<readonly string[]> {
  const { matches } = await context.code.findText({
    pattern: word,
    fixed: true,
    revision,
    limit: PLACES_LIMIT,
    signal: context.signal,
  })
  return [...new Set(matches.map((match) => match.path))]
}

/** The newest commit that touched the word in the source, documentation aside: as it is gone from there, that one removed it. */
async function removalOf(context: OperationContext, word: string, commits: readonly Row[]): Promise<Row | undefined> {
  for (const commit of commits.slice(0, REMOVALS_TRIED)) {
    const { files } = await readCommitDiff({
      gitFolder: context.history.gitFolder,
      oid: String(commit.sha),
      limitBytes: DIFF_LIMIT_BYTES,
      signal: context.signal,
    })
    const removes = ({ path, patch }: (typeof files)[number]) =>
      isSource(path) && patch.split('\n').some((line) => line.startsWith('-') && line.includes(word))
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
  readonly marker: string
}): readonly string[] {
  const gone = removed
    ? [`It was removed${places.length > 0 ? ' from the source' : ''} in ${commitLine(removed, marker)}.`]
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
