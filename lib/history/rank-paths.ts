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

/** How `path` fits `pattern`; undefined when it does not. A pattern that ends with `/` means folders only. */
export function fitPath(pattern: string, path: string): PathMatch | undefined {
  const wanted = pattern.replace(/^(\.?\/)+/, '')
  if (wanted.endsWith('/')) return fitFolder(wanted, path)
  const fit = fitFile(wanted, path)
  return fit === undefined ? fitFolder(`${wanted}/`, path) : { path, fit, score: SCORES[fit] }
}

function fitFile(wanted: string, path: string): PathFit | undefined {
  if (path === wanted) return 'exact'
  const [lower, lowerPath] = [wanted.toLowerCase(), path.toLowerCase()]
  if (lowerPath === lower) return 'case'
  if (lowerPath.endsWith(`/${lower}`)) return 'suffix'
  const [name, wantedName] = [baseOf(lowerPath), baseOf(lower)]
  if (!lower.includes('/') && stemOf(name) === lower) return 'stem'
  if (lower.includes('/') && endsWithParts(lowerPath, lower)) return 'part'
  const isClose = nearness(stemOf(name), stemOf(wantedName)) > 0 && extensionOf(name) === extensionOf(wantedName)
  return isClose && name !== wantedName && folderFits(lowerPath, lower) ? 'typo' : undefined
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
