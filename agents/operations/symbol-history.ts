// When a word entered and left the code, over the whole history; a proven "never" counts as an answer.
import { z } from 'zod'
import { wordEver } from '#lib/history/word-ever.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

const Input = z.object({ name: z.string().min(2).max(200).describe('an identifier or exact text') })

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
    const receipt = {
      kind: 'git',
      command: `git log --topo-order -S'${input.name.replaceAll("'", "'\\''")}' ${shortOid(context.revision)}`,
    } as const
    const { commits, complete } = await wordEver(context.history, {
      word: input.name,
      revision: context.revision,
      signal: context.signal,
    })
    const notices = complete
      ? []
      : ['The search through all changes was stopped at its time limit, so older commits may be missing.']
    const introduced = commits.at(-1)
    if (introduced === undefined) {
      if (complete)
        return {
          ...nothingSuch(
            [{ kind: 'symbol', text: input.name, status: 'missing' }],
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
        text: `${code(input.name)} was not found within the time limit; that does not prove that it never existed.`,
      }
    }
    const present = await context.code.findText({
      pattern: input.name,
      fixed: true,
      revision: context.revision,
      limit: 1,
      signal: context.signal,
    })
    const last = commits[0] ?? introduced
    const rows = [introduced, ...commits.slice(0, 10).filter((commit) => commit !== introduced)]
    const gone = present.matches.length === 0 && last !== introduced
    return {
      summary: plural(commits.length, 'commit'),
      rows,
      total: commits.length,
      sources: (gone ? [introduced, last] : [introduced]).map(commitSource),
      receipt,
      text: [
        `${code(input.name)} ${complete ? 'first appeared' : 'appears'} in ${code(shortOid(String(introduced.sha)))}, “${inline(introduced.subject)}”, ` +
          `by **${inline(introduced.author)}** on ${dayOf(introduced.authoredAt)} {0}.`,
        gone
          ? `It is gone since ${commitLine(last, '{1}')}.`
          : `It is in the code today${commits.length > 1 ? `; ${plural(commits.length, 'commit')} changed how often it occurs` : ''}.`,
      ].join(' '),
      keys: [shortOid(String(introduced.sha))],
      notices,
    }
  },
}
