// Commits found by what their messages speak of, for questions that name no commit, path or symbol.
import { z } from 'zod'
import { stem } from '#lib/code/code-tokens.ts'
import { searchMessages } from '#lib/history/search-messages.ts'
import { contentWords } from '../understand/small-words.ts'
import type { Operation } from './operation.ts'
import { commitLine, commitSource, inline, joinWords, plural, shortOid } from './wording.ts'

const Input = z.object({
  query: z.string().min(1).max(500).describe('what the commits are about, in words'),
  limit: z.number().int().min(1).max(50).optional(),
})

/** A commit that has less of the words than this is only the nearest there is. */
const FITTING_SHARE = 0.6

export const searchCommits: Operation<z.infer<typeof Input>> = {
  name: 'search_commits',
  title: 'Commits about something',
  kind: 'explain',
  description:
    'Finds commits by what their messages speak of, best first: "when did we drop support for X", "which commit made Y faster". ' +
    'Use it when no sha, path or identifier is named. For commits with an exact word use query_commits with message.',
  example: { query: 'drop python 2 support', limit: 8 },
  input: Input,
  async execute(context, input) {
    const words = contentWords(input.query).map(stem)
    const { rows, total, absent, sql } = await searchMessages(context.history, context.reach, {
      revision: context.revision,
      words,
      limit: input.limit ?? 8,
    })
    const receipt = { kind: 'sql', command: sql } as const
    const [best] = rows
    if (best === undefined)
      return {
        summary: 'no match',
        rows,
        total: 0,
        sources: [],
        receipt,
        keys: [],
        text: `No commit message up to ${shortOid(context.revision)} speaks of “${inline(input.query)}”.`,
      }
    const matched = Array.isArray(best.words) ? best.words.length : 0
    const isFarFetched = matched < words.length * FITTING_SHARE
    const head = isFarFetched
      ? `No commit message speaks of all of “${inline(input.query)}”${absent.length > 0 ? ` (${joinWords(absent.map((word) => `“${inline(word)}…”`))} stands in none)` : ''}. The nearest:`
      : `Of ${plural(total, 'commit message')} with one of the words of “${inline(input.query)}”, these speak of most of them:`
    const lines = rows.map((row, index) => `- ${commitLine(row, `{${index}}`)}`)
    return {
      summary: plural(total, 'commit'),
      rows,
      total,
      sources: rows.map(commitSource),
      receipt,
      text: `${head}\n\n${lines.join('\n')}`,
      keys: [],
      isFarFetched,
    }
  },
}
