// What a file defines, as a tree with lines and signatures.
import { z } from 'zod'
import { readLines } from '#lib/code/read.ts'
import type { Definition, FileStructure } from '#lib/code/structure/structure.ts'
import { maskSecrets } from '#lib/mask.ts'
import { structureAt } from './file-structure.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { findPath, nearPaths } from './scope-input.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, fenced, joinWords, plural, quoted, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().min(1).max(1024).describe('a file'),
  limit: z.number().int().min(1).max(1000).optional(),
})

const LISTED = 200
const MODULES_NAMED = 12
const INDENT = '  '

export const outline: Operation<z.infer<typeof Input>> = {
  name: 'outline',
  title: 'Outline of a file',
  kind: 'fact',
  description:
    'What one file defines (functions, classes with their methods and fields, types, constants; headings of prose, keys of configuration) as a tree with lines and signatures, and what it imports, at the revision asked about. ' +
    'Use it for "what is in this file", or before read_file to choose lines. Not for a folder (list_tree), a whole repository (repository_map) or one name (find_symbol).',
  example: { path: 'src/app.ts' },
  input: Input,
  travels: true,
  async execute(context, input) {
    const { revision } = context
    const path = (await findPath(context, input.path)) ?? input.path
    const structure = await structureAt(context, { revision, path })
    const receipt = {
      kind: 'git',
      command: `git show ${quoted(`${shortOid(revision)}:${path}`)}`,
    } as const
    if (structure === undefined) {
      const missing = [{ kind: 'path', text: path, status: 'missing' }] as const
      const near = (await nearPaths(context, missing)).filter((one) => one !== path)
      return nothingSuch(missing, receipt, `the tree of ${shortOid(revision)}`, near)
    }
    if (structure.definitions.length === 0) return showContent(context, path, structure)
    const depths = depthsOf(structure.definitions)
    const shown = structure.definitions.slice(0, input.limit ?? LISTED)
    const total = structure.definitions.length
    const rows = shown.map(({ name, kind, parent, line, startLine, endLine, signature }, index) => ({
      ...{ path, name, kind, parent: parent ?? null, line, startLine, endLine, depth: depths[index] ?? 0 },
      signature: maskSecrets(signature),
    }))
    const lines = rows.map(
      ({ kind, name, signature, line, endLine, depth }) =>
        `${INDENT.repeat(depth)}- ${kind} ${code(signature || name)}, ${line === endLine ? `line ${line}` : `lines ${line} to ${endLine}`}`,
    )
    const first = structure.definitions[0]
    const last = Math.max(1, ...structure.definitions.map(({ endLine }) => endLine))
    return {
      summary: plural(total, 'definition'),
      rows,
      total,
      sources: [sourceOfLines(context, { path, startLine: first?.startLine ?? 1, endLine: last })],
      receipt,
      text: [
        `${code(path)} has ${plural(total, 'definition')} {0}:\n\n${lines.join('\n')}`,
        ...wordImports(structure),
      ].join('\n\n'),
      keys: [],
      notices: [
        ...(total > rows.length ? [`Only the first ${rows.length} of ${plural(total, 'definition')} are listed.`] : []),
        ...(structure.by === 'look'
          ? ['There is no parser for this file, or it gave up: definitions are told by the look of their lines.']
          : []),
      ],
    } satisfies Found
  },
}

/** Lines of a file that defines nothing: of one that only passes on what others define, they are the outline. */
const LINES_SHOWN = 60

async function showContent(context: OperationContext, path: string, structure: FileStructure): Promise<Found> {
  const read = await readLines({ ...context, path, startLine: 1, endLine: LINES_SHOWN })
  const text = [
    `${code(path)} defines nothing that has a name.`,
    ...(read === undefined
      ? []
      : [`Its lines ${read.startLine} to ${read.endLine} of ${read.totalLines} {0}:\n\n${fenced(read.text)}`]),
    ...wordImports(structure),
  ].join('\n\n')
  return {
    summary: '0 definitions',
    rows: read === undefined ? [] : [{ path, startLine: read.startLine, endLine: read.endLine, text: read.text }],
    total: 0,
    sources: read === undefined ? [] : [sourceOfLines(context, { path, startLine: 1, endLine: read.endLine })],
    receipt: { kind: 'git', command: `git show ${quoted(`${shortOid(context.revision)}:${path}`)}` },
    text,
    keys: [],
    provesAbsence: true,
  }
}

function wordImports({ imports }: FileStructure): readonly string[] {
  const modules = [...new Set(imports.map(({ module }) => module).filter(Boolean))]
  if (modules.length === 0) return []
  const named = modules.slice(0, MODULES_NAMED).map(code)
  const more = modules.length - named.length
  return [`It imports ${joinWords(more > 0 ? [...named, `${more} more`] : named)}.`]
}

/** How many definitions each stands in. */
function depthsOf(definitions: readonly Definition[]): readonly number[] {
  const around: Definition[] = []
  return definitions.map((definition) => {
    while (around.length > 0 && !holds(around.at(-1), definition)) around.pop()
    around.push(definition)
    return around.length - 1
  })
}

function holds(outer: Definition | undefined, inner: Definition): boolean {
  return outer !== undefined && outer.line < inner.line && outer.endLine >= inner.endLine
}
