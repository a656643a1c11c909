// How large a commit is, in words: lines added and removed, files; of a merge against its first parent.
import type { Row } from '#lib/events.ts'
import { type Fact, type KnownCommit, moreThan, NAMED_LIMIT } from './commit-fact.ts'
import { code, joinWords, plural } from './wording.ts'

function sumOf(files: readonly Row[], column: 'additions' | 'deletions'): number {
  return files.reduce((total, file) => total + Number(file[column] ?? 0), 0)
}

/** What a merge is compared with, before what it changes. */
function basisOf({ commit }: KnownCommit): string {
  return commit.parents.length > 1 ? 'is a merge, which against its first parent ' : ''
}

function binaries({ files }: KnownCommit): string {
  const count = files.filter((file) => file.additions === null).length
  return count === 0 ? '' : ` (binary files, of which it has ${count === 1 ? 'one' : count}, have no lines)`
}

export function tellLines(known: KnownCommit, column: 'additions' | 'deletions'): Fact {
  const count = sumOf(known.files, column)
  const verb = column === 'additions' ? 'adds' : 'removes'
  return {
    predicate: `${basisOf(known)}${verb} **${count === 0 ? 'no lines' : plural(count, 'line')}**${binaries(known)}.`,
    summary: plural(count, 'line'),
    columns: { [column]: count },
    keys: count === 0 ? ['no lines'] : [String(count)],
  }
}

export function tellBoth(known: KnownCommit): Fact {
  const [additions, deletions] = [sumOf(known.files, 'additions'), sumOf(known.files, 'deletions')]
  return {
    predicate: `${basisOf(known)}changes **${plural(additions + deletions, 'line')}**: ${additions.toLocaleString('en-US')} added and ${deletions.toLocaleString('en-US')} removed${binaries(known)}.`,
    summary: plural(additions + deletions, 'line'),
    columns: { additions, deletions, lines: additions + deletions },
    keys: [String(additions), String(deletions)],
  }
}

export function tellSize(known: KnownCommit): Fact {
  const [additions, deletions] = [sumOf(known.files, 'additions'), sumOf(known.files, 'deletions')]
  const count = plural(known.files.length, 'file')
  return {
    predicate: `${basisOf(known)}changes **${count}**: ${plural(additions, 'line')} added and ${deletions.toLocaleString('en-US')} removed${binaries(known)}.`,
    summary: count,
    columns: { files: known.files.length, additions, deletions },
    keys: [String(known.files.length), String(additions), String(deletions)],
  }
}

export function tellFileCount(known: KnownCommit): Fact {
  const count = known.files.length
  const words = `${known.hasMoreFiles ? 'more than ' : ''}${count === 0 ? 'no files' : plural(count, 'file')}`
  return {
    predicate: `${basisOf(known)}changes **${words}**.`,
    summary: words,
    columns: { files: count },
    keys: count === 0 ? ['no files'] : [String(count)],
  }
}

const STATUS: Readonly<Record<string, string>> = { A: ' (added)', D: ' (deleted)', C: ' (copied)' }

const VERB: Readonly<Record<string, string>> = { A: 'adds', D: 'deletes', R: 'renames' }

/** @param only Files with this status alone. */
export function tellFiles(known: KnownCommit, only?: 'A' | 'D' | 'R'): Fact {
  const files = known.files.filter(({ status }) => only === undefined || status === only)
  const verb = VERB[only ?? ''] ?? 'changes'
  if (files.length === 0)
    return { predicate: `${basisOf(known)}${verb} no files.`, summary: 'no files', isAbsent: true }
  const named = files
    .slice(0, NAMED_LIMIT)
    .map(({ path, oldPath, status }) =>
      status === 'R'
        ? `${code(path)} (renamed from ${code(oldPath)})`
        : `${code(path)}${only === undefined ? (STATUS[String(status)] ?? '') : ''}`,
    )
  return {
    predicate: `${basisOf(known)}${verb} ${plural(files.length, 'file')}: ${joinWords(named)}${moreThan(files.length)}.`,
    summary: plural(files.length, 'file'),
    rows: files,
    keys: files.slice(0, 1).map(({ path }) => String(path)),
  }
}
