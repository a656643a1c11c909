// Every line of the code with an exact text or a pattern, as git grep finds them.
import { z } from 'zod'
import { maskedLines } from '#lib/code/read.ts'
import type { FoundText } from '#lib/code/text/find-text.ts'
import { readPlace } from '#lib/code/text/searched-place.ts'
import { LINE_LIMIT_CHARACTERS } from '#lib/code/text/text-protocol.ts'
import { toSparkyError } from '#lib/errors.ts'
import type { Row } from '#lib/events.ts'
import { maskSecrets } from '#lib/mask.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, plural, shortOid } from './wording.ts'

const TextSearch = z.object({
  text: z
    .string()
    .min(1)
    .max(500)
    .refine((text) => !text.includes('\0'), 'a text has no NUL')
    .describe('the exact text, or the pattern'),
  regex: z.boolean().optional().describe('true: `text` is a Perl-compatible regular expression, matched line by line'),
  ignoreCase: z.boolean().optional(),
  wholeWord: z.boolean().optional().describe('true: not as a part of a longer word'),
  path: z
    .string()
    .max(1024)
    .refine((path) => !path.includes('\0'), 'a path has no NUL')
    .optional()
    .describe('a file, a folder, or a glob: *.go, src/**/*.{ts,tsx}'),
  limit: z.number().int().min(1).max(200).optional(),
})
type TextSearch = z.infer<typeof TextSearch>

const DEFAULT_ROWS = 20
/** Characters of a line in the answer; the row has more of it. */
const SHOWN_CHARACTERS = 160

export const findText: Operation<TextSearch> = {
  name: 'find_text',
  title: 'Exact text',
  kind: 'fact',
  description:
    'Every line of the code that contains an exact string or matches a regular expression, at the revision asked about, ' +
    'with the true number of lines and files. Use it for quoted text, identifiers, error messages and patterns; ' +
    'narrow it with path, wholeWord, ignoreCase.',
  example: { text: 'Connection refused' },
  input: TextSearch,
  travels: true,
  async execute(context, input) {
    const place = readPlace(input.path)
    const wanted = wantedLine(input)
    const found = await context.code.findText({
      pattern: wanted.text,
      fixed: input.regex !== true,
      ...(input.ignoreCase !== undefined && { ignoreCase: input.ignoreCase }),
      ...(input.wholeWord !== undefined && { wholeWord: input.wholeWord }),
      ...(input.path !== undefined && { path: input.path }),
      revision: context.revision,
      limit: input.limit ?? DEFAULT_ROWS,
      signal: context.signal,
    })
    if (found.lines > 0) return tellLines(context, input, { found, notices: wanted.notices })
    const receipt = { kind: 'git', command: found.command } as const
    if (place.kind === 'path' && (await context.objects.info(`${context.revision}:${place.path}`)) === undefined)
      return nothingSuch(
        [{ kind: 'path', text: place.path, status: 'missing' }],
        receipt,
        `the tree of ${shortOid(context.revision)}`,
      )
    return {
      ...nothingSuch(
        [{ kind: 'quote', text: input.text, status: 'missing' }],
        receipt,
        `the text files of ${shortOid(context.revision)}${describe(input)}`,
      ),
      notices: wanted.notices,
    }
  },
}

/** Lines are searched one by one: of a text of several, the longest one. */
function wantedLine({ text, regex }: TextSearch): { readonly text: string; readonly notices: readonly string[] } {
  if (regex === true || !text.includes('\n')) return { text, notices: [] }
  const [longest = text] = text
    .split('\n')
    .map((line) => line.trim())
    .toSorted((a, b) => b.length - a.length)
  if (longest === '') return { text: ' ', notices: [] }
  return {
    text: longest,
    notices: ['The text has several lines, and files are searched line by line: only its longest line was looked for.'],
  }
}

async function tellLines(
  context: OperationContext,
  input: TextSearch,
  { found, notices }: { readonly found: FoundText; readonly notices: readonly string[] },
): Promise<Found> {
  const { matches, lines, files, isStopped } = found
  const texts = await safeLines(context, matches)
  const rows: Row[] = matches.map(({ path, line }, index) => ({ path, line, text: texts[index] ?? '' }))
  const listed = rows.map(
    (row, index) =>
      `- ${code(`${row.path}:${row.line}`)} ${code(String(row.text).trim().slice(0, SHOWN_CHARACTERS))} {${index}}`,
  )
  const count = `${isStopped ? 'at least ' : ''}${plural(lines, 'line')}`
  const first = found.cut ? ` The first ${matches.length}:` : ''
  return {
    summary: count,
    rows,
    total: lines,
    sources: matches.map(({ path, line }) => sourceOfLines(context, { path, startLine: line, endLine: line })),
    receipt: { kind: 'git', command: found.command },
    text: `${code(input.text)} ${input.regex === true ? 'matches' : 'stands on'} ${count} of ${plural(files, 'file')}${describe(input)}.${first}\n\n${listed.join('\n')}`,
    keys: [],
    notices: [...notices, ...noticesOf(found)],
  }
}

function noticesOf({ matches, lines, cut, isStopped }: FoundText): readonly string[] {
  const isLong = matches.some(({ text }) => text.length >= LINE_LIMIT_CHARACTERS)
  return [
    ...(cut ? [`Only the first ${matches.length} of ${lines.toLocaleString('en-US')} matching lines are listed.`] : []),
    ...(isStopped ? ['The search was stopped before it had seen every file: there may be more.'] : []),
    ...(isLong ? [`Of long lines only the first ${LINE_LIMIT_CHARACTERS} characters are given.`] : []),
  ]
}

/** " below `src/`, in any case, as a whole word": what narrows or widens the search. */
function describe({ path, ignoreCase, wholeWord }: TextSearch): string {
  const place = readPlace(path)
  return [
    place.kind === 'all' ? '' : ` in ${code(path ?? '')}`,
    ignoreCase === true ? ', in any case' : '',
    wholeWord === true ? ', as a whole word' : '',
  ].join('')
}

/** Lines as they may be shown: one from the inside of a private key is known for what it is only within its file. */
async function safeLines(
  { objects, revision }: OperationContext,
  matches: FoundText['matches'],
): Promise<readonly string[]> {
  const contents = new Map<string, Buffer>()
  for (const path of new Set(matches.map((match) => match.path))) {
    const content = await objects.read(`${revision}:${path}`).catch((error: unknown) => {
      if (toSparkyError(error).code === 'git/too-large') return undefined
      throw error
    })
    if (content) contents.set(path, content)
  }
  return matches.map(({ path, line, text }) => {
    const content = contents.get(path)
    const [masked = maskSecrets(text)] = content ? maskedLines(content, line - 1, line).lines : []
    return masked.slice(0, LINE_LIMIT_CHARACTERS).toWellFormed()
  })
}
