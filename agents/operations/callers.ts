// Who calls a function or method, and who calls those.
import { z } from 'zod'
import { qualifiedName } from '#lib/code/structure/symbols.ts'
import type { Row } from '#lib/events.ts'
import { cutNotices, groupByOwner, nothingUses } from './find-references.ts'
import { symbolReceipt } from './find-symbol.ts'
import type { Operation, OperationContext, Source } from './operation.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, joinWords, plural } from './wording.ts'

const Input = z.object({
  name: z.string().min(1).max(200).describe('name of a function, method or class'),
  path: z.string().max(1024).optional().describe('only callers in this file or below this folder'),
  depth: z.number().int().min(1).max(3).optional().describe('2: also who calls the callers; default: 1'),
})
type Input = z.infer<typeof Input>

/** Calls read for each name. */
const CALLS_LIMIT = 200
/** Callers followed further out, of each level. */
const FOLLOWED_LIMIT = 10
const LISTED = 60

interface Caller {
  readonly name: string
  readonly path: string
  /** Of its definition; of its first call at the top of a file. */
  readonly line: number
  readonly callLines: readonly number[]
  readonly calls: string
  /** 1 for those that call the name itself. */
  readonly depth: number
  /** Undefined at the top of a file. */
  readonly bareName: string | undefined
}

export const callers: Operation<Input> = {
  name: 'callers',
  title: 'Callers',
  kind: 'fact',
  description:
    'Who calls a function, method or class at the revision asked about, grouped by the definition that the calls stand in, up to three levels out. ' +
    'Use it for "who calls X", "what would a change of X touch". For other uses (imports, types) find_references; for what X itself calls symbol_uses.',
  example: { name: 'parse_header', depth: 2 },
  input: Input,
  travels: true,
  async execute(context, input) {
    const receipt = symbolReceipt(context, 'callers', input)
    const { found, filesLeft, total } = await followCallers(context, input)
    const notices = [
      ...cutNotices({ shown: total, total, filesLeft }),
      'Calls are told by name: another thing of the same name counts too.',
    ]
    if (found.length === 0) return { ...(await nothingUses(context, { ...input, kind: 'call' }, receipt)), notices }
    const shown = found.slice(0, LISTED)
    const rows: Row[] = shown.map(({ bareName: _, callLines, ...caller }) => ({
      ...caller,
      callLines: callLines.map(String),
    }))
    const sources: Source[] = shown.map(({ path, callLines }) =>
      sourceOfLines(context, { path, startLine: callLines[0] ?? 1, endLine: callLines[0] ?? 1 }),
    )
    const lines = shown.map(
      ({ name, path, callLines, calls, depth }, index) =>
        `${'  '.repeat(depth - 1)}- ${code(name)} in ${code(path)} calls ${code(calls)} in ${callLines.length === 1 ? 'line' : 'lines'} ${joinWords(callLines.slice(0, 5).map(String))}${callLines.length > 5 ? ` and ${callLines.length - 5} more` : ''} {${index}}`,
    )
    const direct = found.filter(({ depth }) => depth === 1)
    return {
      summary: plural(found.length, 'caller'),
      rows,
      total: found.length,
      sources,
      receipt,
      text: `${code(input.name)} is called in ${plural(total, 'place')} by ${plural(direct.length, 'definition')}:\n\n${lines.join('\n')}`,
      keys: [],
      notices:
        found.length > shown.length
          ? [...notices, `Only ${shown.length} of ${plural(found.length, 'caller')} are listed.`]
          : notices,
    }
  },
}

/** Level by level; a caller that was seen is not followed again. */
async function followCallers(
  context: OperationContext,
  { name, path, depth = 1 }: Input,
): Promise<{ readonly found: readonly Caller[]; readonly filesLeft: number; readonly total: number }> {
  const found: Caller[] = []
  const seen = new Set<string>()
  const first = await callersOf(context, { name, path, depth: 1 })
  let level = first.callers
  for (let at = 1; at <= depth && level.length > 0; at += 1) {
    const fresh = level.filter((caller) => !seen.has(`${caller.path}:${caller.line}`))
    for (const caller of fresh) seen.add(`${caller.path}:${caller.line}`)
    found.push(...fresh)
    if (at === depth) break
    const names = [...new Set(fresh.flatMap(({ bareName }) => bareName ?? []))].slice(0, FOLLOWED_LIMIT)
    const next = []
    for (const one of names) next.push(...(await callersOf(context, { name: one, path, depth: at + 1 })).callers)
    level = next
  }
  return { found, filesLeft: first.filesLeft, total: first.total }
}

async function callersOf(
  { code: index, revision, signal }: OperationContext,
  o: { readonly name: string; readonly path: string | undefined; readonly depth: number },
): Promise<{ readonly callers: readonly Caller[]; readonly filesLeft: number; readonly total: number }> {
  const question = { name: o.name, path: o.path, kind: 'call', limit: CALLS_LIMIT, revision, signal } as const
  const { references, total, filesLeft } = await index.findReferences(question)
  const callers = [...groupByOwner(references).values()].flatMap((calls): readonly Caller[] => {
    const [first] = calls
    if (first === undefined) return []
    const { path, within, line } = first
    return [
      {
        name: within ? qualifiedName(within) : 'the top of the file',
        path,
        line: within?.line ?? line,
        callLines: [...new Set(calls.map((call) => call.line))],
        calls: o.name,
        depth: o.depth,
        bareName: within?.name,
      },
    ]
  })
  return { callers, filesLeft, total }
}
