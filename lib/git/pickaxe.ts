// Asks git itself which of some commits changed how often a text or word occurs.
import { SparkyError } from '../errors.ts'
import { requireOid } from './revisions.ts'
import { streamGit } from './run.ts'

export interface Pickaxe {
  readonly gitFolder: string
  /** Full object ids. */
  readonly oids: readonly string[]
  /** A fixed text, in the case given. */
  readonly text: string
  /** Only where no ASCII letter, digit or `_` stands beside it; the text must consist of such itself. */
  readonly wholeWord: boolean
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** Commits from which a second process pays for its start. */
const HALVED_FROM = 500

/**
 * Those of the commits that changed how often the text occurs in a file, renames followed, in the order given.
 *
 * `complete` is false when the time was over before all were looked at; what was found until then is given.
 *
 * @throws SparkyError `git/bad-object` for what is no object id; `git/failed`, `git/aborted`.
 * @see https://git-scm.com/docs/gitdiffcore#_diffcore_pickaxe_for_detecting_additiondeletion_of_specified_string
 */
export async function pickaxe(o: Pickaxe): Promise<{ readonly oids: readonly string[]; readonly complete: boolean }> {
  if (o.oids.length === 0 || o.text === '' || o.text.includes('\0')) return { oids: [], complete: true }
  if (o.oids.length < HALVED_FROM) return search(o)
  // Two processes, each with every other commit: later commits have larger files and take longer.
  const halves = await Promise.all(
    [0, 1].map((half) => search({ ...o, oids: o.oids.filter((_, n) => n % 2 === half) })),
  )
  const found = new Set(halves.flatMap(({ oids }) => oids))
  return { oids: o.oids.filter((oid) => found.has(oid)), complete: halves.every(({ complete }) => complete) }
}

async function search(o: Pickaxe): ReturnType<typeof pickaxe> {
  let output = ''
  const found = () => output.split('\n').slice(0, -1)
  try {
    const stream = streamGit({
      args: [
        ...['log', '--no-walk=unsorted', '--format=%H', '--no-ext-diff', '--no-textconv'],
        // A file that only moved neither gains nor loses a word.
        '--find-renames',
        ...(o.wholeWord ? ['--pickaxe-regex', `-S\\b${o.text}\\b`] : [`-S${o.text}`]),
        ...['--stdin', '--'],
      ],
      gitFolder: o.gitFolder,
      input: `${o.oids.map(requireOid).join('\n')}\n`,
      timeoutMs: o.timeoutMs,
      priority: 'interactive',
      ...(o.signal && { signal: o.signal }),
    })
    for await (const chunk of stream) output += chunk.toString('latin1')
    return { oids: found(), complete: true }
  } catch (error) {
    // Running out of time is an answer here: what was found until then, and that more may be missing.
    if (error instanceof SparkyError && error.code === 'git/timeout') return { oids: found(), complete: false }
    throw error
  }
}
