// What the source of a repository has: its branches and tags, and what its HEAD names.
import { encodePath } from './paths.ts'
import { isOid } from './revisions.ts'
import { runGit } from './run.ts'
import type { Transport } from './transport.ts'

export type SourceHead =
  /** A branch that has commits. */
  | { readonly kind: 'branch'; readonly name: string; readonly oid: string }
  | { readonly kind: 'detached'; readonly oid: string }
  /** No HEAD, or one that names a branch without commits. */
  | { readonly kind: 'unborn' }

export interface SourceRefs {
  readonly head: SourceHead
  /** Full name (bytes as latin1) to object id; only branches and tags. */
  readonly oids: ReadonlyMap<string, string>
}

const LIST_TIMEOUT_MS = 60_000
/** 100,000 refs of usual length are about 8 MB. */
const LIST_LIMIT_BYTES = 64 * 1024 * 1024

/**
 * Asks the source without transferring anything.
 *
 * @throws SparkyError `git/failed`, `git/timeout`, `git/output-limit`, `git/aborted`.
 */
export async function readSourceRefs(
  { target, settings, environment, options }: Transport,
  signal?: AbortSignal,
): Promise<SourceRefs> {
  const { stdout } = await runGit({
    args: ['ls-remote', '--symref', ...options, '--', target, 'HEAD', 'refs/heads/*', 'refs/tags/*'],
    settings,
    environment,
    timeoutMs: LIST_TIMEOUT_MS,
    outputLimitBytes: LIST_LIMIT_BYTES,
    priority: 'background',
    ...(signal === undefined ? {} : { signal }),
  })
  return parseRefs(stdout.toString('latin1'))
}

/** Branches and tags of our own store in the same shape, to see whether anything changed. */
export async function readStoreRefs(gitFolder: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await runGit({
    args: ['for-each-ref', '--format=%(objectname)%09%(refname)', 'refs/heads', 'refs/tags'],
    gitFolder,
    outputLimitBytes: LIST_LIMIT_BYTES,
    ...(signal === undefined ? {} : { signal }),
  })
  return parseRefs(stdout.toString('latin1')).oids
}

function parseRefs(text: string): SourceRefs {
  const oids = new Map<string, string>()
  let symbolic: string | undefined
  let headOid: string | undefined
  for (const line of text.split('\n')) {
    const [value = '', name = ''] = line.split('\t')
    if (name === 'HEAD' && value.startsWith('ref: ')) symbolic = value.slice(5)
    else if (name === 'HEAD' && isOid(value)) headOid = value
    else if (isOid(value) && /^refs\/(heads|tags)\//.test(name) && !name.endsWith('^{}')) oids.set(name, value)
  }
  const oid = symbolic === undefined ? undefined : oids.get(symbolic)
  if (symbolic?.startsWith('refs/heads/') && oid !== undefined)
    return { head: { kind: 'branch', name: symbolic, oid }, oids }
  if (headOid !== undefined) return { head: { kind: 'detached', oid: headOid }, oids }
  return { head: guessHead(oids), oids }
}

/** A HEAD that names nothing says nothing: the usual names come first, then the first branch. */
function guessHead(oids: ReadonlyMap<string, string>): SourceHead {
  const branches = [...oids.keys()].filter((name) => name.startsWith('refs/heads/'))
  const name = ['refs/heads/main', 'refs/heads/master'].find((usual) => oids.has(usual)) ?? branches[0]
  const oid = name === undefined ? undefined : oids.get(name)
  return name === undefined || oid === undefined ? { kind: 'unborn' } : { kind: 'branch', name, oid }
}

/** A name of bytes as an argument of a process; undefined when it is not UTF-8 and cannot be one. */
export function asArgument(latin1: string): string | undefined {
  const bytes = Buffer.from(latin1, 'latin1')
  const text = bytes.toString('utf8')
  return encodePath(text).equals(bytes) ? text : undefined
}
