// Every use of a name, with what it is used for and the definition around it.
import { z } from 'zod'
import type { FoundReference } from '#lib/code/structure/find-references.ts'
import { REFERENCE_KINDS } from '#lib/code/structure/reference-kind.ts'
import { qualifiedName } from '#lib/code/structure/symbols.ts'
import { maskSecrets } from '#lib/mask.ts'
import { notDefined, symbolReceipt } from './find-symbol.ts'
import type { Found, Operation, OperationContext } from './operation.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, plural, shortOid } from './wording.ts'

const Input = z.object({
  name: z.string().min(1).max(200).describe('name of a function, class, method, type, constant or field'),
  kind: z
    .enum(['any', ...REFERENCE_KINDS])
    .optional()
    .describe('only uses of this kind; default: any'),
  path: z.string().max(1024).optional().describe('only in this file or below this folder'),
  limit: z.number().int().min(1).max(200).optional(),
})
type Input = z.infer<typeof Input>

const LISTED = 40
const KIND_WORDS = {
  call: 'called',
  import: 'imported',
  type: 'as a type',
  inherit: 'inherited from',
  write: 'written',
  read: 'read',
} as const

const NO_USE = {
  call: 'calls',
  import: 'imports',
  type: 'has as a type',
  inherit: 'says that it inherits from or implements',
  write: 'writes',
  read: 'reads',
} as const

export const findReferences: Operation<Input> = {
  name: 'find_references',
  title: 'Uses of a name',
  kind: 'fact',
  description:
    'Every use of a name in the code at the revision asked about: path, line, the text of the line, whether it is called, imported, inherited, used as a type, read or written, and the definition around it. ' +
    'Definitions, comments and texts are left out. Use it for "where is X used", "who imports X", "what inherits from X". For who calls X, grouped, use callers; for any text find_text.',
  example: { name: 'parse_header', kind: 'call' },
  input: Input,
  travels: true,
  async execute(context, input) {
    const { revision, signal } = context
    const kind = input.kind === 'any' ? undefined : input.kind
    const question = { name: input.name, kind, path: input.path, revision, signal }
    const found = await context.code.findReferences({ ...question, limit: input.limit ?? LISTED })
    const receipt = symbolReceipt(context, 'find_references', input)
    const notices = cutNotices({ shown: found.references.length, total: found.total, filesLeft: found.filesLeft })
    if (found.total === 0) return { ...(await nothingUses(context, input, receipt)), notices }
    const rows = found.references.map(({ path, line, kind: own, text, within }) => ({
      ...{ path, line, kind: own, text: maskSecrets(text), within: within ? qualifiedName(within) : null },
    }))
    const lines = rows.map(
      (row, index) =>
        `- ${code(`${row.path}:${row.line}`)} ${KIND_WORDS[row.kind]}${row.within === null ? '' : ` in ${code(row.within)}`}: ${code(row.text.slice(0, 160))} {${index}}`,
    )
    return {
      summary: plural(found.total, 'use'),
      rows,
      total: found.total,
      sources: found.references.map(({ path, line }) =>
        sourceOfLines(context, { path, startLine: line, endLine: line }),
      ),
      receipt,
      text: `${code(input.name)} is used in ${plural(found.total, 'place')} of ${plural(found.fileCount, 'file')}:\n\n${lines.join('\n')}`,
      keys: [],
      notices,
    }
  },
}

/** What the bounds of a search for uses left out. */
export function cutNotices(o: {
  readonly shown: number
  readonly total: number
  readonly filesLeft: number
}): readonly string[] {
  return [
    ...(o.total > o.shown ? [`Only ${o.shown} of ${plural(o.total, 'use')} are listed.`] : []),
    ...(o.filesLeft > 0
      ? [
          `${plural(o.filesLeft, 'more file')} with this word ${o.filesLeft === 1 ? 'was' : 'were'} not read; name a folder to search less.`,
        ]
      : []),
  ]
}

/** Of a name without a use: that there is such a thing and nobody uses it, or that there is none. */
export async function nothingUses(
  context: OperationContext,
  {
    name,
    path,
    kind,
  }: { readonly name: string; readonly path?: string | undefined; readonly kind?: string | undefined },
  receipt: Found['receipt'],
): Promise<Found> {
  const { revision, signal } = context
  const { symbols, total, near } = await context.code.findSymbol({ name, revision, signal, limit: 1 })
  const [definition] = symbols
  if (definition === undefined) return await notDefined(context, { name, path, near, receipt })
  const verb = kind === undefined || kind === 'any' ? 'uses' : NO_USE[kind as keyof typeof NO_USE]
  return {
    summary: 'no use',
    rows: [],
    total: 0,
    sources: [sourceOfLines(context, { path: definition.path, startLine: definition.line, endLine: definition.line })],
    receipt,
    text: `Nothing ${path === undefined ? 'in the code' : `below ${code(path)}`} at ${code(shortOid(revision))} ${verb} ${code(name)}. It is defined in ${total === 1 ? '' : `${plural(total, 'place')}, such as `}${code(`${definition.path}:${definition.line}`)} {0}.`,
    keys: [],
    provesAbsence: true,
  }
}

/** Uses by the definition that they stand in; those at the top of a file by the file. */
export function groupByOwner(references: readonly FoundReference[]): ReadonlyMap<string, readonly FoundReference[]> {
  return Map.groupBy(
    references,
    ({ path, within }) => `${path} ${within === undefined ? '' : `${within.line} ${within.name}`}`,
  )
}
