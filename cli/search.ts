// `search`: places in the code or commits that fit some words, best first.
import type { Row } from '#lib/events.ts'
import { readArguments, readChoice, readNumber } from './arguments.ts'
import { findRepository } from './choose-repository.ts'
import { type CommandInput, EXIT, type ExitCode } from './command.ts'
import { withClient } from './connect.ts'

const OPTIONS = {
  repo: { type: 'string' },
  at: { type: 'string' },
  kind: { type: 'string', default: 'code' },
  limit: { type: 'string', default: '10' },
  json: { type: 'boolean', default: false },
} as const

/** `--repo all`: every repository, unless one is called so. */
const ALL = 'all'

/** One place or commit, as `--json` prints it. */
interface SearchResult {
  readonly kind: 'code' | 'commit'
  /** Where it lies, when all repositories were searched. */
  readonly repository?: string
  readonly path?: string
  readonly startLine?: number
  readonly endLine?: number
  readonly sha?: string
  /** Higher is better; comparable only within one search. */
  readonly score: number
  /** What fits: for a commit the words of the query that its message has. */
  readonly why: readonly string[]
}

export async function search({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, { options: OPTIONS, positionals: [1, 1] })
  const [query = ''] = positionals
  const kind = readChoice('kind', values.kind, ['code', 'commits'])
  const limit = readNumber('limit', values.limit, [1, 50])
  return withClient(async (client) => {
    const isForAll = values.repo === ALL && (await client.repositories()).every(({ name }) => name !== ALL)
    const wanted = isForAll ? undefined : values.repo
    const repository = await findRepository({ client, wanted, isForAll, terminal, signal })
    const own = { operation: kind === 'code' ? 'search_code' : 'search_commits', input: { query, limit } }
    const request = isForAll ? { operation: 'across_repositories', input: own } : own
    const finding = await client.runOperation({ ...request, repositoryId: repository.id, revision: values.at }, signal)
    const results = finding.rows.map((row) => ({
      ...(kind === 'code' ? toPlace(row) : toCommit(row, query)),
      ...(typeof row.repository === 'string' && { repository: row.repository }),
    }))
    if (values.json) terminal.print(JSON.stringify({ results }))
    else for (const [index, result] of results.entries()) terminal.print(describe(result, finding.rows[index]))
    for (const notice of finding.notices ?? []) terminal.note(terminal.paint.dim(`note: ${notice}`))
    if (results.length === 0)
      terminal.note(`Nothing in ${isForAll ? 'any repository' : repository.name} fits "${query}".`)
    return results.length === 0 ? EXIT.notFound : EXIT.answered
  })
}

function toPlace(row: Row): SearchResult {
  return {
    kind: 'code',
    path: String(row.path),
    startLine: Number(row.startLine),
    endLine: Number(row.endLine),
    score: Number(row.score),
    why: wordsOf(row.why),
  }
}

function toCommit(row: Row, query: string): SearchResult {
  const asked = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  // The search is for beginnings of words ("pars"); a reader knows them by the words that were typed ("parsing").
  const why = wordsOf(row.words).map((beginning) => asked.find((word) => word.startsWith(beginning)) ?? beginning)
  return { kind: 'commit', sha: String(row.sha), score: Number(row.score), why }
}

function describe(result: SearchResult, row: Row | undefined): string {
  const why = result.why.join(', ')
  const place = result.repository === undefined ? '' : `${result.repository}  `
  if (result.kind === 'commit') return `${place}${result.sha?.slice(0, 9)}  ${String(row?.subject ?? '')}  (${why})`
  return `${place}${result.path}:${result.startLine}-${result.endLine}  ${why}`
}

function wordsOf(cell: Row[string] | undefined): readonly string[] {
  if (typeof cell === 'string') return cell === '' ? [] : [cell]
  return Array.isArray(cell) ? cell.map(String) : []
}
