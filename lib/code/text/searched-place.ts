// Where exact text is looked for: everything, a file or folder, or files by a glob; as git and as we understand it.

export type SearchedPlace =
  | { readonly kind: 'all' }
  /** A file or a folder as it stands, without a slash at either end. */
  | { readonly kind: 'path'; readonly path: string }
  /** Pathspecs of git with their magic. */
  | { readonly kind: 'glob'; readonly pathspecs: readonly string[] }

/** A byte that is not UTF-8, as `decodePath` writes it: an argument of a program cannot hold it. */
const ESCAPED_BYTE = /\\x[0-9A-F]{2}/g
const ALTERNATIVES = /\{([^{}]*,[^{}]*)\}/
/** More alternatives are not one wish. */
const ALTERNATIVES_LIMIT = 50

/**
 * What a path means: `src/`, `src/app.ts`, `*.go` (at any depth), `src/*.go` (in one folder), `src/**` (below it), `*.{ts,tsx}`.
 *
 * Brackets stand for themselves: folders are called `[id]` more often than anyone writes a class of letters.
 */
export function readPlace(path: string | undefined): SearchedPlace {
  const clean = (path ?? '').replace(/^(?:\.?\/)+|^\.$/, '').replace(/\/+$/, '')
  if (clean === '') return { kind: 'all' }
  const escaped = clean.replace(/[[\]]/g, '\\$&')
  if (/[*?]/.test(clean) || ALTERNATIVES.test(clean))
    return globs(alternativesOf(escaped).map((glob) => (glob.includes('/') ? glob : `**/${glob}`)))
  if (clean.search(ESCAPED_BYTE) < 0) return { kind: 'path', path: clean }
  const anyByte = escaped.replace(ESCAPED_BYTE, '?')
  return globs([anyByte, `${anyByte}/**`])
}

function globs(all: readonly string[]): SearchedPlace {
  return { kind: 'glob', pathspecs: all.map((glob) => `:(glob)${glob}`) }
}

/** `*.{ts,tsx}` → `*.ts`, `*.tsx`; git knows no braces. */
function alternativesOf(glob: string): readonly string[] {
  const match = ALTERNATIVES.exec(glob)
  if (match === null) return [glob]
  const [whole, inside = ''] = match
  return inside
    .split(',')
    .flatMap((one) => alternativesOf(glob.slice(0, match.index) + one + glob.slice(match.index + whole.length)))
    .slice(0, ALTERNATIVES_LIMIT)
}
