// Where a function, class, method, type or constant is defined.
import { z } from 'zod'
import type { FoundSymbol } from '#lib/code/code-protocol.ts'
import { roleOfFile } from '#lib/code/file-role.ts'
import { readLines } from '#lib/code/read.ts'
import { DEFINITION_KINDS } from '#lib/code/structure/structure.ts'
import { qualifiedName } from '#lib/code/structure/symbols.ts'
import type { Row } from '#lib/events.ts'
import { maskSecrets } from '#lib/mask.ts'
import { findText } from './find-text.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, fenced, joinWords, plural, quoted, shortOid } from './wording.ts'

const Input = z.object({
  name: z
    .string()
    .min(1)
    .max(200)
    .describe('name of a function, class, method, type, constant or field; also `Owner.member` or `Owner::member`'),
  kind: z
    .enum(DEFINITION_KINDS)
    .optional()
    .describe('`function` finds methods too, `class` also structs, interfaces and traits; default: any'),
  path: z.string().max(1024).optional().describe('only in this file or below this folder'),
  limit: z.number().int().min(1).max(100).optional(),
})
type Input = z.infer<typeof Input>

const LISTED = 20
/** Of a definition that is the only one. */
const LINES_SHOWN = 40

export const findSymbol: Operation<Input> = {
  name: 'find_symbol',
  title: 'Definition',
  kind: 'fact',
  description:
    'Where a function, class, method, type, constant or field of a given name is defined, at the revision asked about, with its lines and signature. ' +
    'Use it for "where is X defined", "what is X". Not for where X is used: that is find_references; not for words that are no name: search_code.',
  example: { name: 'createServer' },
  input: Input,
  travels: true,
  async execute(context, input) {
    const { revision, signal } = context
    const found = await context.code.findSymbol({ ...input, limit: input.limit ?? LISTED, revision, signal })
    const receipt = symbolReceipt(context, 'find_symbol', input)
    if (found.total === 0) return await notDefined(context, { ...input, near: found.near, receipt })
    const rows: Row[] = found.symbols.map(({ name, kind, parent, path, line, startLine, endLine, signature }) => ({
      ...{ name, kind, parent: parent ?? null, path, line, startLine, endLine },
      signature: maskSecrets(signature),
    }))
    const lines = found.symbols.map(
      (symbol, index) =>
        `- ${symbol.kind} ${code(qualifiedName(symbol))} in ${code(`${symbol.path}:${symbol.line}`)}: ${code(rows[index]?.signature)} {${index}}`,
    )
    const others = found.isOwnerUnknown
      ? `Nothing called ${code(input.name)} is known, but by its last part there is:`
      : ''
    return {
      summary: plural(found.total, 'definition'),
      rows,
      total: found.total,
      sources: found.symbols.map(({ path, line, endLine }) =>
        sourceOfLines(context, { path, startLine: line, endLine: Math.max(line, endLine) }),
      ),
      receipt,
      text: [
        others || `${code(input.name)} is defined here:`,
        lines.join('\n'),
        ...(await linesOfOnly(context, found.symbols)),
      ].join('\n\n'),
      keys: [],
      notices:
        found.total > rows.length ? [`Only ${rows.length} of ${plural(found.total, 'definition')} are listed.`] : [],
    } satisfies Found
  },
}

/** The code of the one definition that there is beside those of tests, from its comment on. */
async function linesOfOnly(
  { objects, revision }: OperationContext,
  symbols: readonly FoundSymbol[],
): Promise<readonly string[]> {
  const [only, ...others] = symbols
  const isOnly = others.every(({ path }) => roleOfFile(path) === 'test') && only && roleOfFile(only.path) !== 'test'
  if (only === undefined || (others.length > 0 && !isOnly) || only.kind === 'heading' || only.kind === 'key') return []
  const { path, startLine, line } = only
  // A long comment must not push the definition out of sight.
  const from = Math.max(startLine, line - LINES_SHOWN / 2)
  const endLine = Math.min(only.endLine, from + LINES_SHOWN - 1)
  const read = await readLines({ objects, revision, path, startLine: from, endLine })
  if (read === undefined) return []
  const left = only.endLine - read.endLine
  return [fenced(read.text), ...(left > 0 ? [`${plural(left, 'more line')}, to line ${only.endLine}.`] : [])]
}

/** The command that repeats a question about names. */
export function symbolReceipt(
  { repositoryName, revision }: Pick<OperationContext, 'repositoryName' | 'revision'>,
  operation: string,
  input: object,
): Found['receipt'] {
  const json = JSON.stringify(input)
  return {
    kind: 'index',
    command: `./sparky run ${operation} --repo ${repositoryName} --at ${shortOid(revision)} ${quoted(json)}`,
  }
}

/** What is said of a name without a definition: where it stands all the same, and what was perhaps meant. */
export async function notDefined(
  context: OperationContext,
  o: {
    readonly name: string
    readonly path?: string | undefined
    readonly near: readonly string[]
    readonly receipt: Found['receipt']
  },
): Promise<Found> {
  const basis = `the definitions of ${o.path === undefined ? '' : `${o.path} at `}${shortOid(context.revision)}`
  const missing = [{ kind: 'symbol', text: o.name, status: 'missing' }] as const
  const text = o.path === undefined ? await findText.execute(context, { text: o.name }) : undefined
  if (text === undefined || text.rows.length === 0) return nothingSuch(missing, o.receipt, basis, o.near)
  const meant = o.near.length > 0 ? ` Did you mean ${joinWords(o.near.map(code), 'or')}?` : ''
  return { ...text, text: `Nothing called ${code(o.name)} is defined at this revision.${meant} ${text.text}` }
}
