// The most important files and definitions of a repository, as many as fit into a number of tokens.
import { z } from 'zod'
import type { MappedFile } from '#lib/code/structure/repository-map.ts'
import { qualifiedName } from '#lib/code/structure/symbols.ts'
import { maskSecrets } from '#lib/mask.ts'
import { symbolReceipt } from './find-symbol.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, plural, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().max(1024).optional().describe('only below this folder'),
  tokens: z.number().int().min(100).max(8000).optional().describe('how long the map may be; default 1500'),
})

const TOKENS = 1500
/** Of code and paths; a careful estimate, since tokenizers differ. */
const CHARACTERS_PER_TOKEN = 3.2
const FILES_LIMIT = 400
const SIGNATURE_CHARACTERS = 100

export const repositoryMap: Operation<z.infer<typeof Input>> = {
  name: 'repository_map',
  title: 'Map of the code',
  kind: 'fact',
  description:
    'The files and definitions that the rest of the code leans on most, most important first, with signatures, within a number of tokens, at the revision asked about. ' +
    'Use it to get to know a repository or a folder: "what are the main parts", "where do I start reading". For one file use outline, for the names of all files list_tree.',
  example: { path: 'src', tokens: 1500 },
  input: Input,
  travels: true,
  async execute(context, input) {
    const { revision, signal } = context
    const { files, fileCount } = await context.code.mapRepository({
      path: input.path,
      limit: FILES_LIMIT,
      revision,
      signal,
    })
    const receipt = symbolReceipt(context, 'repository_map', input)
    if (files.length === 0 && input.path !== undefined)
      return nothingSuch(
        [{ kind: 'folder', text: input.path, status: 'missing' }],
        receipt,
        `the code of ${shortOid(revision)}`,
      )
    const entries = fill(files, (input.tokens ?? TOKENS) * CHARACTERS_PER_TOKEN)
    const rows = entries.map(({ file, definitions }) => ({
      path: file.path,
      rank: Math.round(file.rank * 10_000) / 10_000,
      definitions: definitions.map((one) => `${qualifiedName(one)}:${one.line}`),
    }))
    return {
      summary: `${plural(entries.length, 'file')} of ${fileCount.toLocaleString('en-US')}`,
      rows,
      total: files.length,
      sources: entries.map(({ file, definitions }) => {
        const line = definitions[0]?.line ?? 1
        return sourceOfLines(context, { path: file.path, startLine: line, endLine: line })
      }),
      receipt,
      text:
        entries.length === 0
          ? 'No file of the code defines anything that has a name.'
          : `The most important of ${plural(fileCount, 'file')}, by how much the others use what they define:\n\n${entries.map(({ lines }, index) => lines.replace('{marker}', `{${index}}`)).join('\n')}`,
      keys: [],
      notices: files.length > entries.length ? ['What is left out is less important, or did not fit.'] : [],
    }
  },
}

interface Entry {
  readonly file: MappedFile
  readonly definitions: MappedFile['definitions']
  readonly lines: string
}

/** As many files as fit, the more important with more of their definitions. */
function fill(files: readonly MappedFile[], characters: number): readonly Entry[] {
  const entries: Entry[] = []
  let left = characters
  const best = files[0]?.rank ?? 1
  for (const file of files) {
    const wanted = Math.max(1, Math.round(file.definitions.length * Math.sqrt(file.rank / best)))
    const chosen = new Set(file.definitions.toSorted((a, b) => b.mentionedBy - a.mentionedBy).slice(0, wanted))
    const definitions = file.definitions.filter((one) => chosen.has(one))
    const lines = [`- ${code(file.path)} {marker}`, ...definitions.map(wordDefinition)].join('\n')
    if (lines.length > left) break
    left -= lines.length
    entries.push({ file, definitions, lines })
  }
  return entries
}

function wordDefinition(one: MappedFile['definitions'][number]): string {
  const signature = maskSecrets(one.signature || one.name)
  const cut = signature.length > SIGNATURE_CHARACTERS ? `${signature.slice(0, SIGNATURE_CHARACTERS - 1)}…` : signature
  return `  - ${one.parent === undefined ? '' : `${code(one.parent)}: `}${code(cut)}, line ${one.line}`
}
