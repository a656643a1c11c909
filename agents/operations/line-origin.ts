// Where lines come from: the commit that gave them their meaning, and how they came to their present form.
import { z } from 'zod'
import { readLines } from '#lib/code/read.ts'
import { SparkyError } from '#lib/errors.ts'
import type { Row } from '#lib/events.ts'
import { type LineOrigins, originOfLines, STEPS_LIMIT } from '#lib/history/line-origin.ts'
import type { OriginStep } from '#lib/history/line-timeline.ts'
import { findLines, type LinePlace } from './line-place.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { type Aspect, wordOrigins } from './word-origins.ts'
import { commitSource, dayOf, plural, quoted, shortOid } from './wording.ts'

const Input = z
  .object({
    path: z.string().min(1).max(1024).optional(),
    line: z.number().int().min(1).optional(),
    endLine: z.number().int().min(1).optional().describe('the last line of a range'),
    text: z.string().min(1).max(4000).optional().describe('the code itself, when its line is not known'),
    symbol: z.string().min(1).max(200).optional().describe('the name of a function or class instead'),
    aspect: z
      .enum(['origin', 'history', 'all'])
      .optional()
      .describe('what alone is asked for: the commit that the lines come from, or the list of all that changed them'),
  })
  .refine((asked) => asked.symbol !== undefined || asked.text !== undefined || asked.path !== undefined, {
    message: 'Give a path with a line, a text or a symbol.',
  })

/** Rows given: the oldest and the newest of a longer history. */
const ROWS_LIMIT = 50
/** Lines shown of one step. */
const SNIPPET_LINES = 12

export const lineOrigin: Operation<z.infer<typeof Input>> = {
  name: 'line_origin',
  title: 'Origin of lines',
  kind: 'fact',
  description:
    'The commit that gave a line, a range, a quoted piece of code or a function its meaning, past formatting, moves, copies and renames, ' +
    'and every commit that changed it since, oldest first. Use it for blame, "who wrote this line", "how did this function come about".',
  example: { path: 'src/app.ts', line: 12 },
  input: Input,
  async execute(context, input) {
    const place = await findLines(context, input)
    if ('missing' in place) return nothingSuch([place.missing], absence(context, input), place.basis, place.near)
    const { history, reach, objects, revision, signal } = context
    const origins = await originOfLines(history, reach, { objects, revision, signal, ...place })
    if (origins === undefined || origins.steps.length === 0)
      return nothingSuch(
        [{ kind: 'quote', text: `lines ${place.startLine} to ${place.endLine}`, status: 'missing' }],
        absence(context, { path: place.path }),
        place.path,
      )
    return wordFound(context, place, origins, input.aspect ?? 'all')
  },
}

async function wordFound(
  context: OperationContext,
  place: LinePlace,
  origins: LineOrigins,
  aspect: Aspect,
): Promise<Found> {
  const { steps } = origins
  const kept = keep(steps)
  const rows = await Promise.all(kept.map((step) => rowOf(context, step)))
  const named = new Set(
    kept.filter((_, index) => place.symbol !== undefined && String(rows[index]?.text ?? '').includes(place.symbol)),
  )
  const worded = wordOrigins({ place, origins, aspect, hasName: (step) => named.has(step) })
  return {
    summary: plural(steps.length, 'commit'),
    rows,
    total: steps.length,
    sources: [
      ...worded.cited.map(({ commit }) => commitSource({ sha: commit.oid, subject: commit.subject })),
      // A list of commits is asked for, and the lines of today are none of them.
      ...(aspect === 'history' ? [] : [fileSource(context.revision, place)]),
    ],
    receipt: receiptOf(context, place, origins),
    text: worded.text,
    keys: worded.keys,
    material: rows.map(materialLine).join('\n\n'),
    notices: [
      ...place.notices,
      ...(origins.isCut
        ? [
            `The walk was stopped at its limit of ${STEPS_LIMIT} commits or a few seconds, so older commits may be missing.`,
          ]
        : []),
      ...(origins.isPlain ? ['There was no time to look through moves and white space.'] : []),
      ...(origins.ignored.length > 0
        ? [`Passed by, as .git-blame-ignore-revs asks: ${plural(origins.ignored.length, 'commit')}.`]
        : []),
      ...(kept.length < steps.length
        ? [
            `Of ${plural(steps.length, 'commit')} ${kept.length} are shown: the first, the newest and those that the lines come from.`,
          ]
        : []),
    ],
  }
}

