// Which commit gave a line its present form.
import { z } from 'zod'
import { readLines } from '#lib/code/read.ts'
import { blameLines } from '#lib/git/blame.ts'
import { describeCommit } from '#lib/history/explain.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { findPath, nearPaths } from './scope-input.ts'
import { code, dayOf, inline, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().min(1).max(1024),
  line: z.number().int().min(1).optional(),
  text: z.string().max(1000).optional().describe('the line itself, when its number is not known'),
})

export const lineOrigin: Operation<z.infer<typeof Input>> = {
  name: 'line_origin',
  title: 'Origin of a line',
  kind: 'fact',
  description:
    'The commit that last changed a line, given by number or by its text, past moves and whitespace. Use it for "who wrote this line", blame.',
  example: { path: 'src/app.ts', line: 12 },
  input: Input,
  async execute(context, input) {
    const path = await findPath(context, input.path)
    const line = path && (await findLine(context, { ...input, path }))
    const receipt = {
      kind: 'git',
      command: `git blame -w -M -C -L ${line || input.line || 1},+1 ${shortOid(context.revision)} -- '${path ?? input.path}'`,
    } as const
    if (!path)
      return nothingSuch(
        [{ kind: 'path', text: input.path, status: 'missing' }],
        receipt,
        'the indexed history',
        await nearPaths(context, [{ kind: 'path', text: input.path, status: 'missing' }]),
      )
    if (!line)
      return nothingSuch(
        [{ kind: 'quote', text: input.text ?? `line ${input.line ?? 1}`, status: 'missing' }],
        receipt,
        `${path} at ${shortOid(context.revision)}`,
      )
    const [origin] = await blameLines({
      gitFolder: context.history.gitFolder,
      revision: context.revision,
      path,
      startLine: line,
      endLine: line,
      signal: context.signal,
    })
    const commit = origin && (await describeCommit(context.history, origin.oid))
    if (!origin || !commit)
      return nothingSuch([{ kind: 'quote', text: input.text ?? `line ${line}`, status: 'missing' }], receipt, path)
    // Not as blame gives it: whether a line is part of a secret shows only in the whole file.
    const { objects, revision } = context
    const text = (await readLines({ objects, revision, path, startLine: line, endLine: line }))?.text ?? ''
    return {
      summary: `line ${line}`,
      rows: [
        {
          path,
          line,
          sha: origin.oid,
          subject: commit.subject,
          author: commit.author,
          authoredAt: commit.authoredAt,
          originalPath: origin.originalPath,
          originalLine: origin.originalLine,
          text,
        },
      ],
      total: 1,
      sources: [
        { kind: 'commit', sha: origin.oid, label: `${shortOid(origin.oid)} ${commit.subject}`, verified: false },
        { kind: 'file', sha: context.revision, path, line, endLine: line, label: `${path}:${line}`, verified: false },
      ],
      receipt,
      text:
        `Line ${line} of ${code(path)} {1} has its present form since ${code(shortOid(origin.oid))}, “${inline(commit.subject)}”, ` +
        `by **${inline(commit.author)}** on ${dayOf(commit.authoredAt)} {0}.`,
      keys: [shortOid(origin.oid)],
    }
  },
}

/** The number of the line asked for: as given, or the first whose text is the same but for white space. */
async function findLine(
  context: OperationContext,
  { path, line, text }: { path: string; line?: number | undefined; text?: string | undefined },
): Promise<number | undefined> {
  const content = await context.objects.read(`${context.revision}:${path}`, 5 * 1024 * 1024)
  if (content === undefined) return undefined
  const lines = content.toString('utf8').split('\n')
  if (text === undefined) return line !== undefined && line <= lines.length ? line : undefined
  const wanted = squash(text)
  const exact = lines.findIndex((candidate) => squash(candidate) === wanted)
  const found = exact >= 0 ? exact : lines.findIndex((candidate) => squash(candidate).includes(wanted))
  return found >= 0 ? found + 1 : undefined
}

function squash(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
