// What surrounds a commit: reverts and fixes of it, what documents say, and its neighbours on the same files.
import type { Row } from '#lib/events.ts'
import { commitRows, knownLinks, linksOf } from '#lib/history/link-query.ts'
import { openReverts } from '#lib/history/link-reverts.ts'
import type { LinkedText } from './linked-text.ts'
import type { OperationContext, Source } from './operation.ts'
import { code, commitLine, commitSource, inline } from './wording.ts'

export interface Around {
  /** {relation, path, sha, subject, author, authoredAt}; `path` is null but for `before` and `after`. */
  readonly commits: readonly Row[]
  readonly texts: readonly LinkedText[]
  readonly notices: readonly string[]
}

/** Later commits told of one kind. */
const LINKS_TOLD = 5
const NEIGHBOURS_TOLD = 6

const RELATIONS: Readonly<Record<string, string>> = { 'fixes-commit': 'fixed by', mentions: 'mentioned by' }

/** The commits that later took back, put back, fixed or named this one. */
export async function linksTo({ history, reach, revision }: OperationContext, oid: string): Promise<readonly Row[]> {
  const id = await reach.idOf(oid)
  if (id === undefined) return []
  const { ranges } = await reach.of(revision)
  const [{ links }, reverts] = await Promise.all([linksOf(history, id), openReverts(history, ranges)])
  const told = [
    ...reverts.chainOf(id).map(({ commitId, kind }) => ({ commitId, relation: `${kind} by` })),
    ...(await knownLinks(reach, { links, id, revision })).flatMap(({ commitId, kind }) => {
      const relation = RELATIONS[kind]
      return relation === undefined ? [] : [{ commitId, relation }]
    }),
  ]
  const commits = await commitRows(
    history,
    told.map(({ commitId }) => commitId),
  )
  return told.map(({ commitId, relation }): Row => ({ relation, path: null, ...commits.get(commitId) }))
}

/**
 * The commits before and after on the same files, for the writer. They stand in the rows too, but not in the text by code:
 * who asks why one commit was made does not ask about others.
 */
export function neighbourMaterial({ commits }: Pick<Around, 'commits'>): readonly string[] {
  return (['before', 'after'] as const).flatMap((relation) => {
    const rows = commits.filter((row) => row.relation === relation).slice(0, NEIGHBOURS_TOLD)
    const lines = rows.map((row) => `${row.path}: ${commitLine(row, '').trimEnd()}`)
    return lines.length > 0 ? [`Changed the same files ${relation} it:\n${lines.join('\n')}`] : []
  })
}

/** Paragraphs with the sources that they cite; the first source is number `first`. */
export function wordAround(
  { commits, texts }: Around,
  first: number,
): { readonly paragraphs: readonly string[]; readonly sources: readonly Source[] } {
  const sources: Source[] = []
  const cite = (source: Source) => `{${first + sources.push(source) - 1}}`
  const line = (row: Row) => commitLine(row, cite(commitSource(row)))
  const later = [...Map.groupBy(commits, (row) => String(row.relation))]
    .filter(([relation]) => relation !== 'before' && relation !== 'after')
    .map(
      ([relation, rows]) =>
        `- ${relation} ${rows.slice(0, LINKS_TOLD).map(line).join('; ')}${moreThan(rows, LINKS_TOLD)}`,
    )
  const quoted = texts.map(
    ({ path, text, at }) =>
      `- ${code(path)}: “${inline(text, 400)}” ${at === undefined ? '(written by this commit)' : cite(fileSource(path, at))}`,
  )
  return {
    paragraphs: [
      ...(later.length > 0 ? [`Later:\n\n${later.join('\n')}`] : []),
      ...(quoted.length > 0 ? [`What the repository says of it:\n\n${quoted.join('\n')}`] : []),
    ],
    sources,
  }
}

function moreThan(rows: readonly Row[], limit: number): string {
  return rows.length > limit ? ` and ${rows.length - limit} more` : ''
}

function fileSource(path: string, { revision, line, endLine }: NonNullable<LinkedText['at']>): Source {
  return { kind: 'file', sha: revision, path, line, endLine, label: `${path}:${line}`, verified: false }
}
