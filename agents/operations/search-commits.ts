// Commits found by what they did: their messages, the words of their diffs, their meaning; for questions that name no commit, path or symbol.
import { z } from 'zod'
import { stem } from '#lib/code/words/code-tokens.ts'
import type { Row } from '#lib/events.ts'
import { contentWords } from '../understand/small-words.ts'
import type { Operation } from './operation.ts'
import { commitLine, commitSource, dayOf, inline, joinWords, plural, quoted, shortOid } from './wording.ts'

const Input = z.object({
  query: z.string().min(1).max(500).describe('what the commits are about or did, in words'),
  limit: z.number().int().min(1).max(50).optional(),
})

export const searchCommits: Operation<z.infer<typeof Input>> = {
  name: 'search_commits',
  title: 'Commits about something',
  kind: 'explain',
  description:
    'Finds commits by what they did, best first, from messages, diffs and meaning: "where did we start retrying uploads", "when did we drop support for X", ' +
    '"which commit made Y faster". Use it when no sha, path or identifier is named. For commits with an exact word use query_commits with message.',
  example: { query: 'drop python 2 support', limit: 8 },
  input: Input,
  async execute(context, input) {
    const { rows, total, absent, isFarFetched, notices } = await context.code.searchCommits({
      query: input.query,
      words: contentWords(input.query).map(stem),
      revision: context.revision,
      reach: context.reach,
      limit: input.limit ?? 8,
      signal: context.signal,
    })
    const receipt = {
      kind: 'index',
      command: `./sparky run search_commits --repo ${context.repositoryName} --at ${shortOid(context.revision)} ${quoted(JSON.stringify(input))}`,
    } as const
    if (rows.length === 0)
      return {
        summary: 'no match',
        rows,
        total: 0,
        sources: [],
        receipt,
        keys: [],
        notices,
        text: `No commit up to ${shortOid(context.revision)} speaks of “${inline(input.query)}” or changes its words.`,
      }
    const head = isFarFetched
      ? `No commit clearly fits “${inline(input.query)}”${absent.length > 0 ? ` (${joinWords(absent.map((word) => `“${inline(word)}…”`))} stands in no message)` : ''}. The nearest:`
      : `Of ${plural(total, 'commit')} with something of “${inline(input.query)}”, these fit best:`
    const lines = rows.map((row, index) => `- ${commitLine(row, `{${index}}`)} (${inline(reasonsOf(row).join(' · '))})`)
    const earliest = isFarFetched ? undefined : earliestOf(rows)
    return {
      summary: plural(total, 'commit'),
      rows,
      total,
      sources: rows.map(commitSource),
      receipt,
      text: [head, lines.join('\n'), ...(earliest === undefined ? [] : [earliest])].join('\n\n'),
      keys: [],
      isFarFetched,
      notices,
    }
  },
}

function reasonsOf({ why }: Row): readonly string[] {
  return Array.isArray(why) ? why.map(String) : []
}

/** Where something began is asked as often as where it is: the first of the commits that are shown. */
function earliestOf(rows: readonly Row[]): string | undefined {
  if (rows.length < 2) return undefined
  const [[first, index] = [undefined, 0]] = rows
    .map((row, at) => [row, at] as const)
    .toSorted(([a], [b]) => Date.parse(String(a.authoredAt)) - Date.parse(String(b.authoredAt)))
  if (first === undefined) return undefined
  return `The earliest of these is “${inline(first.subject)}”, ${dayOf(first.authoredAt)} {${index}}.`
}