function fileSource(revision: string, { path, startLine, endLine }: LinePlace): Found['sources'][number] {
  const range = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`
  return { kind: 'file', sha: revision, path, line: startLine, endLine, label: `${path}:${range}`, verified: false }
}

/** The first, the origins and the newest. */
function keep(steps: readonly OriginStep[]): readonly OriginStep[] {
  if (steps.length <= ROWS_LIMIT) return steps
  const needed = steps.filter((step, index) => index === 0 || step.isOrigin).slice(0, ROWS_LIMIT)
  const others = steps.filter((step) => !needed.includes(step)).toReversed()
  const kept = new Set([...needed, ...others.slice(0, ROWS_LIMIT - needed.length)])
  return steps.filter((step) => kept.has(step))
}

async function rowOf(context: OperationContext, step: OriginStep): Promise<Row> {
  const { commit, path, startLine, endLine } = step
  return {
    kind: step.kind,
    sha: commit.oid,
    subject: commit.subject,
    author: commit.author,
    authoredAt: commit.authoredAt,
    path,
    line: startLine ?? null,
    endLine: endLine ?? null,
    fromPath: step.fromPath ?? null,
    copied: step.isCopy,
    removed: step.isRemoval,
    formatting: step.isFormatting,
    origin: step.isOrigin,
    reverts: step.reverts ?? null,
    revertedBy: step.revertedBy ?? null,
    text: (await snippet(context, step)) ?? null,
  }
}

/** Not as the log gives it: whether a line is part of a secret shows only in the whole file. */
async function snippet({ objects }: OperationContext, step: OriginStep): Promise<string | undefined> {
  const { commit, path, startLine, endLine } = step
  if (startLine === undefined || endLine === undefined) return undefined
  const last = Math.min(endLine, startLine + SNIPPET_LINES - 1)
  try {
    const read = await readLines({ objects, revision: commit.oid, path, startLine, endLine: last })
    return read && (last < endLine ? `${read.text}\n…` : read.text)
  } catch (error) {
    if (error instanceof SparkyError && error.code === 'git/too-large') return undefined
    throw error
  }
}

function materialLine(row: Row): string {
  const turn = row.reverts === null ? '' : `, reverts ${row.reverts}`
  return `${dayOf(row.authoredAt)} ${row.kind}${turn} in ${row.sha} by ${row.author}: ${row.subject}\n${row.path}\n${row.text ?? ''}`
}

/** Blame for the origins, then the log of the lines. */
function receiptOf(context: OperationContext, place: LinePlace, origins: LineOrigins): Found['receipt'] {
  const { path, startLine, endLine, around } = place
  const ignored = origins.ignored.map((oid) => ` --ignore-rev=${oid}`).join('')
  const flags = origins.isPlain ? '' : ` -w -M -C -C${ignored}`
  const range = around ?? place
  const revision = shortOid(context.revision)
  const own = around ? ` | sed -n '${startLine - around.startLine + 1},${endLine - around.startLine + 1}p'` : ''
  return {
    kind: 'git',
    command:
      `git blame${flags} -L ${range.startLine},${range.endLine} ${revision} -- ${quoted(path)}${own}; ` +
      `git log -L ${quoted(`${startLine},${endLine}:${path}`)} ${revision}`,
  }
}

function absence(context: OperationContext, { path, text, symbol }: z.infer<typeof Input>): Found['receipt'] {
  const revision = shortOid(context.revision)
  const wanted = symbol ?? text?.split('\n')[0]?.trim()
  const command =
    wanted === undefined
      ? `git show ${quoted(`${revision}:${path ?? ''}`)} | wc -l`
      : `git grep -n -F -e ${quoted(wanted)} ${revision}${path === undefined ? '' : ` -- ${quoted(path)}`}`
  return { kind: 'git', command }
}
