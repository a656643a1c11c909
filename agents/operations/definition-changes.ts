// Functions, classes and other definitions that one revision has and another has not.
import { z } from 'zod'
import { INDEX_LIMIT_BYTES, kindOfFile, skipReasonOfPath } from '#lib/code/file-kind.ts'
import { isSymbol } from '#lib/code/structure/structure.ts'
import type { LinkedEntity, Row } from '#lib/events.ts'
import { listTree, type TreeEntry } from '#lib/git/objects.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { absenceReceipt, revisionOrMissing } from './scope-input.ts'
import { code, plural, quoted, shortOid } from './wording.ts'

const KINDS = {
  function: ['function', 'method'],
  class: ['class', 'struct', 'interface', 'trait', 'enum', 'type'],
  constant: ['constant', 'variable', 'macro'],
} as const
const NOUNS = {
  function: ['function', 'functions'],
  class: ['type', 'types'],
  constant: ['constant', 'constants'],
} as const

const Input = z.object({
  from: z.string().min(1).max(200).describe('tag, branch or sha: the older revision'),
  to: z.string().max(200).optional().describe('the newer one; default: the revision asked about'),
  change: z.enum(['removed', 'added']),
  kind: z.enum(['function', 'class', 'constant']).optional().describe('`class`: types of any sort; default: all'),
  path: z.string().max(1024).optional().describe('only below this folder, or in this file'),
  limit: z.number().int().min(1).max(500).optional(),
})
type Input = z.infer<typeof Input>

const LISTED = 30
/** Changed files read of each revision: some seconds of work. */
const FILES_LIMIT = 4000

/** A definition by what it is called, and how often each file has it. */
type Definitions = ReadonlyMap<string, { readonly kind: string; readonly places: ReadonlyMap<string, number> }>

export const definitionChanges: Operation<Input> = {
  name: 'definition_changes',
  title: 'Definitions that came or went',
  kind: 'fact',
  description:
    'The functions, types or constants that were removed or added between two revisions, with their files; what only moved to another file is neither. Tests are left out. ' +
    'Use it for "which functions were removed between 1.3 and 1.4", "new types since 2.0". For one name use symbol_history.',
  example: { from: 'v1.0.0', to: 'v2.0.0', change: 'removed', kind: 'function' },
  input: Input,
  async execute(context, input) {
    const missing: LinkedEntity[] = []
    const from = await revisionOrMissing(context, input.from, missing)
    const to = input.to === undefined ? context.revision : await revisionOrMissing(context, input.to, missing)
    if (from === undefined || to === undefined)
      return nothingSuch(missing, absenceReceipt(missing), 'the whole indexed history')
    const { older, newer, cut } = await changedFiles(context, { from, to, path: input.path })
    const [before, after] = [await definitionsOf(context, older, input), await definitionsOf(context, newer, input)]
    const all = input.change === 'removed' ? lacking(before, after) : lacking(after, before)
    const rows = all.slice(0, input.limit ?? LISTED)
    const [one, many] = input.kind === undefined ? (['definition', 'definitions'] as const) : NOUNS[input.kind]
    const between = `between ${code(input.from)} and ${code(input.to ?? shortOid(to))}`
    const lines = rows.map((row) => `- ${code(row.name)} in ${code(row.path)}`)
    return {
      summary: plural(all.length, one, many),
      rows,
      total: all.length,
      sources: [],
      receipt: {
        kind: 'git',
        command: `git diff ${shortOid(from)} ${shortOid(to)}${input.path === undefined ? '' : ` -- ${quoted(input.path)}`}`,
      },
      text:
        all.length === 0
          ? `No ${one} was ${input.change} ${between}.`
          : `**${plural(all.length, one, many)}** ${all.length === 1 ? 'was' : 'were'} ${input.change} ${between}${rows.length < all.length ? `, the first ${rows.length} by file` : ''}:\n\n${lines.join('\n')}`,
      keys: all.length === 0 ? [] : [String(all.length)],
      provesAbsence: true,
      notices: [
        'Tests and fields are left out, and a definition with a new name counts as removed and added.',
        ...(cut ? [`Only the first ${FILES_LIMIT.toLocaleString('en-US')} changed files were read.`] : []),
      ],
    }
  },
}

/** The files of source that are not the same in both trees, as each has them. */
async function changedFiles(
  { history, signal }: OperationContext,
  o: { readonly from: string; readonly to: string; readonly path: string | undefined },
) {
  const place = o.path === undefined ? {} : { path: o.path.replace(/^\.?\/+|\/+$/g, '') }
  const [older, newer] = await Promise.all(
    [o.from, o.to].map(async (revision) => {
      const { entries } = await listTree({ gitFolder: history.gitFolder, revision, signal, ...place })
      return entries.filter(isSource)
    }),
  )
  const differing = (own: readonly TreeEntry[] = [], other: readonly TreeEntry[] = []) => {
    const known = new Set(other.map(({ path, oid }) => `${oid} ${path}`))
    return own.filter(({ path, oid }) => !known.has(`${oid} ${path}`))
  }
  const [a, b] = [differing(older, newer), differing(newer, older)]
  const cut = a.length > FILES_LIMIT || b.length > FILES_LIMIT
  return { older: a.slice(0, FILES_LIMIT), newer: b.slice(0, FILES_LIMIT), cut }
}

function isSource({ type, mode, path, sizeBytes }: TreeEntry): boolean {
  if (type !== 'blob' || mode === '120000' || (sizeBytes ?? 0) > INDEX_LIMIT_BYTES) return false
  return skipReasonOfPath(path) === undefined && kindOfFile(path) === 'source'
}

async function definitionsOf(
  { code, revision, signal }: OperationContext,
  entries: readonly TreeEntry[],
  { kind: wanted }: Input,
): Promise<Definitions> {
  const kinds: readonly string[] | undefined = wanted && KINDS[wanted]
  const found = new Map<string, { kind: string; places: Map<string, number> }>()
  const structures = await code.structuresOf(
    entries.map(({ oid, path }) => ({ oid, path })),
    { revision, signal },
  )
  for (const [index, { path }] of entries.entries())
    for (const definition of structures[index]?.definitions ?? []) {
      const { name, kind } = definition
      if (!isSymbol(definition) || kind === 'field' || (kinds !== undefined && !kinds.includes(kind))) continue
      const known = found.get(name) ?? { kind, places: new Map<string, number>() }
      known.places.set(path, (known.places.get(path) ?? 0) + 1)
      found.set(name, known)
    }
  return found
}

/** {name, kind, path} of what `own` has more often than `other`, by file. */
function lacking(own: Definitions, other: Definitions): readonly Row[] {
  const rows: { readonly name: string; readonly kind: string; readonly path: string }[] = []
  for (const [name, { kind, places }] of own) {
    const elsewhere = other.get(name)?.places ?? new Map<string, number>()
    let surplus = sum(places) - sum(elsewhere)
    for (const [path, count] of places)
      for (let more = count - (elsewhere.get(path) ?? 0); more > 0 && surplus > 0; more -= 1, surplus -= 1)
        rows.push({ name, kind, path })
  }
  return rows.toSorted((a, b) => (a.path === b.path ? (a.name < b.name ? -1 : 1) : a.path < b.path ? -1 : 1))
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}
