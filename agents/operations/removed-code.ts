// What a piece of code looked like before it was removed, and the commit that removed it.
import { z } from 'zod'
import { kindOfFile } from '#lib/code/file-kind.ts'
import { readLines } from '#lib/code/read.ts'
import { readWordCommits } from '#lib/history/word-commits.ts'
import { findWordChanges, WHOLE_WORD } from '#lib/history/word-index.ts'
import { findRemoval, type Removal } from './find-removal.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { findPath, nearPaths } from './scope-input.ts'
import { code, commitLine, commitSource, fenced, quoted, shortOid } from './wording.ts'

const Input = z.object({
  name: z.string().min(2).max(200).describe('a function, class, constant or exact text that is gone'),
  path: z.string().min(1).max(1024).optional().describe('the file that it was in'),
})

/** Lines shown of what was removed. */
const BLOCK_LIMIT_LINES = 80
/** Places named of what is still there. */
const PLACES_LIMIT = 20

export const removedCode: Operation<z.infer<typeof Input>> = {
  name: 'removed_code',
  title: 'Removed code',
  kind: 'fact',
  description:
    'Code that is no longer there, as it last stood, with the commit that removed it. Use it for "what did X look like before it was removed", ' +
    '"show the deleted function X". For code that exists use find_symbol; for when a name came and went use symbol_history.',
  example: { name: 'parse_header' },
  input: Input,
  async execute(context, input) {
    const path = input.path === undefined ? undefined : await findPath(context, input.path)
    const receipt = searchReceipt(context, { name: input.name, path })
    if (input.path !== undefined && path === undefined) {
      const missing = [{ kind: 'path', text: input.path, status: 'missing' }] as const
      return nothingSuch(missing, receipt, 'the indexed history', await nearPaths(context, missing))
    }
    const word =
      input.name
        .replace(/\(.*$/, '')
        .split(/::|[.#]/)
        .at(-1) || input.name
    const { commits, complete } = await everTouched(context, word)
    if (commits.length === 0 && complete)
      return nothingSuch(
        [{ kind: 'symbol', text: input.name, status: 'missing' }],
        receipt,
        'any change of the whole history',
      )
    // Without a path the name itself is asked about, and one that has a definition is not gone.
    const isDefined = path === undefined && (await isDefinedNow(context, word))
    const removal = isDefined ? undefined : await findRemoval(context, { word, path, commits })
    const notices = complete
      ? []
      : ['The search through all changes was stopped at its time limit, so another removal may be missing.']
    return removal
      ? { ...(await show(context, { name: input.name, removal })), notices }
      : { ...(await stillThere(context, { name: input.name, word, path })), notices }
  },
}

/** Commits looked through for the one that removed the code, newest first. */
const COMMITS_LIMIT = 500

async function everTouched({ history, reach, revision, signal }: OperationContext, text: string) {
  const changes = await findWordChanges(history, reach, { text, wholeWord: WHOLE_WORD.test(text), revision, signal })
  const commits = await readWordCommits(history, changes, { order: 'newest', limit: COMMITS_LIMIT })
  return { commits, complete: changes.complete }
}

async function isDefinedNow(context: OperationContext, word: string): Promise<boolean> {
  const { revision, signal } = context
  const { symbols } = await context.code.findSymbol({ name: word, revision, limit: PLACES_LIMIT, signal })
  return symbols.some(({ name, path }) => name === word && kindOfFile(path) !== 'docs')
}

async function show(
  context: OperationContext,
  { name, removal }: { readonly name: string; readonly removal: Removal },
): Promise<Found> {
  const { commit, parentOid, path, startLine } = removal
  const endLine = Math.min(removal.endLine, startLine + BLOCK_LIMIT_LINES - 1)
  const read = await readLines({ objects: context.objects, revision: parentOid, path, startLine, endLine })
  const text = read?.text ?? ''
  const command = `git show ${quoted(`${shortOid(String(commit.sha))}^:${path}`)}`
  const what = removal.isDefinition ? `${code(name)} was removed` : `${code(name)} last left the code`
  const cut =
    endLine < removal.endLine
      ? `\n\nThe first ${endLine - startLine + 1} of ${removal.endLine - startLine + 1} lines are shown.`
      : ''
  return {
    summary: `${path}:${startLine}-${removal.endLine}`,
    rows: [{ ...commit, path, startLine, endLine: removal.endLine, lastIn: parentOid, command, text }],
    total: 1,
    sources: [
      commitSource(commit),
      {
        kind: 'file',
        sha: parentOid,
        path,
        line: startLine,
        endLine,
        label: `${path}:${startLine}-${endLine}`,
        verified: false,
      },
    ],
    receipt: { kind: 'git', command: `${command} | sed -n '${startLine},${endLine}p'` },
    text:
      `${what} by ${commitLine(commit, '{0}')}. ` +
      `It last stood in ${code(path)}, lines ${startLine} to ${removal.endLine} {1}:\n\n${fenced(text)}${cut}\n\nTo read the whole file: ${code(command)}`,
    keys: [shortOid(String(commit.sha))],
    material: `${path} lines ${startLine}-${endLine} before ${commit.sha}\n${text}`,
  }
}

/** The name was there and no commit took it away: it is still there, or what took it away was not a plain change. */
async function stillThere(
  context: OperationContext,
  { name, word, path }: { readonly name: string; readonly word: string; readonly path: string | undefined },
): Promise<Found> {
  const { matches } = await context.code.findText({
    pattern: word,
    fixed: true,
    revision: context.revision,
    limit: PLACES_LIMIT,
    signal: context.signal,
  })
  const places = matches.filter((match) => path === undefined || match.path === path)
  const [first] = places
  const rows = places.map(({ path, line }) => ({ path, line }))
  const base = {
    rows,
    total: rows.length,
    keys: [],
    receipt: searchReceipt(context, { name: word, path }),
    provesAbsence: true,
  }
  if (first === undefined)
    return {
      ...base,
      summary: 'no removal found',
      sources: [],
      text: `No commit was found that removed ${code(name)}${path === undefined ? '' : ` from ${code(path)}`}.`,
    }
  return {
    ...base,
    summary: 'not removed',
    sources: [
      {
        kind: 'file',
        sha: context.revision,
        path: first.path,
        line: first.line,
        endLine: first.line,
        label: `${first.path}:${first.line}`,
        verified: false,
      },
    ],
    text: `${code(name)} was not removed: it is still in ${code(`${first.path}:${first.line}`)} {0}${places.length > 1 ? ' and other places' : ''}.`,
  }
}

function searchReceipt(
  { revision }: OperationContext,
  { name, path }: { readonly name: string; readonly path: string | undefined },
): Found['receipt'] {
  const place = path === undefined ? '' : ` -- ${quoted(path)}`
  return { kind: 'git', command: `git log --oneline -S${quoted(name)} ${shortOid(revision)}${place}` }
}
