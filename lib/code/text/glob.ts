// Whether a path fits a pattern of .gitattributes; without regular expressions, so that no pattern of a repository can hang.

/**
 * A pattern without a slash is compared with the last part of the path, another with the whole path.
 *
 * `*` and `?` stay within one folder, `**` between slashes is any number of folders.
 *
 * @see https://git-scm.com/docs/gitignore#_pattern_format
 */
export function fitsPattern(pattern: string, path: string): boolean {
  const inner = pattern.replace(/^\//, '')
  const segments = path.split('/')
  if (!pattern.includes('/')) return fitsSegment(pattern, segments.at(-1) ?? '')
  return fitsSegments(inner.split('/'), segments)
}

function fitsSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let [at, in_] = [0, 0]
  let [starAt, starIn] = [-1, 0]
  while (in_ < path.length) {
    const wanted = pattern[at]
    if (wanted === '**') {
      // At the end it stands for at least one name.
      if (at === pattern.length - 1) return true
      ;[starAt, starIn] = [at, in_]
      at += 1
    } else if (wanted !== undefined && fitsSegment(wanted, path[in_] ?? '')) {
      at += 1
      in_ += 1
    } else if (starAt >= 0) {
      starIn += 1
      ;[at, in_] = [starAt + 1, starIn]
    } else return false
  }
  return at === pattern.length
}

function fitsSegment(pattern: string, name: string): boolean {
  let [at, in_] = [0, 0]
  let [starAt, starIn] = [-1, 0]
  while (in_ < name.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      ;[starAt, starIn] = [at, in_]
      at += 1
    } else if (wanted === '?' || wanted === name[in_]) {
      at += 1
      in_ += 1
    } else if (starAt >= 0) {
      starIn += 1
      ;[at, in_] = [starAt + 1, starIn]
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
