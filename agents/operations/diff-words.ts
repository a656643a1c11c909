// A diff in rows, in a sentence and as material for the writer, file by file, with whatever was cut named.
import type { Row } from '#lib/events.ts'
import type { ChangedFile, CommitDiff, FileDiff } from '#lib/git/diff.ts'
import { maskSecrets } from '#lib/mask.ts'
import { code, joinWords, plural } from './wording.ts'

/** Files named one by one; the others are counted by folder. */
const FILES_NAMED = 8
const FOLDERS_NAMED = 5
/** Definitions named of one file. */
const PLACES_NAMED = 3
const CUT_NAMED = 8
const PLACE_LIMIT_CHARACTERS = 60

export function fileRow({ path, oldPath, status, additions, deletions }: ChangedFile): Row {
  return { path, ...(oldPath !== undefined && { oldPath }), status, additions, deletions }
}

/** Changed lines; 0 of a binary file. */
export function linesOf({ additions, deletions }: Pick<FileDiff, 'additions' | 'deletions'>): number {
  return (additions ?? 0) + (deletions ?? 0)
}

/** "It changes 12 files (+40 −2; 3 added): `a.ts` (+30 −1, in `openSession`) …, and 4 more in `src/` (+3 −0)." */
export function wordFiles(
  { files, hasMoreFiles }: Pick<CommitDiff, 'files' | 'hasMoreFiles'>,
  subject = 'It changes',
): string {
  if (files.length === 0) return `${subject} no files.`
  const largest = new Set(files.toSorted((a, b) => linesOf(b) - linesOf(a)).slice(0, FILES_NAMED))
  const named = files.filter((file) => largest.has(file)).map(wordFile)
  const rest = files.filter((file) => !largest.has(file))
  const kinds = Object.entries({ added: 'A', deleted: 'D', renamed: 'R' }).flatMap(([word, status]) => {
    const count = files.filter((file) => file.status === status).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  const sums = files.length === 1 ? '' : ` (${[wordLines(files), ...kinds].join('; ')})`
  const more = hasMoreFiles ? 'more than ' : ''
  return `${subject} ${more}${plural(files.length, 'file')}${sums}: ${named.join(', ')}${wordRest(rest)}.`
}

function wordFile(file: FileDiff): string {
  const places = placesIn(file.patch)
  const named = places.slice(0, PLACES_NAMED).map(code)
  const more = places.length > named.length ? ` and ${places.length - named.length} more` : ''
  const where = named.length === 0 ? '' : `, in ${joinWords(named)}${more}`
  const from = file.oldPath === undefined ? '' : `${code(file.oldPath)} → `
  const lines = file.additions === null ? 'binary' : wordLines([file])
  return `${from}${code(file.path)} (${lines}${where})`
}

function wordLines(files: readonly FileDiff[]): string {
  const sum = (of: (file: FileDiff) => number | null) => files.reduce((total, file) => total + (of(file) ?? 0), 0)
  return `+${sum((file) => file.additions)} −${sum((file) => file.deletions)}`
}

function wordRest(files: readonly FileDiff[]): string {
  if (files.length === 0) return ''
  const folders = [...Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1))].toSorted(
    ([, a], [, b]) => b.length - a.length,
  )
  const named = folders
    .slice(0, FOLDERS_NAMED)
    .map(
      ([folder, inside]) => `${inside.length} in ${folder === '' ? 'the root' : code(folder)} (${wordLines(inside)})`,
    )
  const others = folders.slice(FOLDERS_NAMED).flatMap(([, inside]) => inside)
  if (others.length > 0) named.push(`${others.length} in ${plural(folders.length - FOLDERS_NAMED, 'other folder')}`)
  return `, and ${plural(files.length, 'more file')}: ${joinWords(named)}`
}

/** The definitions that git names behind the place of a hunk. */
function placesIn(patch: string): readonly string[] {
  const found = [...patch.matchAll(/^@@ [^@\n]+ @@ (.+)$/gm)].map(([, context = '']) => nameIn(context))
  return [...new Set(found.filter((name) => name !== ''))]
}

/** A definition by its keyword; the name before the first bracket, as in C; a type of C. */
const DEFINITIONS = [
  /^\s*(?:(?:export|default|async|public|private|protected|static|abstract|final|override|unsafe|pub(?:\([a-z]+\))?)\s+)*(?:function\*?|def|class|func|fn|interface|enum|trait|impl|module|type|const|let|var)\s+(?:\([^)]*\)\s*)?([\p{L}_$][\p{L}\p{N}_$.]*)/u,
  /([\p{L}_$][\p{L}\p{N}_$]*)\s*\(/u,
  /^(?:typedef\s+)?(?:struct|union|enum)\s+([\p{L}_][\p{L}\p{N}_]*)/u,
]

/** The name that a line defines; empty for a line that defines nothing. */
function nameIn(line: string): string {
  // `const char *name(` is no constant.
  const isC = /^[\w\s]*\*/.test(line)
  const found = DEFINITIONS.slice(isC ? 1 : 0).flatMap((pattern) => pattern.exec(line)?.[1] ?? [])
  return maskSecrets(found[0] ?? '').slice(0, PLACE_LIMIT_CHARACTERS)
}

/** The patches in order; a file whose patch is cut or missing is named in its place. */
export function materialOf(files: readonly FileDiff[]): string {
  return files
    .map((file) => {
      const note = file.cut ? `[the diff of ${file.path} is not shown whole: ${wordLines([file])}]` : ''
      return [maskSecrets(file.patch), note].filter((text) => text !== '').join('\n')
    })
    .join('\n')
}

/** What of a diff the writer does not get. */
export function cutNotices({ files, hasMoreFiles }: Pick<CommitDiff, 'files' | 'hasMoreFiles'>): readonly string[] {
  const short = files.filter((file) => file.cut)
  const named = short.slice(0, CUT_NAMED).map(({ path }) => code(path))
  const more = short.length > named.length ? ` and ${plural(short.length - named.length, 'more file')}` : ''
  return [
    ...(short.length > 0 ? [`The diff was not read whole: cut in ${named.join(', ')}${more}.`] : []),
    ...(hasMoreFiles ? [`Only the first ${plural(files.length, 'changed file')} were read.`] : []),
  ]
}
