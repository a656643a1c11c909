// From names to commits: revisions, refs and who descends from whom.
import { SparkyError } from '../errors.ts'
import { readSeconds } from './parse-commits.ts'
import { decodePath } from './paths.ts'
import { runGit } from './run.ts'

/** A branch or tag that leads to a commit. */
export interface GitRef {
  /** Full name: refs/heads/main. */
  readonly name: string
  readonly kind: 'branch' | 'tag'
  /** The commit it leads to, through any chain of tags. */
  readonly commitOid: string
  /** Of an annotated tag, else the commit's committer time; 0 where git knows none. */
  readonly createdAtS: number
  readonly annotated: boolean
}

/** Longer than any ref name that a file system holds. */
const REVISION_LIMIT_CHARACTERS = 1_024
/** A full object id: SHA-1 or SHA-256. */
const OID = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** Whether the text is a full object id, the only spelling that other commands of git take from us. */
export function isOid(text: string): boolean {
  return OID.test(text)
}

/**
 * The same text, proven to be a full object id.
 *
 * @throws SparkyError `git/bad-object` for anything else, so that nothing from outside becomes an option.
 */
export function requireOid(text: string): string {
  if (isOid(text)) return text
  throw new SparkyError({
    code: 'git/bad-object',
    message: `"${text.slice(0, 80)}" is not a full object id.`,
    remedy: 'Resolve the revision to a commit first.',
  })
}

/**
 * The full id of the commit that a revision names: branch, tag, (short) sha, `HEAD~3`, `v1.0^2`.
 *
 * Undefined when there is no such commit, or when the text is not a revision that may come from outside (options,
 * searches such as `:/text`, ranges). Dates are resolved by callers.
 *
 * @throws SparkyError `git/timeout`, `git/aborted`.
 */
export async function resolveRevision(
  gitFolder: string,
  revision: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!isAskable(revision)) return undefined
  const { stdout, exitCode } = await runGit({
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    gitFolder,
    expectedExitCodes: [0, 1, 128],
    ...(signal === undefined ? {} : { signal }),
  })
  const oid = stdout.toString('latin1').trim()
  return exitCode === 0 && isOid(oid) ? oid : undefined
}

/** Searches (`:/`, `^{/`) run a regular expression over the history; a colon names a path, not a commit. */
function isAskable(revision: string): boolean {
  return (
    revision !== '' &&
    revision.length <= REVISION_LIMIT_CHARACTERS &&
    !revision.startsWith('-') &&
    !revision.startsWith('^') &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is never part of a revision.
    !/[\x00-\x20\x7f:]|\.\.|\^\{\/|\^[!@-]/.test(revision)
  )
}

/**
 * Branches and tags that lead to a commit, in the order of their names; tags of trees or blobs are left out.
 *
 * Empty when the repository has no commits yet.
 */
export async function listRefs(gitFolder: string, signal?: AbortSignal): Promise<readonly GitRef[]> {
  const format = ['refname', 'objecttype', 'objectname', '*objecttype', '*objectname', 'creatordate:raw']
  const { stdout } = await runGit({
    args: ['for-each-ref', `--format=${format.map((field) => `%(${field})`).join('%00')}`, 'refs/heads', 'refs/tags'],
    gitFolder,
    ...(signal === undefined ? {} : { signal }),
  })
  const found: (GitRef | { readonly nested: GitRef })[] = []
  for (const line of lines(stdout)) {
    const [name = '', type, oid = '', peeledType, peeledOid = '', date = ''] = line
    const ref = {
      name,
      kind: name.startsWith('refs/tags/') ? ('tag' as const) : ('branch' as const),
      commitOid: type === 'commit' ? oid : peeledOid,
      createdAtS: readSeconds(date),
      annotated: type === 'tag',
    }
    if (type === 'commit' || peeledType === 'commit') found.push(ref)
    // Before git 2.45 a tag of a tag is peeled only once.
    else if (type === 'tag' && peeledType === 'tag') found.push({ nested: ref })
  }
  const nested = found.flatMap((ref) => ('nested' in ref ? [ref.nested.commitOid] : []))
  const commitOids = nested.length === 0 ? new Map<string, string>() : await peel(gitFolder, nested, signal)
  return found.flatMap((ref) => {
    if (!('nested' in ref)) return [ref]
    const commitOid = commitOids.get(ref.nested.commitOid)
    return commitOid === undefined ? [] : [{ ...ref.nested, commitOid }]
  })
}

/** Whether `ancestor` is reachable from `descendant`; a commit is its own ancestor. */
export async function isAncestor(
  gitFolder: string,
  { ancestor, descendant, signal }: { ancestor: string; descendant: string; signal?: AbortSignal },
): Promise<boolean> {
  const { exitCode } = await runGit({
    args: ['merge-base', '--is-ancestor', requireOid(ancestor), requireOid(descendant)],
    gitFolder,
    expectedExitCodes: [0, 1],
    ...(signal === undefined ? {} : { signal }),
  })
  return exitCode === 0
}

/** Tag id to the id of the commit behind it. */
async function peel(gitFolder: string, oids: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
  const { stdout } = await runGit({
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    gitFolder,
    input: oids.map((oid) => `${oid}^{commit}\n`).join(''),
    ...(signal === undefined ? {} : { signal }),
  })
  const answers = stdout.toString('latin1').split('\n')
  return new Map(
    oids.flatMap((oid, index) => {
      const [commitOid = '', type] = answers[index]?.split(' ') ?? []
      return type === 'commit' ? [[oid, commitOid] as const] : []
    }),
  )
}

function* lines(output: Buffer): Iterable<readonly string[]> {
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(10, start)
    const stop = end < 0 ? output.length : end
    yield decodePath(output.subarray(start, stop)).split('\0')
    start = stop + 1
  }
}
