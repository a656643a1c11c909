// What lies in a folder at the revision asked about, and the repository at a glance.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { listTree as readTree, type TreeEntry } from '#lib/git/objects.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().max(1024).optional().describe('a folder; default: the root'),
  order: z.enum(['name', 'size']).optional().describe('`size`: the largest files below the folder'),
  ending: z
    .string()
    .regex(/^\.[\w.+-]+$/)
    .max(40)
    .optional()
    .describe("only files whose name ends so, at any depth: '.ts'"),
  aspect: z.enum(['count', 'all']).optional().describe('only how many files, or also which'),
  limit: z.number().int().min(1).max(500).optional(),
})
type Input = z.infer<typeof Input>

/** Entries shown unless asked otherwise. */
const DEFAULT_LIMIT = 60

export const listTree: Operation<Input> = {
  name: 'list_tree',
  title: 'Files of a folder',
  kind: 'fact',
  description:
    'The files and folders inside a folder at the revision asked about, with the number of files below each.',
  example: { path: 'src/' },
  input: Input,
  travels: true,
  async execute(context, input) {
    const folder = (input.path ?? '').replace(/^\.?\/+|\/+$/g, '')
    const receipt = {
      kind: 'git',
      command: `git ls-tree ${shortOid(context.revision)} ${folder === '' ? '' : `'${folder}/'`}`.trim(),
    } as const
    const { entries, cut } = await readTree({
      gitFolder: context.history.gitFolder,
      revision: context.revision,
      recursive: true,
      signal: context.signal,
      ...(folder && { path: folder }),
    })
    const children = foldChildren(entries, folder)
    if (children.length === 0)
      return nothingSuch(
        [{ kind: 'folder', text: input.path ?? '/', status: 'missing' }],
        receipt,
        `the tree of ${shortOid(context.revision)}`,
      )
    if (input.order === 'size') return { ...wordLargest(entries, { ...input, folder }), receipt: sizesReceipt(receipt) }
    if (input.ending !== undefined) return wordEnding(context, entries, { ...input, folder, ending: input.ending })
    const limit = input.limit ?? DEFAULT_LIMIT
    const isCount = input.aspect === 'count'
    const shown = children.slice(0, limit)
    const lines = shown.map(
      (child) => `- ${code(child.path)}${child.kind === 'folder' ? ` — ${plural(Number(child.files), 'file')}` : ''}`,
    )
    return {
      summary: plural(children.length, 'entry', 'entries'),
      rows: shown,
      total: children.length,
      sources: [],
      receipt,
      text: `${folder === '' ? 'The repository' : code(`${folder}/`)} holds **${plural(entries.length, 'file')}** at ${code(shortOid(context.revision))}${isCount ? '.' : `:\n\n${lines.join('\n')}`}`,
      keys: isCount ? [String(entries.length)] : [],
      notices: [
        ...(cut ? ['The tree is larger than the limit; not all files were counted.'] : []),
        ...(shown.length < children.length && !isCount
          ? [`${children.length - shown.length} more entries are not listed.`]
          : []),
      ],
    }
  },
}

function wordEnding(
  { revision }: OperationContext,
  entries: readonly TreeEntry[],
  o: Input & { readonly folder: string; readonly ending: string },
): Found {
  const { folder, ending, limit = DEFAULT_LIMIT } = o
  const rows = entries.filter(({ path }) => path.endsWith(ending)).map(({ path }) => ({ path, kind: 'file' }))
  const shown = rows.slice(0, limit)
  const place = folder === '' ? 'the repository' : code(`${folder}/`)
  const [at, what] = [code(shortOid(revision)), `${plural(rows.length, 'file')}** in ${place}`]
  const list =
    o.aspect === 'count' || rows.length === 0 ? '.' : `:\n\n${shown.map(({ path }) => `- ${code(path)}`).join('\n')}`
  const below = folder === '' ? '' : ` '${folder}/'`
  return {
    summary: plural(rows.length, 'file'),
    rows: shown,
    ...{ total: rows.length, sources: [], keys: [String(rows.length)], provesAbsence: rows.length === 0 },
    receipt: {
      kind: 'git',
      command: `git ls-tree -r --name-only ${shortOid(revision)}${below} | grep -E '${ending.replaceAll(/[.+]/g, '\\$&')}$'`,
    },
    text: `**${what} ${rows.length === 1 ? 'ends' : 'end'} in ${code(ending)} at ${at}${list}`,
    notices: shown.length < rows.length ? [`${rows.length - shown.length} more files are not listed.`] : [],
  }
}

function sizesReceipt({ command }: { readonly command: string }) {
  return { kind: 'git', command: `${command.replace('ls-tree', 'ls-tree -r -l')} | sort -k4 -n -r` } as const
}

