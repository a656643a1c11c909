// `search`: places in the code or commits that fit some words, best first.
import type { Row } from '#lib/events.ts'
import { readArguments, readChoice, readNumber } from './arguments.ts'
import { findRepository } from './choose-repository.ts'
import type { FindingEntry } from './client.ts'
import { type CommandInput, EXIT, type ExitCode } from './command.ts'
import { withClient } from './connect.ts'

const OPTIONS = {
  repo: { type: 'string' },
  at: { type: 'string' },
  kind: { type: 'string', default: 'code' },
  limit: { type: 'string', default: '10' },
  json: { type: 'boolean', default: false },
} as const

/** One place or commit, as `--json` prints it. */
interface SearchResult {
  readonly kind: 'code' | 'commit'
  readonly path?: string
  readonly startLine?: number
  readonly endLine?: number
  readonly sha?: string
  readonly score: number
  readonly why: readonly string[]
}

export async function search({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, { options: OPTIONS, positionals: [1, 1] })
  const [query = ''] = positionals
  const kind = readChoice('kind', values.kind, ['code', 'commits'])
  const limit = readNumber('limit', values.limit, [1, 50])
  return withClient(async (client) => {
    const repository = await findRepository({ client, wanted: values.repo, terminal, signal })
    const request =
      kind === 'code'
        ? { operation: 'search_code', input: { query, limit } }
        : { operation: 'query_commits', input: { message: query, result: 'list', limit } }
    const finding = await client.runOperation({ ...request, repositoryId: repository.id, revision: values.at }, signal)
    const results =
      kind === 'code' ? finding.rows.map(toPlace) : finding.rows.map((row, index) => toCommit(row, finding, index))
    if (values.json) terminal.print(JSON.stringify({ results, notices: finding.notices ?? [] }))
    else for (const [index, result] of results.entries()) terminal.print(describe(result, finding.rows[index]))
    for (const notice of finding.notices ?? []) terminal.note(terminal.paint.dim(`note: ${notice}`))
    if (results.length === 0) terminal.note(`Nothing in ${repository.name} fits "${query}".`)
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

/** Commits come newest first: each says all the words, so none fits better than another. */
function toCommit(row: Row, finding: FindingEntry, index: number): SearchResult {
  return {
    kind: 'commit',
    sha: String(row.sha),
    score: 1 - index / Math.max(1, finding.rows.length),
    why: ['words of the message'],
  }
}

function describe(result: SearchResult, row: Row | undefined): string {
  if (result.kind === 'commit') return `${result.sha?.slice(0, 9)}  ${String(row?.subject ?? '')}`
  return `${result.path}:${result.startLine}-${result.endLine}  ${result.why.join(', ')}`
}

function wordsOf(cell: Row[string] | undefined): readonly string[] {
  if (typeof cell === 'string') return cell === '' ? [] : [cell]
  return Array.isArray(cell) ? cell.map(String) : []
}
