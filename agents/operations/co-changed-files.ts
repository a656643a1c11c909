// The files that change together with a file, and the commits that two of them share.
import { z } from 'zod'
import type { LinkedEntity } from '#lib/events.ts'
import { type CoChange, coChange, sharedCommits, WIDE_FILES } from '#lib/history/co-change.ts'
import { percentOf } from '#lib/history/ownership.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { BotsInput } from './path-scope.ts'
import { absenceReceipt, findPath, nearPaths } from './scope-input.ts'
import { code, commitLine, commitSource, plural, quoted, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().min(1).max(1024),
  with: z.string().min(1).max(1024).optional().describe('another file: the commits that changed both'),
  followRenames: z.boolean().optional().describe('former names count too; default: true'),
  aspect: z.enum(['count', 'all']).optional().describe('of a pair: only how often, or the shares and commits too'),
  bots: BotsInput,
  limit: z.number().int().min(1).max(50).optional(),
})
type Input = z.infer<typeof Input>

const DEFAULT_LIMIT = 5
/** Shared commits of a pair that are listed. */
const DEFAULT_COMMITS = 10
const FORMER_NAMED = 3

export const coChangedFiles: Operation<Input> = {
  name: 'co_changed_files',
  title: 'Files that change together',
  kind: 'fact',
  description:
    'The files most often changed in the same commits as a given file; with a second file, how often and in which commits both were changed. ' +
    'Use it for "what else do I have to touch", "do A and B change together".',
  example: { path: 'src/app.ts', limit: 5 },
  input: Input,
  async execute(context, input) {
    const wanted = [input.path, ...(input.with === undefined ? [] : [input.with])]
    const paths = await Promise.all(wanted.map((path) => findPath(context, path)))
    const missing = wanted.flatMap((text, index): readonly LinkedEntity[] =>
      paths[index] === undefined ? [{ kind: text.endsWith('/') ? 'folder' : 'path', text, status: 'missing' }] : [],
    )
    const [path, other] = paths
    if (path === undefined || missing.length > 0)
      return nothingSuch(
        missing,
        absenceReceipt(missing),
        'any commit of the indexed history',
        await nearPaths(context, missing),
      )
    return other === undefined ? findNeighbours(context, input, path) : findShared(context, input, [path, other])
  },
}

function optionsOf({ followRenames, bots }: Input) {
  return { ...(followRenames !== undefined && { followRenames }), ...(bots && { bots }) }
}

async function findNeighbours(context: OperationContext, input: Input, path: string): Promise<Found> {
  const limit = input.limit ?? DEFAULT_LIMIT
  // The first alone is only the first if the next one is not as often.
  const read = await coChange(context.history, context.reach, {
    path,
    revision: context.revision,
    limit: limit === 1 ? 2 : limit,
    ...optionsOf(input),
  })
  const found = { ...read, rows: read.rows.slice(0, limit) }
  const next = read.rows[limit]
  const lines = found.rows.map(
    (row, index) =>
      `${index + 1}. ${code(row.path)} — ${plural(Number(row.commits), 'shared commit')} (${row.share} %)`,
  )
  return {
    summary: plural(found.total, 'file'),
    rows: found.rows,
    total: found.total,
    sources: [],
    receipt: neighboursReceipt({ revision: context.revision, input, path, found }),
    text:
      found.rows.length === 0
        ? `No other file was ever changed together with ${code(path)}.`
        : limit === 1
          ? foremost(path, found)
          : `Most often changed together with ${code(path)}, of its ${plural(found.commits, 'commit')}:\n\n${lines.join('\n')}`,
    keys: found.rows.slice(0, 1).map((row) => String(row.path)),
    provesAbsence: true,
    notices: [
      ...neighboursNotices(found),
      ...(next && next.commits === found.rows[0]?.commits ? [`${code(next.path)} was changed with it as often.`] : []),
    ],
  }
}

function foremost(path: string, { rows, commits }: CoChange): string {
  const [first] = rows
  return `${code(first?.path)} is changed together with ${code(path)} most often: in **${first?.commits} of its ${plural(commits, 'commit')}** (${first?.share} %).`
}

/** Git itself can count where nothing is followed or left out. */
function neighboursReceipt(o: {
  readonly revision: string
  readonly input: Input
  readonly path: string
  readonly found: CoChange
}): Found['receipt'] {
  const { formerNames, wide, sql } = o.found
  const isPlain = o.input.followRenames === false && (o.input.bots ?? 'include') === 'include'
  if (!isPlain || formerNames.length > 0 || wide > 0) return { kind: 'sql', command: sql }
  return {
    kind: 'git',
    command: `git --literal-pathspecs log --no-merges --full-history --full-diff --name-only --format= ${shortOid(o.revision)} -- ${quoted(o.path)} | grep . | sort | uniq -c | sort -rn`,
  }
}

function neighboursNotices({ wide, formerNames }: CoChange): readonly string[] {
  const named = formerNames.slice(0, FORMER_NAMED).map(code).join(', ')
  const more = formerNames.length > FORMER_NAMED ? ` and ${formerNames.length - FORMER_NAMED} more` : ''
  return [
    ...(wide > 0 ? [`${plural(wide, 'commit')} that changed more than ${WIDE_FILES} files are left out.`] : []),
    ...(formerNames.length > 0 ? [`Counted under its former names too: ${named}${more}.`] : []),
  ]
}

async function findShared(
  context: OperationContext,
  input: Input,
  [path, other]: readonly [string, string],
): Promise<Found> {
  const found = await sharedCommits(context.history, context.reach, {
    path,
    other,
    revision: context.revision,
    limit: input.limit ?? DEFAULT_COMMITS,
    ...optionsOf(input),
  })
  const { rows, total, commits, otherCommits, wide } = found
  const isCount = input.aspect === 'count'
  const lines = isCount ? [] : rows.map((row, index) => `- ${commitLine(row, `{${index}}`)}`)
  const lead =
    total === 0
      ? `${code(path)} and ${code(other)} were never changed in the same commit (${plural(commits, 'commit')} of the one, ${otherCommits} of the other).`
      : isCount
        ? `${code(path)} and ${code(other)} were changed together in **${plural(total, 'commit')}**.`
        : `${code(path)} and ${code(other)} were changed together in **${plural(total, 'commit')}**: ${percentOf(total, commits)} % of the ${commits} of the one, ${percentOf(total, otherCommits)} % of the ${otherCommits} of the other.`
  return {
    summary: plural(total, 'shared commit'),
    rows,
    total,
    sources: isCount ? [] : rows.map(commitSource),
    receipt: { kind: 'sql', command: found.sql },
    text: [
      lead,
      ...(lines.length > 0 ? [lines.join('\n')] : []),
      ...(total > rows.length && !isCount ? [`and ${plural(total - rows.length, 'earlier commit')}.`] : []),
    ].join('\n\n'),
    keys: total === 0 ? [] : [String(total)],
    provesAbsence: total === 0,
    notices: wide > 0 ? [`${plural(wide, 'of them', 'of them')} changed more than ${WIDE_FILES} files.`] : [],
  }
}
