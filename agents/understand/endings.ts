// Endings of file names in a question: "*.rs", ".rs files", "ending in .rs".

/** An ending with its place in the question. */
export interface Ending {
  /** As a filter of commits: `*.rs`. */
  readonly pattern: string
  readonly start: number
  readonly end: number
}

const FILES = '(?:files|sources|dateien|fichiers|archivos|ficheros)'
/** One file is of a kind when it is any; "the .env file" is called so. */
const ANY = '(?:an?|any|some|one|each|every|single|no|eine|irgendeine|un|algún)'
const FILE = '(?:file|datei|fichier|archivo|fichero)'
/** Words before an ending that make it one. */
const BEFORE = `(?:(?:end(?:s|ing|ed)? (?:in|with|on)|(?:extension|suffix|file type|ending|endung|dateiendung)(?: (?:of|is|named|called))?|(?:mit|avec|con) (?:der endung|l['’]extension|la extensión)|${FILES})\\s+)`
const MARK = '[`"\'“”]?'
const NAME = '\\.[a-z]\\w{0,9}(?:\\.[a-z]\\w{0,5})?'
const PATTERNS = [
  new RegExp(`(?<![\\w/*.-])${MARK}\\*(${NAME})${MARK}(?![\\w/])`, 'giu'),
  new RegExp(`(?<![\\w/*.-])${MARK}(${NAME})${MARK}(?=[ -](?:source |code |test )?${FILES}(?!\\p{L}))`, 'giu'),
  new RegExp(`(?<=\\b${ANY} )${MARK}(${NAME})${MARK}(?=[ -](?:source |code |test )?${FILE}(?!\\p{L}))`, 'giu'),
  new RegExp(`(?<=\\b${BEFORE})${MARK}\\*?(${NAME})${MARK}(?![\\w/])`, 'giu'),
]

/** In reading order, each place once. */
export function findEndings(question: string): readonly Ending[] {
  const found: Ending[] = []
  for (const match of PATTERNS.flatMap((pattern) => [...question.matchAll(pattern)])) {
    const [start, end] = [match.index, match.index + match[0].length]
    if (found.some((other) => start < other.end && other.start < end)) continue
    found.push({ pattern: `*${match[1]}`, start, end })
  }
  return found.toSorted((a, b) => a.start - b.start)
}
