// The SQL of a commit query, as a pure function of the question and of what its names stand for.
import { listSql, longestGapSql } from './commit-list-sql.ts'
import type { CommitResult } from './commit-query.ts'
import type { CommitQuestion } from './commit-sql.ts'
import { averageSql, groupSql } from './group-sql.ts'
import { matchedCommits } from './matched-commits.ts'
import { isOfLines } from './measure-sql.ts'
import { firstTimeSql, peopleSql, rankSql, stoppedSql } from './people-sql.ts'
import { type Sql, sql } from './sql.ts'

/** The statement for a question. Every row has the column `total`: rows before the limit; of a count, share or average its commits. */
export function commitSql(question: CommitQuestion): Sql {
  const { result } = question
  switch (result.kind) {
    case 'count':
      return sql`${matchedCommits(question)} SELECT count(*) AS commits, count(*) AS total FROM matched`
    case 'share':
      return shareSql(question)
    case 'list':
      return listSql(question, result)
    case 'longest-gap':
      return longestGapSql(question, result)
    case 'top':
      return peopleSql(question, {
        ...result,
        role: 'author',
        measure: result.by,
      })
    case 'first-time-authors':
      return firstTimeSql(question, result)
    case 'stopped-authors':
      return stoppedSql(question, result)
    case 'rank':
      return rankSql(question, result)
    case 'group':
      return groupSql(question, result)
    case 'average':
      return averageSql(question, result)
  }
}

/** Whether a question rests on line counts. */
export function countsLines({ result, minLines, maxLines }: CommitQuestion): boolean {
  return minLines !== undefined || maxLines !== undefined || ranksLines(result)
}

function ranksLines(result: CommitResult): boolean {
  switch (result.kind) {
    case 'list':
      return result.order === 'largest' || result.order === 'smallest'
    case 'top':
    case 'rank':
      return isOfLines(result.by)
    case 'group':
      return isOfLines(result.measure ?? 'commits')
    case 'average':
      return result.of === 'lines'
    default:
      return false
  }
}

/** Whether a question rests on the links that messages make. */
export function readsLinks({ result, coAuthors, has, lacks }: CommitQuestion): boolean {
  const isOfNamed =
    (result.kind === 'group' || result.kind === 'average') && (result.by === 'co_author' || result.by === 'trailer')
  return coAuthors !== undefined || has !== undefined || lacks !== undefined || isOfNamed
}

/**
 * The question that a share is taken of: the same period and reach, and of whoever is asked about, the same commits of anybody.
 *
 * "Ada's share of the commits to a folder" is out of that folder; a share without people is out of everything.
 */
function wholeOfShare(question: CommitQuestion): CommitQuestion {
  const { personIds, excludedPersonIds, committerIds, coAuthors, domains, excludedDomains, bots, ...anybody } = question
  const people = [personIds, excludedPersonIds, committerIds, coAuthors, domains, excludedDomains, bots]
  if (people.some((some) => some !== undefined)) return anybody
  const { repositoryId, ranges, tipS, hasLinks, sinceS, untilS, dateField, merges, result } = question
  return {
    ...{ repositoryId, ranges, tipS, hasLinks, result },
    ...(sinceS !== undefined && { sinceS }),
    ...(untilS !== undefined && { untilS }),
    ...(dateField !== undefined && { dateField }),
    ...(merges === 'exclude' && { merges }),
  }
}

function shareSql(question: CommitQuestion): Sql {
  const whole = wholeOfShare(question)
  return sql`SELECT s.commits, w.commits AS of, round(100.0 * s.commits / nullif(w.commits, 0), 2)::float8 AS percent, s.commits AS total
    FROM (${matchedCommits(question)} SELECT count(*) AS commits FROM matched) s,
      (${matchedCommits(whole)} SELECT count(*) AS commits FROM matched) w`
}
