// Lines of one file as of the revision asked about.
import { z } from 'zod'
import { readFileLines } from '#lib/code/file-lines.ts'
import { readLines } from '#lib/code/read.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { findPath } from './scope-input.ts'
import { code, fenced, plural, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().min(1).max(1024),
  startLine: z.number().int().min(1).optional(),
  endLine: z.number().int().min(1).optional(),
  around: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('a definition or text of the file; without a range the lines around it are read'),
})
type Input = z.infer<typeof Input>

/** Lines shown when no range is asked for. */
const DEFAULT_LINES = 120
/** Lines before what a reading is about: its comment, its decorators. */
const LINES_BEFORE = 5

export const readFile: Operation<Input> = {
  name: 'read_file',
  title: 'Read a file',
  kind: 'explain',
  description:
    'Reads a file or a range of its lines at the revision asked about. Use it when the question names a file and wants its content or an explanation of it.',
  example: { path: 'src/app.ts', startLine: 1, endLine: 80 },
  input: Input,
  travels: true,
  async execute(context, input) {
    const path = await findPath(context, input.path)
    const receipt = { kind: 'git', command: `git show ${shortOid(context.revision)}:${path ?? input.path}` } as const
    const about = path === undefined ? undefined : await lineOf(context, path, input)
    const startLine = input.startLine ?? Math.max(1, (about ?? 1) - LINES_BEFORE)
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
      text: `${code(path)}, lines ${read.startLine} to ${read.endLine} of ${read.totalLines} {0}:\n\n${fenced(text)}`,
      keys: [],
      material: `${path} lines ${read.startLine}-${read.endLine}\n${text}`,
      notices: [
        ...(input.around !== undefined && input.startLine === undefined && about === undefined
          ? [`${path} has no ${input.around}; its beginning is shown.`]
          : []),
        ...(read.endLine < read.totalLines && input.endLine === undefined
          ? [`The file has ${read.totalLines} lines; ${read.startLine} to ${read.endLine} are shown.`]
          : []),
      ],
    }
  },
}

/** Where the definition or text stands that the reading is to be about; undefined when nothing was named or it is not there. */
async function lineOf(
  { code: index, objects, revision, signal }: OperationContext,
  path: string,
  { around, startLine }: Input,
): Promise<number | undefined> {
  if (around === undefined || startLine !== undefined) return undefined
  const { symbols } = await index.findSymbol({ name: around, path, revision, limit: 1, signal })
  const [definition] = symbols
  if (definition) return definition.line
  const lines = await readFileLines(objects, `${revision}:${path}`)
  const found = lines.findIndex((line) => line.includes(around))
  return found < 0 ? undefined : found + 1
}
