// The files that change together with a file.
import { z } from 'zod'
import { coChangedPaths } from '#lib/history/commit-query.ts'
import { pathLineage } from '#lib/history/renames.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { findPath, nearPaths } from './scope-input.ts'
import { code, plural, shortOid } from './wording.ts'

const CoChanged = z.object({
  path: z.string().min(1).max(1024),
  limit: z.number().int().min(1).max(50).optional(),
})

export const coChangedFiles: Operation<z.infer<typeof CoChanged>> = {
  name: 'co_changed_files',
  title: 'Files that change together',
  kind: 'fact',
  description:
    'The files most often changed in the same commits as a given file. Use it for "what else do I have to touch".',
  example: { path: 'src/app.ts', limit: 5 },
  input: CoChanged,
  async execute(context, input) {
    const path = await findPath(context, input.path)
    const receipt = {
      kind: 'git',
      command: `git log --no-merges --full-history --full-diff --name-only --format= ${shortOid(context.revision)} -- '${path ?? input.path}' | grep . | sort | uniq -c | sort -rn`,
    } as const
    if (path === undefined)
      return nothingSuch(
        [{ kind: 'path', text: input.path, status: 'missing' }],
        receipt,
        'any commit of the indexed history',
        await nearPaths(context, [{ kind: 'path', text: input.path, status: 'missing' }]),
      )
    const [{ rows, total }, lineage] = await Promise.all([
      coChangedPaths(context.history, context.reach, { path, revision: context.revision, limit: input.limit ?? 5 }),
      pathLineage(context.history, context.reach, { path, revision: context.revision }),
    ])
    const former = [...new Set(lineage.map((step) => step.path))].filter((name) => name !== path)
    const lines = rows.map(
      (row, index) => `${index + 1}. ${code(row.path)} — ${plural(Number(row.commits), 'shared commit')}`,
    )
    return {
      summary: plural(total, 'file'),
      rows,
      total,
      sources: [],
      receipt,
      text:
        rows.length === 0
          ? `No other file was ever changed together with ${code(path)}.`
          : `Most often changed together with ${code(path)}:\n\n${lines.join('\n')}`,
      keys: rows.slice(0, 1).map((row) => String(row.path)),
      provesAbsence: true,
      notices:
        former.length > 0
          ? [`Counted under the present name; the years as ${former.slice(0, 3).map(code).join(', ')} are left out.`]
          : [],
    }
  },
}
