// Every line of some files that has a literal text, found as git grep -F finds it.
import { type FoundLine, type FoundLines, LINE_LIMIT_CHARACTERS, type LiteralQuestion } from './text-protocol.ts'

export interface TextFile {
  readonly path: string
  readonly content: Buffer
}

const LINE_FEED = 10
/** A character has at most so many bytes. */
const LINE_LIMIT_BYTES = 4 * LINE_LIMIT_CHARACTERS
/** What belongs to a word, as git has it in every locale. */
const IS_WORD = Uint8Array.from({ length: 256 }, (_, code) => (/\w/.test(String.fromCharCode(code)) ? 1 : 0))

/** @param files  In git's order, without binary ones. */
export function findLiteral(files: readonly TextFile[], question: LiteralQuestion): FoundLines {
  const needle = Buffer.from(question.text)
  const next = question.wholeWord ? nextWord : nextText
  const matches: FoundLine[] = []
  let lines = 0
  let fileCount = 0
  for (const { path, content } of files) {
    if (question.path !== undefined && !isBelow(path, question.path)) continue
    let at = next(content, needle, 0)
    if (at < 0) continue
    fileCount += 1
    // Line numbers are counted only for what is shown.
    let [line, countedTo] = [1, 0]
    while (at >= 0) {
      lines += 1
      const lineFeed = content.indexOf(LINE_FEED, at)
      if (matches.length < question.limit) {
        line += countLineFeeds(content, countedTo, at)
        countedTo = at
        const start = content.lastIndexOf(LINE_FEED, at) + 1
        const end = Math.min(lineFeed < 0 ? content.length : lineFeed, start + LINE_LIMIT_BYTES)
        matches.push({ path, line, text: content.toString('utf8', start, end).slice(0, LINE_LIMIT_CHARACTERS) })
      }
      if (lineFeed < 0) break
      at = next(content, needle, lineFeed)
    }
  }
  return { matches, lines, files: fileCount }
}

/** Whether a path is a file or lies in a folder. */
function isBelow(path: string, place: string): boolean {
  return path.startsWith(place) && (path.length === place.length || path[place.length] === '/')
}

function nextText(content: Buffer, needle: Buffer, from: number): number {
  return content.indexOf(needle, from)
}

function nextWord(content: Buffer, needle: Buffer, from: number): number {
  for (let at = content.indexOf(needle, from); at >= 0; at = content.indexOf(needle, at + 1)) {
    const isApart =
      IS_WORD[content[at - 1] ?? LINE_FEED] === 0 && IS_WORD[content[at + needle.length] ?? LINE_FEED] === 0
    if (isApart) return at
  }
  return -1
}

function countLineFeeds(content: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = content.indexOf(LINE_FEED, from); at >= 0 && at < to; at = content.indexOf(LINE_FEED, at + 1))
    count += 1
  return count
}
