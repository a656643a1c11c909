// Lines of one file as of the revision asked about.
import { z } from 'zod'
import { readLines } from '#lib/code/read.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { findPath } from './scope-input.ts'
import { code, plural, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().min(1).max(1024),
  startLine: z.number().int().min(1).optional(),
  endLine: z.number().int().min(1).optional(),
})

/** Lines shown when no range is asked for. */
const DEFAULT_LINES = 120

export const readFile: Operation<z.infer<typeof Input>> = {
  name: 'read_file',
  title: 'Read a file',
  kind: 'explain',
  description:
    'Reads a file or a range of its lines at the revision asked about. Use it when the question names a file and wants its content or an explanation of it.',
  example: { path: 'src/app.ts', startLine: 1, endLine: 80 },
  input: Input,
  async execute(context, input) {
    const path = await findPath(context, input.path)
    const receipt = { kind: 'git', command: `git show ${shortOid(context.revision)}:${path ?? input.path}` } as const
    const startLine = input.startLine ?? 1
    const read =
      path &&
      (await readLines({
        objects: context.objects,
        revision: context.revision,
        path,
        startLine,
        endLine: input.endLine ?? startLine + DEFAULT_LINES - 1,
      }))
    if (!path || !read)
      return nothingSuch(
        [{ kind: 'path', text: path ?? input.path, status: 'missing' }],
        receipt,
        `the tree of ${shortOid(context.revision)}`,
      )
    const { text } = read
    const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
    return {
      summary: plural(read.endLine - read.startLine + 1, 'line'),
      rows: [{ path, startLine: read.startLine, endLine: read.endLine, totalLines: read.totalLines, text }],
      total: 1,
      sources: [
        {
          kind: 'file',
          sha: context.revision,
          path,
          line: read.startLine,
          endLine: read.endLine,
          label: `${path}:${read.startLine}-${read.endLine}`,
          verified: false,
        },
      ],
      receipt,
      text: `${code(path)}, lines ${read.startLine} to ${read.endLine} of ${read.totalLines} {0}:\n\n${fence}\n${text}\n${fence}`,
      keys: [],
      material: `${path} lines ${read.startLine}-${read.endLine}\n${text}`,
      notices:
        read.endLine < read.totalLines && input.endLine === undefined
          ? [`The file has ${read.totalLines} lines; the first ${read.endLine} are shown.`]
          : [],
    }
  },
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length))
}