/** The largest files below a folder. */
function wordLargest(
  entries: readonly TreeEntry[],
  { folder, limit = 10 }: { readonly folder: string; readonly limit?: number | undefined },
): Omit<Found, 'receipt'> {
  const largest = [...entries].sort((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0)).slice(0, limit)
  const rows = largest.map(({ path, sizeBytes }) => ({ path, kind: 'file', sizeBytes }))
  const lines = rows.map(
    (row, index) => `${index + 1}. ${code(row.path)} — ${(row.sizeBytes ?? 0).toLocaleString('en-US')} bytes`,
  )
  return {
    summary: plural(entries.length, 'file'),
    rows,
    total: entries.length,
    sources: [],
    text: `The largest of ${plural(entries.length, 'file')}${folder === '' ? '' : ` in ${code(`${folder}/`)}`}:\n\n${lines.join('\n')}`,
    keys: rows.slice(0, 1).map((row) => row.path),
  }
}

/** Direct children of `folder`: folders first, with the number of files below them, then files. */
function foldChildren(entries: readonly TreeEntry[], folder: string): readonly Row[] {
  const prefix = folder === '' ? '' : `${folder}/`
  const folders = new Map<string, number>()
  const files: Row[] = []
  for (const entry of entries) {
    if (!entry.path.startsWith(prefix)) continue
    const rest = entry.path.slice(prefix.length)
    const slash = rest.indexOf('/')
    if (slash < 0) files.push({ path: entry.path, kind: 'file', sizeBytes: entry.sizeBytes })
    else {
      const name = `${prefix}${rest.slice(0, slash)}/`
      folders.set(name, (folders.get(name) ?? 0) + 1)
    }
  }
  return [...[...folders].map(([path, count]) => ({ path, kind: 'folder', files: count })), ...files]
}

const Overview = z.object({})

export const repositoryOverview: Operation<z.infer<typeof Overview>> = {
  name: 'repository_overview',
  title: 'Repository at a glance',
  kind: 'explain',
  description:
    'What this repository is: its README, size, age, main authors, latest commit and top folders. Use it for "what is this project", "give me an overview".',
  example: {},
  input: Overview,
  async execute(context) {
    const everything = { reach: { to: context.revision } } as const
    const ask = (result: Parameters<typeof runCommitQuery>[2]['result']) =>
      runCommitQuery(context.history, context.reach, { ...everything, result })
    const [first, last, authors, tree, readme] = await Promise.all([
      ask({ kind: 'list', limit: 1, order: 'oldest' }),
      ask({ kind: 'list', limit: 1 }),
      ask({ kind: 'top', by: 'commits', limit: 5 }),
      readTree({
        gitFolder: context.history.gitFolder,
        revision: context.revision,
        recursive: true,
        signal: context.signal,
      }),
      readReadme(context),
    ])
    const rows = [...last.rows, ...first.rows]
    const who = authors.rows.map((row) => `${inline(row.author)} (${row.commits})`).join(', ')
    const folders = foldChildren(tree.entries, '')
      .filter((child) => child.kind === 'folder')
      .slice(0, 12)
    return {
      summary: plural(last.total, 'commit'),
      rows: [...rows, ...folders],
      total: last.total,
      sources: rows.map(commitSource),
      receipt: { kind: 'git', command: `git log ${shortOid(context.revision)}` },
      text: [
        `**${inline(context.repositoryName)}** has ${plural(last.total, 'commit')} by ${plural(authors.total, 'author')} and ${plural(tree.entries.length, 'file')}.`,
        ...(readme ? [inline(readme.summary, 600)] : []),
        `Most commits: ${who}.`,
        ...(last.rows[0] ? [`Latest: ${commitLine(last.rows[0], '{0}')}`] : []),
        ...(first.rows[0] ? [`History reaches back to ${dayOf(first.rows[0].authoredAt)} {1}.`] : []),
        `Folders: ${folders.map((folder) => `${code(folder.path)} (${folder.files})`).join(', ')}.`,
      ].join('\n\n'),
      keys: [],
      ...(readme && { material: readme.text }),
    }
  },
}

/** The first README of the root and its first paragraph of prose. */
async function readReadme(
  context: OperationContext,
): Promise<{ readonly text: string; readonly summary: string } | undefined> {
  for (const name of ['README.md', 'README.rst', 'README', 'README.txt', 'readme.md', 'Readme.md']) {
    const content = await context.objects.read(`${context.revision}:${name}`, 256 * 1024)
    if (content === undefined) continue
    const text = content.toString('utf8').slice(0, 12_000)
    return { text, summary: firstProse(text) }
  }
  return undefined
}

function firstProse(text: string): string {
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) =>
    paragraph
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/<[^>]*>/g, '')
      .trim(),
  )
  return paragraphs.find((paragraph) => /^[\p{L}`*]/u.test(paragraph) && paragraph.split(/\s+/).length >= 8) ?? ''
}
