// Each fact of a commit as the end of a sentence that begins with the commit, with the git command that shows it.
import type { Row } from '#lib/events.ts'
import { isoTime } from '#lib/history/iso-time.ts'
import { maskSecrets } from '#lib/mask.ts'
import { type Cite, type Fact, type KnownCommit, moreThan, NAMED_LIMIT } from './commit-fact.ts'
import { tellBoth, tellFileCount, tellFiles, tellLines, tellSize } from './commit-fact-sizes.ts'
import { code, inline, joinWords, ordinal, plural, shortOid } from './wording.ts'

export const ASPECTS = [
  ...(['parents', 'first_parent', 'second_parent', 'children', 'author', 'committer', 'authored_at'] as const),
  ...(['committed_at', 'lines_added', 'lines_removed', 'lines_changed', 'size', 'file_count', 'files'] as const),
  ...(['added_files', 'deleted_files', 'renamed_files'] as const),
  ...(['message', 'tags', 'branches'] as const),
] as const

export type CommitAspect = (typeof ASPECTS)[number]

interface FactRule {
  readonly needs?: 'children' | 'files'
  readonly command: (oid: string, revision: string) => string
  readonly tell: (known: KnownCommit, cite: Cite) => Fact
}

const logOf = (format: string) => (oid: string) => `git log -1 --use-mailmap --format=${format} ${oid}`
const numstat = (oid: string) => `git show --format= --diff-merges=first-parent -M --numstat ${oid}`

const nameStatus = (oid: string) => `git show --format= --diff-merges=first-parent -M --name-status ${oid}`

export const FACTS: Readonly<Record<CommitAspect, FactRule>> = {
  parents: { command: logOf('%P'), tell: tellParents },
  first_parent: { command: logOf('%P'), tell: (known, cite) => tellParent(known, cite, 1) },
  second_parent: { command: logOf('%P'), tell: (known, cite) => tellParent(known, cite, 2) },
  children: {
    needs: 'children',
    command: (oid, revision) => `git rev-list --children ${revision} | grep '^${oid}'`,
    tell: tellChildren,
  },
  author: {
    command: logOf('%aN'),
    tell: ({ commit: { author } }) => ({
      predicate: `was written by **${inline(author)}**.`,
      summary: author,
      keys: [author],
    }),
  },
  committer: { command: logOf('%cN'), tell: tellCommitter },
  authored_at: { command: logOf('%aI'), tell: tellAuthored },
  committed_at: { command: logOf('%cI'), tell: tellCommitted },
  lines_added: { needs: 'files', command: numstat, tell: (known) => tellLines(known, 'additions') },
  lines_removed: { needs: 'files', command: numstat, tell: (known) => tellLines(known, 'deletions') },
  lines_changed: { needs: 'files', command: numstat, tell: tellBoth },
  size: { needs: 'files', command: numstat, tell: tellSize },
  file_count: { needs: 'files', command: numstat, tell: tellFileCount },
  files: { needs: 'files', command: numstat, tell: (known) => tellFiles(known) },
  added_files: { needs: 'files', command: nameStatus, tell: (known) => tellFiles(known, 'A') },
  deleted_files: { needs: 'files', command: nameStatus, tell: (known) => tellFiles(known, 'D') },
  renamed_files: { needs: 'files', command: nameStatus, tell: (known) => tellFiles(known, 'R') },
  message: { command: logOf('%B'), tell: tellMessage },
  tags: { command: (oid) => `git tag --points-at ${oid}`, tell: ({ commit }) => tellNames(commit.tags, 'tag') },
  branches: {
    command: (oid) => `git branch --points-at ${oid}`,
    tell: ({ commit }) => tellNames(commit.branches, 'branch'),
  },
}

function refer(row: Row, cite: Cite): string {
  return `${code(shortOid(String(row.sha)))} “${inline(row.subject)}” ${cite(row)}`
}

function keysOf(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => shortOid(String(row.sha)))
}

function tellParents({ parents }: KnownCommit, cite: Cite): Fact {
  const [parent] = parents
  if (parent === undefined) return NO_PARENT
  const named = joinWords(parents.map((row) => refer(row, cite)))
  return {
    predicate:
      parents.length > 1
        ? `is a merge with ${plural(parents.length, 'parent')}: ${named}.`
        : `is not a merge: its only parent is ${named}.`,
    summary: plural(parents.length, 'parent'),
    rows: parents,
    keys: keysOf(parents),
  }
}

const NO_PARENT: Fact = {
  predicate: 'has no parent: it is a first commit.',
  summary: 'no parent',
  isAbsent: true,
}

