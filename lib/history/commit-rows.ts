// What the database found for a commit query, as the rows of an answer.
import type { Row } from '#lib/events.ts'
import type { CommitResult } from './commit-query.ts'
import { isoTime } from './iso-time.ts'

/** A row with the column names of the statement. */
export type FoundRow = Readonly<Record<string, string | number | null>>

export function toRow(found: FoundRow, result: CommitResult): Row {
  switch (result.kind) {
    case 'count':
      return { commits: found.commits ?? 0 }
    case 'share':
      return { commits: found.commits ?? 0, of: found.of ?? 0, percent: found.percent ?? null }
    case 'list':
      return commitRow(found)
    case 'longest-gap':
      return gapRow(found)
    case 'top':
    case 'first-time-authors':
    case 'stopped-authors':
      return personRow(found, 'author')
    case 'rank':
      return {
        author: found.author ?? null,
        email: found.email ?? null,
        rank: found.rank ?? null,
        commits: found.commits ?? 0,
        ...linesOf(found),
        authors: found.authors ?? 0,
      }
    case 'group':
      if (result.by === 'author' || result.by === 'committer' || result.by === 'co_author')
        return personRow(found, result.by)
      if (result.by === 'trailer') return personRow(found, 'person')
      return { [result.by]: found.key ?? null, commits: found.commits ?? 0, ...linesOf(found) }
    case 'average':
      return {
        unit: result.by,
        of: result.of ?? 'commits',
        average: found.average ?? null,
        minimum: found.minimum ?? null,
        maximum: found.maximum ?? null,
        median: found.median ?? null,
        units: found.units ?? 0,
        commits: found.commits ?? 0,
      }
  }
}

function commitRow(found: FoundRow): Row {
  return {
    sha: found.sha ?? null,
    subject: found.subject ?? null,
    author: found.author ?? null,
    email: found.email ?? null,
    authoredAt: isoTime(Number(found.authored_at_s), Number(found.authored_offset_minutes)),
    parents: found.parents ?? 0,
    filesChanged: found.files_changed ?? null,
    additions: found.additions ?? null,
    deletions: found.deletions ?? null,
    ...('body' in found && { body: found.body ?? '' }),
  }
}

const DAY_S = 86_400

function gapRow(found: FoundRow): Row {
  const { sha, subject, author, email, authoredAt } = commitRow(found)
  const seconds = Number(found.seconds)
  return {
    ...{ sha: sha ?? null, subject: subject ?? null, author: author ?? null, email: email ?? null },
    authoredAt: authoredAt ?? null,
    nextSha: found.next_sha ?? null,
    nextSubject: found.next_subject ?? null,
    nextAuthor: found.next_author ?? null,
    nextAuthoredAt: isoTime(Number(found.next_at_s), Number(found.next_offset_minutes)),
    seconds,
    days: Math.round((seconds / DAY_S) * 10) / 10,
  }
}

function personRow(found: FoundRow, role: 'author' | 'committer' | 'co_author' | 'person'): Row {
  return {
    [role]: found.author ?? null,
    email: found.email ?? null,
    commits: found.commits ?? 0,
    ...linesOf(found),
    firstAt: isoTime(Number(found.first_at_s), 0),
    lastAt: isoTime(Number(found.last_at_s), 0),
  }
}

function linesOf(found: FoundRow): Row {
  return {
    ...('additions' in found && { additions: found.additions ?? 0, deletions: found.deletions ?? 0 }),
    ...('files' in found && { files: found.files ?? 0 }),
    ...('authors' in found && { authors: found.authors ?? 0 }),
  }
}
