// How well a path fits a name from a question: exact, ending, basename, without extension, part, small typo.
import { nearness } from './nearness.ts'

/** A way in which a path can be meant, best first. */
export type PathFit = 'exact' | 'case' | 'suffix' | 'folder' | 'stem' | 'part' | 'typo'

const SCORES: Readonly<Record<PathFit, number>> = {
  exact: 1,
  case: 0.95,
  suffix: 0.9,
  folder: 0.85,
  stem: 0.8,
  part: 0.6,
  typo: 0.5,
}

export interface PathMatch {
  /** A file, or a folder with `/` at its end. */
  readonly path: string
  readonly fit: PathFit
  /** 0.5 to 1. */
  readonly score: number
}

/** Matches kept for one pattern. */
const MATCHES_LIMIT = 1_000

/**
 * The files and folders of `paths` that `pattern` may mean, best first, then shortest; typos only when nothing else fits. A
 * pattern that ends with `/` means folders only.
 */
export function rankPaths(pattern: string, paths: readonly string[]): readonly PathMatch[] {
  const wanted = pattern.replace(/^(\.?\/)+/, '')
  if (wanted === '') return []
  const matches = new Map<string, PathMatch>()
  const add = (match: PathMatch | undefined) => {
    if (match && match.score > (matches.get(match.path)?.score ?? 0)) matches.set(match.path, match)
  }
  const lower = wanted.toLowerCase()
  const stem = stemOf(baseOf(lower.replace(/\/$/, '')))
  for (const path of paths) {
    // Every match but a typo contains the last part of the pattern.
    const lowerPath = path.toLowerCase()
    if (lowerPath.includes(stem)) add(fitPath({ wanted, lower, path, lowerPath }))
  }
  if (matches.size === 0 && !wanted.endsWith('/')) for (const path of paths) add(fitTypo(lower, path))
  return [...matches.values()]
    .toSorted((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, MATCHES_LIMIT)
}

interface Pair {
  readonly wanted: string
  /** `wanted` and `path` in lower case. */
  readonly lower: string
  readonly path: string
  readonly lowerPath: string
}

function fitPath({ wanted, lower, path, lowerPath }: Pair): PathMatch | undefined {
  if (wanted.endsWith('/')) return fitFolder(wanted, path)
  const fit = fitFile({ wanted, lower, path, lowerPath })
  return fit === undefined ? fitFolder(`${wanted}/`, path) : { path, fit, score: SCORES[fit] }
}

function fitFile({ wanted, lower, path, lowerPath }: Pair): PathFit | undefined {
  if (path === wanted) return 'exact'
  if (lowerPath === lower) return 'case'
  if (lowerPath.endsWith(`/${lower}`)) return 'suffix'
  if (lower.includes('/')) return endsWithParts(lowerPath, lower) ? 'part' : undefined
  return stemOf(baseOf(lowerPath)) === lower ? 'stem' : undefined
}

function fitTypo(lower: string, path: string): PathMatch | undefined {
  const lowerPath = path.toLowerCase()
  const [name, wantedName] = [baseOf(lowerPath), baseOf(lower)]
  if (extensionOf(name) !== extensionOf(wantedName) || !folderFits(lowerPath, lower)) return undefined
  return nearness(stemOf(name), stemOf(wantedName)) > 0 ? { path, fit: 'typo', score: SCORES.typo } : undefined
}

/** The folder of `path` that `wanted` (with `/` at its end) names: from the root, or anywhere below it. */
function fitFolder(wanted: string, path: string): PathMatch | undefined {
  if (wanted === '/') return undefined
  if (path.startsWith(wanted)) return { path: wanted, fit: 'exact', score: SCORES.exact }
  const [lower, lowerPath] = [wanted.toLowerCase(), path.toLowerCase()]
  const at = lowerPath.startsWith(lower) ? 0 : lowerPath.indexOf(`/${lower}`) + 1
  if (at === 0 && !lowerPath.startsWith(lower)) return undefined
  const fit = at === 0 ? 'case' : 'folder'
  return { path: path.slice(0, at + wanted.length), fit, score: SCORES[fit] }
}

/** "flask/app.py" in "src/flask/sub/app.py": the same file name, and the folders named in their order. */
function endsWithParts(path: string, wanted: string): boolean {
  const parts = path.split('/')
  const wantedParts = wanted.split('/')
  if (parts.pop() !== wantedParts.pop()) return false
  for (let part = parts.pop(); part !== undefined && wantedParts.length > 0; part = parts.pop())
    if (part === wantedParts.at(-1)) wantedParts.pop()
  return wantedParts.length === 0
}

function folderFits(path: string, wanted: string): boolean {
  const folder = wanted.slice(0, wanted.lastIndexOf('/') + 1)
  return folder === '' || path.startsWith(folder) || path.includes(`/${folder}`)
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot) : ''
}
