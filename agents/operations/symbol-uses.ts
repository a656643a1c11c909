// What a definition calls and uses, and where each of these is defined.
import { z } from 'zod'
import { qualifiedName } from '#lib/code/structure/symbols.ts'
import { notDefined, symbolReceipt } from './find-symbol.ts'
import type { Operation } from './operation.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, plural } from './wording.ts'

const Input = z.object({
  name: z.string().min(1).max(200).describe('name of a function, method or class; also `Owner.member`'),
  path: z.string().max(1024).optional().describe('the file or folder of its definition, when several have the name'),
  limit: z.number().int().min(1).max(200).optional(),
})

const LISTED = 60
const KIND_WORDS = {
  call: 'calls',
  import: 'imports',
  type: 'uses the type',
  inherit: 'inherits from',
  write: 'sets',
  read: 'uses',
} as const

export const symbolUses: Operation<z.infer<typeof Input>> = {
  name: 'symbol_uses',
  title: 'What a definition uses',
  kind: 'fact',
  description:
    'What a function, method or class calls, inherits from and uses, each with where that is defined in the repository, or that it is not. ' +
    'Use it for "what does X depend on", "what does X call", to follow how something works step by step. For the other direction use callers.',
  example: { name: 'createServer' },
  input: Input,
  travels: true,
  async execute(context, input) {
    const { revision, signal } = context
    const { symbols, total, near, uses } = await context.code.findUses({
      name: input.name,
      path: input.path,
      limit: 5,
      revision,
      signal,
    })
    const receipt = symbolReceipt(context, 'symbol_uses', input)
    const [definition, ...others] = symbols
    if (definition === undefined) return await notDefined(context, { ...input, near, receipt })
    const shown = uses.slice(0, input.limit ?? LISTED)
    const rows = shown.map(({ name, kind, line, count, definedAt, definitionCount }) => ({
      ...{ name, kind, line, count, definitionCount },
      path: definedAt?.path ?? null,
      definedLine: definedAt?.line ?? null,
      definedKind: definedAt?.kind ?? null,
      parent: definedAt?.parent ?? null,
    }))
    const { path, line, startLine, endLine } = definition
    const lines = shown.map(({ name, kind, line: usedIn, definedAt, definitionCount }) => {
      const where =
        definedAt === undefined
          ? 'defined outside the repository'
          : `${definedAt.kind} ${code(qualifiedName(definedAt))} in ${code(`${definedAt.path}:${definedAt.line}`)}${definitionCount > 1 ? `, the likeliest of ${definitionCount}` : ''}`
      return `- ${KIND_WORDS[kind]} ${code(name)} (line ${usedIn}): ${where}`
    })
    const what = `${definition.kind} ${code(qualifiedName(definition))} in ${code(`${path}:${line}`)} {0}`
    return {
      summary: plural(uses.length, 'name'),
      rows,
      total: uses.length,
      sources: [sourceOfLines(context, { path, startLine, endLine })],
      receipt,
      text:
        uses.length === 0
          ? `The ${what} uses nothing that has a name of its own.`
          : `The ${what} uses ${plural(uses.length, 'name')}:\n\n${lines.join('\n')}`,
      keys: [],
      notices: [
        ...(total > 1
          ? [
              `${plural(total, 'definition')} have this name; others are ${others
                .slice(0, 3)
                .map((one) => code(`${one.path}:${one.line}`))
                .join(', ')}.`,
            ]
          : []),
        ...(uses.length > shown.length ? [`Only ${shown.length} of ${plural(uses.length, 'name')} are listed.`] : []),
      ],
    }
  },
}
