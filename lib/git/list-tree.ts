// The files of a tree, parsed while git lists them, so that a tree that unfolds without end stops at a limit.
import { PATH_LIMIT_BYTES } from './parse-commits.ts'
import { decodePath, encodePath } from './paths.ts'
import { requireOid } from './revisions.ts'
import { runGit, streamGit } from './run.ts'
import { splitTokens } from './tokens.ts'

export interface TreeEntry {
  /** Six octal digits: 100644 file, 100755 executable, 120000 symbolic link, 160000 submodule, 040000 folder. */
  readonly mode: string
  /** `commit` is a submodule. */
  readonly type: 'blob' | 'commit' | 'tree'
  readonly oid: string
  /** Null for folders and submodules. */
  readonly sizeBytes: number | null
  /** From the root of the repository, wherever the listing began; UTF-8, see `decodePath`. */
  readonly path: string
}

/** Most entries of one listing. */
export const TREE_LIMIT = 200_000
const TREE_TIMEOUT_MS = 60_000
/** `<mode> <type> <oid> <size, padded>` before the tab. */
const META = /^(\d{6}) (blob|commit|tree) ([0-9a-f]+) +(\d+|-)$/

/**
 * Entries in git's order (by bytes of the path).
 *
 * Empty when the folder does not exist in that revision. `cut` is true when there were more than TREE_LIMIT entries or
 * paths of more than 1,024 bytes, which are left out.
 *
 * @param o.revision   Full id of a commit or tree.
 * @param o.path       Only below this folder; a file gives itself. Default: everything.
 * @param o.recursive  Files at any depth, without the folders themselves (default); else one level, with folders.
 * @throws SparkyError `git/bad-object`, `git/timeout`, `git/aborted`.
 */
export async function listTree(o: {
  readonly gitFolder: string
  readonly revision: string
  readonly path?: string
  readonly recursive?: boolean
  readonly signal?: AbortSignal
}): Promise<{ readonly entries: readonly TreeEntry[]; readonly cut: boolean }> {
  const folder = (o.path ?? '').replace(/^(\.?\/)+|\/+$/g, '')
  const start =
    folder === '' ? { oid: requireOid(o.revision), isFile: false } : await findFolder({ ...o, path: folder })
  if (start === undefined) return { entries: [], cut: false }
  if (start.isFile) return await listParent({ ...o, path: folder })
  return await list({ ...o, treeOid: start.oid, prefix: folder === '' ? '' : `${folder}/`, limit: TREE_LIMIT })
}

async function list(o: {
  readonly gitFolder: string
  readonly treeOid: string
  readonly prefix: string
  readonly recursive?: boolean
  readonly limit: number
  readonly signal?: AbortSignal
}): Promise<{ entries: readonly TreeEntry[]; cut: boolean }> {
  const recursive = o.recursive === false ? [] : ['-r']
  const output = streamGit({
    args: ['ls-tree', ...recursive, '-z', '--long', '--full-tree', o.treeOid],
    gitFolder: o.gitFolder,
    timeoutMs: TREE_TIMEOUT_MS,
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  const entries: TreeEntry[] = []
  let cut = false
  for await (const tokens of splitTokens(output)) {
    for (const { bytes } of tokens) {
      if (entries.length >= o.limit) return { entries, cut: true }
      const tab = bytes.indexOf(9)
      const meta = META.exec(bytes.toString('latin1', 0, tab))
      if (meta === null) continue
      if (bytes.length - tab - 1 + o.prefix.length > PATH_LIMIT_BYTES) cut = true
      else entries.push(readEntry(meta, o.prefix + decodePath(bytes.subarray(tab + 1))))
    }
  }
  return { entries, cut }
}

function readEntry([, mode = '', type = '', oid = '', size = '']: readonly string[], path: string): TreeEntry {
  const kind = type === 'tree' || type === 'commit' ? type : 'blob'
  return { mode, type: kind, oid, sizeBytes: size === '-' ? null : Number(size), path }
}

/** The tree or file at a path; the path travels over standard input, because it may hold any byte. */
async function findFolder(o: {
  readonly gitFolder: string
  readonly revision: string
  readonly path: string
  readonly signal?: AbortSignal
}): Promise<{ readonly oid: string; readonly isFile: boolean } | undefined> {
  if (o.path.includes('\0') || o.path.split('/').some((part) => part === '..' || part === '.')) return undefined
  const { stdout } = await runGit({
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)', '-z'],
    gitFolder: o.gitFolder,
    input: Buffer.concat([Buffer.from(`${requireOid(o.revision)}:`), encodePath(o.path), Buffer.from([0])]),
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  const answer = /^([0-9a-f]{40}|[0-9a-f]{64}) (tree|blob)\n$/.exec(stdout.toString('latin1'))
  return answer?.[1] === undefined ? undefined : { oid: answer[1], isFile: answer[2] === 'blob' }
}

/** A file as the one entry of its folder that has its path. */
async function listParent(o: {
  readonly gitFolder: string
  readonly revision: string
  readonly path: string
  readonly signal?: AbortSignal
}): Promise<{ entries: readonly TreeEntry[]; cut: boolean }> {
  const slash = o.path.lastIndexOf('/')
  const parent = slash < 0 ? '' : o.path.slice(0, slash)
  const { entries, cut } = await listTree({ ...o, path: parent, recursive: false })
  return { entries: entries.filter((entry) => entry.path === o.path), cut }
}
