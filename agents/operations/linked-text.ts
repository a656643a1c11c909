// What the repository's own words say of a change: entries of its changelog and documents that name the commit or its issues.
import { roleOfFile } from '#lib/code/file-role.ts'
import { readLines } from '#lib/code/read.ts'
import { toSparkyError } from '#lib/errors.ts'
import type { FileDiff } from '#lib/git/diff.ts'
import { maskSecrets } from '#lib/mask.ts'
import type { OperationContext } from './operation.ts'

/** A piece of prose in the repository. */
export interface LinkedText {
  readonly path: string
  /** Where it stands now; absent for lines that the commit itself wrote. Lines are counted from 1. */
  readonly at?: { readonly revision: string; readonly line: number; readonly endLine: number }
  /** Secrets are masked. */
  readonly text: string
}

export interface LinkedTexts {
  readonly texts: readonly LinkedText[]
  /** What was not looked through. */
  readonly notices: readonly string[]
}

/** Where prose stands; a fifth of the time of a look at every file of git/git. */
const PROSE = [
  '*.md',
  '*.mdx',
  '*.rst',
  '*.txt',
  '*.adoc',
  '*.asciidoc',
  '*.org',
  '*.html',
  'change*',
  'history*',
  'news*',
  'relnotes/*',
]
/** Lines that name something, of which those in documents are kept. */
const MATCHES_LIMIT = 300
const TEXTS_LIMIT = 6
/** Lines of an entry on each side of the one that names the change. */
const ENTRY_LINES = 6
const TEXT_LIMIT_CHARACTERS = 1_200
/** Shorter abbreviations are rather words or numbers. */
const SHORTEST_ID = 7

/**
 * Entries at the revision asked about that name the commit or one of `issues` (`#12`).
 *
 * Numbers count only behind a sign, a word or a role that makes them an issue.
 */
export async function linkedTexts(
  context: OperationContext,
  { oid, issues }: { readonly oid: string; readonly issues: readonly string[] },
): Promise<LinkedTexts> {
  const numbers = issues.flatMap((key) => /^[#!](\d+)$/.exec(key)?.[1] ?? [])
  const keys = issues.filter((key) => /^[A-Z][A-Z0-9]+-\d+$/.test(key))
  const pattern = [
    `(?<![\\w-])${oid.slice(0, SHORTEST_ID)}[0-9a-f]*(?![\\w-])`,
    ...(numbers.length > 0
      ? [`(?:[#!]|issues?[/ ]|pull/|merge_requests/|gh-|:(?:issue|pr|pull|gh\\w*):\`)(?:${numbers.join('|')})(?!\\d)`]
      : []),
    ...keys.map((key) => `(?<![\\w-])${key}(?!\\w)`),
  ].join('|')
  const found = await context.code
    .findText({
      pattern,
      fixed: false,
      revision: context.revision,
      globs: PROSE.map((name) => `:(glob,icase)**/${name}`),
      limit: MATCHES_LIMIT,
      signal: context.signal,
    })
    .catch((error: unknown) => {
      // An explanation is worth having without this part.
      if (toSparkyError(error).code === 'git/timeout') return undefined
      throw error
    })
  if (found === undefined) return { texts: [], notices: ['Documents were not looked through: it took too long.'] }
  const prose = found.matches.filter(({ path }) => isProse(path))
  const texts: LinkedText[] = []
  for (const { path, line } of prose) {
    if (texts.length === TEXTS_LIMIT) break
    if (texts.some(({ path: known, at }) => known === path && at && line >= at.line && line <= at.endLine)) continue
    const entry = await readEntry(context, { path, line })
    if (entry && namesIt(entry.text, oid, pattern)) texts.push(entry)
  }
  return {
    texts,
    notices: found.cut ? [`Only the first ${MATCHES_LIMIT} lines that name the change were looked through.`] : [],
  }
}

/** What the commit itself wrote into changelogs and documents. */
export function writtenTexts(files: readonly FileDiff[]): readonly LinkedText[] {
  return files
    .filter(({ path }) => isProse(path))
    .flatMap(({ path, patch }) => {
      const lines = patch.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++'))
      const text = maskSecrets(lines.map((line) => line.slice(1)).join('\n')).trim()
      return text === '' ? [] : [{ path, text: text.slice(0, TEXT_LIMIT_CHARACTERS).toWellFormed() }]
    })
    .slice(0, TEXTS_LIMIT)
}

function isProse(path: string): boolean {
  const role = roleOfFile(path)
  return role === 'changelog' || role === 'docs'
}

/** An abbreviation that is not this commit's is another commit. */
function namesIt(text: string, oid: string, pattern: string): boolean {
  const ids = [...text.matchAll(new RegExp(`(?<![\\w-])${oid.slice(0, SHORTEST_ID)}[0-9a-f]*(?![\\w-])`, 'g'))]
  return ids.some(([id]) => oid.startsWith(id)) || (ids.length === 0 && new RegExp(pattern).test(text))
}

/** The point of the list, or the paragraph, that a line stands in. */
async function readEntry(
  { objects, revision }: OperationContext,
  { path, line }: { readonly path: string; readonly line: number },
): Promise<LinkedText | undefined> {
  const first = Math.max(1, line - ENTRY_LINES)
  const read = await readLines({ objects, revision, path, startLine: first, endLine: line + ENTRY_LINES }).catch(
    (error: unknown) => {
      if (toSparkyError(error).code === 'git/too-large') return undefined
      throw error
    },
  )
  if (read === undefined) return undefined
  const lines = read.text.split('\n')
  const at = line - first
  let start = at
  while (start > 0 && !isPoint(lines[start]) && !isBlank(lines[start - 1])) start -= 1
  let end = at
  while (end + 1 < lines.length && !isBlank(lines[end + 1]) && !isPoint(lines[end + 1])) end += 1
  const text = lines.slice(start, end + 1).join('\n')
  return {
    path,
    at: { revision, line: first + start, endLine: first + end },
    text: text.slice(0, TEXT_LIMIT_CHARACTERS).toWellFormed(),
  }
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === ''
}

function isPoint(line: string | undefined): boolean {
  return /^\s*(?:[-*+•]|\d+[.)])\s/.test(line ?? '')
}