function tellParent({ parents }: KnownCommit, cite: Cite, place: number): Fact {
  const [first] = parents
  if (first === undefined) return NO_PARENT
  const parent = parents[place - 1]
  if (parent === undefined)
    return {
      predicate: `has no ${ordinal(place)} parent, for it is not a merge: its only parent is ${refer(first, cite)}.`,
      summary: `no ${ordinal(place)} parent`,
      rows: [first],
      isAbsent: true,
    }
  return {
    predicate: `has as its ${parents.length === 1 ? 'only' : ordinal(place)} parent ${refer(parent, cite)}.`,
    summary: '1 parent',
    rows: [parent],
    keys: keysOf([parent]),
  }
}

function tellChildren({ children }: KnownCommit, cite: Cite): Fact {
  if (children.length === 0)
    return {
      predicate: 'has no child: no commit of the history asked about has it as a parent.',
      summary: 'no child',
      isAbsent: true,
    }
  const shown = children.slice(0, NAMED_LIMIT)
  const named = joinWords(shown.map((row) => refer(row, cite)))
  return {
    predicate:
      children.length === 1
        ? `has one child: ${named}.`
        : `has ${plural(children.length, 'child', 'children')}: ${named}${moreThan(children.length)}.`,
    summary: plural(children.length, 'child', 'children'),
    rows: shown,
    keys: keysOf(shown),
  }
}

function tellCommitter({ commit: { author, committer } }: KnownCommit): Fact {
  const others = author === committer ? ', who also wrote it' : ` (its author is ${inline(author)})`
  return {
    predicate: `was committed by **${inline(committer)}**${others}.`,
    summary: committer,
    columns: { committer },
    keys: [committer],
  }
}

function tellAuthored({ commit: { authoredAt, committedAtS } }: KnownCommit): Fact {
  const committedAt = isoTime(committedAtS, 0)
  const isLater = dayOfTime(committedAtS) !== dayOfTime(Date.parse(authoredAt) / 1000)
  return {
    predicate: `was written on ${wordTime(authoredAt)}${isLater ? `, and committed on ${committedAt.slice(0, 10)}` : ''}.`,
    summary: authoredAt,
    columns: { committedAt },
    keys: [authoredAt.slice(0, 10)],
  }
}

function tellCommitted({ commit: { authoredAt, committedAtS } }: KnownCommit): Fact {
  const committedAt = isoTime(committedAtS, 0)
  const isLater = dayOfTime(committedAtS) !== dayOfTime(Date.parse(authoredAt) / 1000)
  return {
    predicate: `was committed on ${wordTime(committedAt)}${isLater ? `; it had been written on ${authoredAt.slice(0, 10)}` : ''}.`,
    summary: committedAt,
    columns: { committedAt },
    keys: [committedAt.slice(0, 10)],
  }
}

function dayOfTime(atS: number): string {
  return Number.isFinite(atS) ? isoTime(atS, 0).slice(0, 10) : ''
}

/** `2019-01-10T12:00:00+01:00` as "**2019-01-10** at 12:00:00 +01:00". */
function wordTime(iso: string): string {
  const match = /^(.+)T(\d\d:\d\d:\d\d)(.+)$/.exec(iso)
  return match ? `**${match[1]}** at ${match[2]} ${match[3]}` : `**${iso}**`
}

/** Lines of a message that are shown. */
const MESSAGE_LINES = 60

function tellMessage({ commit: { subject, body } }: KnownCommit): Fact {
  const whole = maskSecrets(`${subject}\n\n${body}`).trim().split('\n')
  const quoted = whole.slice(0, MESSAGE_LINES).map((line) => `> ${inline(line, 400)}`.trimEnd())
  return {
    predicate: `has the message:\n\n${quoted.join('\n')}${whole.length > MESSAGE_LINES ? '\n> …' : ''}`,
    summary: '1 message',
    columns: { message: whole.join('\n') },
  }
}

function tellNames(names: readonly string[], kind: 'tag' | 'branch'): Fact {
  if (names.length === 0)
    return {
      predicate: kind === 'tag' ? 'has no tag on it.' : 'is the tip of no branch.',
      summary: `no ${kind}`,
      isAbsent: true,
    }
  const named = joinWords(names.map(code))
  return {
    predicate: kind === 'tag' ? `is tagged ${named}.` : `is the tip of ${named}.`,
    summary: plural(names.length, kind, kind === 'tag' ? 'tags' : 'branches'),
    columns: { [kind === 'tag' ? 'tags' : 'branches']: names },
    keys: names,
  }
}
