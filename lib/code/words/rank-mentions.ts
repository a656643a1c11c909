// What a question names outright: files by path, module or frame of a stack trace, and identifiers; and the files that are meant.
import { readWord } from './code-tokens.ts'
import type { Dictionary } from './dictionary.ts'
import type { Postings } from './postings.ts'

export interface Mentions {
  /** Segments of each path or dotted name, in lower case, the ending dropped: `["requests", "models"]`. */
  readonly names: readonly MentionedName[]
  /** As they are spelt: `getUser`, `foo_bar`, what stands in backticks or before a parenthesis. */
  readonly identifiers: readonly string[]
}

export interface MentionedName {
  readonly segments: readonly string[]
  /** `file` has an ending or is written with slashes; a `module` may go on with names of what is in it. */
  readonly kind: 'file' | 'module'
}

/** What a question of a few pages names at most; the rest is a log. */
const NAMES_LIMIT = 100
const IDENTIFIERS_LIMIT = 60

/** Each begins where a word does and has an end, so that a text of one endless word costs no more than its length. */
const NAME = /(?<![\w@+~-])[\w@+~-]{1,100}(?:(?:\.|::|[\\/])[\w@+-]{1,100})+/g
/** Endings of sources and texts; a dotted name that ends otherwise is a module or a member. */
const FILE_ENDING =
  /\.(?:py|pyi|pyx|js|jsx|mjs|cjs|ts|tsx|mts|vue|svelte|go|rs|java|kt|scala|c|cc|cpp|cxx|h|hh|hpp|rb|php|cs|swift|lua|sh|pl|sql|md|rst|adoc|txt|toml|ya?ml|json|cfg|ini|html?|css|scss)$/i
const NAMELESS = /^(?:index|mod|__init__|__main__|main)$/
const URL = /\bhttps?:\/\/\S+/g
const IDENTIFIER =
  /`([A-Za-z_$][\w$]{0,63})(?:\(\))?`|\b([A-Za-z_$][\w$]{2,63})(?=\()|\b([A-Za-z$][\w$]{0,63}(?:_[\w$]{1,63}|[a-z\d][A-Z][\w$]{0,63}|(?<=[A-Z]{2})[a-z][\w$]{0,63}))\b|(?:\.|::)([A-Za-z_]\w{2,63})\b/g

export function readMentions(text: string): Mentions {
  const prose = text.replace(URL, ' ')
  const names = new Map<string, MentionedName>()
  for (const [name] of prose.matchAll(NAME)) {
    if (names.size === NAMES_LIMIT) break
    const mentioned = readName(name)
    if (mentioned) names.set(`${mentioned.kind} ${mentioned.segments.join('/')}`, mentioned)
  }
  const identifiers = new Set<string>()
  for (const found of prose.matchAll(IDENTIFIER)) {
    if (identifiers.size === IDENTIFIERS_LIMIT) break
    identifiers.add(found.slice(1).find((group) => group !== undefined) ?? '')
  }
  return { names: [...names.values()], identifiers: [...identifiers] }
}

function readName(name: string): MentionedName | undefined {
  if (/^[\d.]+$/.test(name)) return undefined
  const isFile = FILE_ENDING.test(name) || /[\\/]/.test(name)
  const bare = isFile ? name.replace(/\.[A-Za-z]{1,6}$/, '') : name
  const segments = bare
    .toLowerCase()
    .split(isFile ? /[\\/]/ : /\.|::/)
    .filter((segment) => segment !== '' && segment !== '~')
  return segments.length === 0 ? undefined : { segments, kind: isFile ? 'file' : 'module' }
}

/** The files of a snapshot by the last segment of their names. */
export interface PathIndex {
  /** How strongly each file is named, 0 to 1, by its number; only files that are. */
  mentioned(names: readonly MentionedName[]): ReadonlyMap<number, number>
}

export function indexPaths(paths: readonly string[]): PathIndex {
  const byLast = new Map<string, number[]>()
  const segmentsOf = paths.map((path) => {
    const segments = path
      .toLowerCase()
      .replace(/(?<=[^/])\.[^./]*$/, '')
      .split('/')
    return segments.length > 1 && NAMELESS.test(segments.at(-1) ?? '') ? segments.slice(0, -1) : segments
  })
  for (const [file, segments] of segmentsOf.entries()) {
    const last = segments.at(-1) ?? ''
    const known = byLast.get(last)
    if (known) known.push(file)
    else byLast.set(last, [file])
  }

  /** The files whose ends agree longest with the segments, and over how many. */
  const longest = (wanted: readonly string[]) => {
    let best = 0
    let files: number[] = []
    for (const file of byLast.get(wanted.at(-1) ?? '') ?? []) {
      const overlap = overlapOf(segmentsOf[file] ?? [], wanted)
      if (overlap > best) files = []
      if (overlap >= best) files.push(file)
      best = Math.max(best, overlap)
    }
    return { best, files }
  }
  const filesOf = ({ segments, kind }: MentionedName): readonly number[] => {
    if (kind === 'file') {
      const wanted = NAMELESS.test(segments.at(-1) ?? '') && segments.length > 1 ? segments.slice(0, -1) : segments
      const { best, files } = longest(wanted)
      // A path from another place agrees over its last part alone: threading.py of the language is not ours.
      return best >= Math.min(2, wanted.length) ? files : []
    }
    for (let end = segments.length; end >= 2; end -= 1) {
      const { best, files } = longest(segments.slice(0, end))
      if (best >= 2) return files
    }
    return []
  }

  return {
    mentioned(names) {
      const strength = new Map<number, number>()
      for (const name of names) {
        const files = filesOf(name)
        for (const file of files) {
          const before = strength.get(file) ?? 0
          strength.set(file, before + (1 - before) / (files.length + 1))
        }
      }
      return strength
    },
  }
}

function overlapOf(path: readonly string[], wanted: readonly string[]): number {
  let overlap = 0
  while (overlap < path.length && overlap < wanted.length && path.at(-1 - overlap) === wanted.at(-1 - overlap))
    overlap += 1
  return overlap
}

/** How strongly each file is meant by the identifiers that it defines, 0 to 1; one that many files define says little. */
export function filesThatDefine(
  identifiers: readonly string[],
  {
    dictionary,
    names,
    fileOfChunk,
  }: {
    readonly dictionary: Dictionary
    /** What each piece defines; a frequency of 1 is the whole name. */
    readonly names: Postings
    readonly fileOfChunk: Uint32Array
  },
): ReadonlyMap<number, number> {
  const strength = new Map<number, number>()
  for (const identifier of identifiers) {
    const term = readWord(identifier)[0]?.term
    const number = term === undefined ? undefined : dictionary.find(term)
    if (number === undefined) continue
    const files = new Set<number>()
    for (let at = names.offsets[number] ?? 0; at < (names.offsets[number + 1] ?? 0); at += 1)
      if ((names.frequencies[at] ?? 0) >= 1) files.add(fileOfChunk[names.documents[at] ?? 0] ?? 0)
    for (const file of files) {
      const before = strength.get(file) ?? 0
      strength.set(file, before + (1 - before) / (files.size + 1))
    }
  }
  return strength
}
