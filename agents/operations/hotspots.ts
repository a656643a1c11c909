// Where the work hurts: files that are changed often and are complex.
import { z } from 'zod'
import { hotspots as findHotspots } from '#lib/history/hotspots.ts'
import type { Operation } from './operation.ts'
import { PathScope, resolveScope } from './path-scope.ts'
import { code, plural } from './wording.ts'

const Input = PathScope.extend({ limit: z.number().int().min(1).max(100).optional() })

const DEFAULT_LIMIT = 10

export const hotspots: Operation<z.infer<typeof Input>> = {
  name: 'hotspots',
  title: 'Hotspots',
  kind: 'fact',
  description:
    'Files that are both changed often and complex (commits × indentation-weighted lines), among those that exist at the revision. ' +
    'Use it for "hotspots", "which files need refactoring", "riskiest files". For the most changed files alone use query_commits grouped by path.',
  example: { path: 'src/', since: '2024-01-01' },
  input: Input,
  async execute(context, input) {
    const scope = await resolveScope(context, input)
    if ('rows' in scope) return scope
    const { place, filters } = scope
    const found = await findHotspots(context.history, context.reach, {
      ...scope.query,
      revision: context.revision,
      limit: input.limit ?? DEFAULT_LIMIT,
      signal: context.signal,
    })
    const { rows, total, measured, leftOut } = found
    const lines = rows.map(
      (row, index) =>
        `${index + 1}. ${code(row.path)} — ${plural(Number(row.commits), 'commit')} × complexity ${Number(row.complexity).toLocaleString('en-US')} ` +
        `(${plural(Number(row.lines), 'line')}, mean depth ${row.meanDepth}, deepest ${row.maxDepth}) {${index}}`,
    )
    return {
      summary: plural(total, 'file'),
      rows,
      total,
      sources: rows.map((row) => ({
        kind: 'file',
        sha: context.revision,
        path: String(row.path),
        label: String(row.path),
        verified: false,
      })),
      receipt: { kind: 'sql', command: found.sql },
      text:
        rows.length === 0
          ? `No file of ${place} that exists at this revision was changed${filters}.`
          : `Hotspots of ${place}${filters}, by commits × complexity:\n\n${lines.join('\n')}`,
      keys: rows.slice(0, 1).map((row) => String(row.path)),
      provesAbsence: rows.length === 0,
      notices: [
        'Complexity is the sum over non-blank lines of 1 + depth of indentation (a tab or four spaces is one step), read from the file at the revision; commits count without merges and under former names.',
        ...(measured < total ? [`Only the ${measured} most changed of ${total} files were measured.`] : []),
        ...(leftOut > 0
          ? [
              `${plural(leftOut, 'changed file')} of text, data or generated code ${leftOut === 1 ? 'is' : 'are'} left out.`,
            ]
          : []),
        ...found.notices,
      ],
    }
  },
}
