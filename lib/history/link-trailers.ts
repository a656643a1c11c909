// The trailers of a message, line for line as `git interpret-trailers --parse --no-divider` reads them.

/** `Reviewed-by: Ada <ada@example.org>`. */
export interface Trailer {
  /** As it is spelled. */
  readonly token: string
  /** On one line, without white space around it; may be empty. */
  readonly value: string
}

/** What git itself writes: one such line makes a paragraph of mixed lines a block of trailers. */
const GIT_WRITTEN = ['Signed-off-by: ', '(cherry picked from commit ']
/** A word of letters, digits and hyphens with its colon. */
const TOKEN = /^([A-Za-z0-9-]+)[ \t]*:/
const SCISSORS = /^# -{24} >8 -{24}$/
const BLANK = /^[ \t\r]*$/
const FOLDED = /^[ \t\r]/
const EDGES = /^[ \t\r\n]+|[ \t\r\n]+$/g

/**
 * The trailers of the last paragraph, in order; empty when it is none of trailers.
 *
 * @param body  The message without its first paragraph, which never has any.
 * @see https://git-scm.com/docs/git-interpret-trailers and find_trailer_block_start in git's trailer.c.
 */
export function parseTrailers(body: string): readonly Trailer[] {
  const lines = meaningfulLines(body)
  const found: { token: string; raw: string }[] = []
  let last: { token: string; raw: string } | undefined
  for (const line of lines.slice(blockStart(lines))) {
    if (last !== undefined && FOLDED.test(line)) {
      last.raw += `\n${line}`
      continue
    }
    const token = TOKEN.exec(line)?.[1]
    last = token === undefined ? undefined : { token, raw: line.slice(line.indexOf(':') + 1) }
    if (last !== undefined) found.push(last)
  }
  return found.map(({ token, raw }) => ({ token, value: trim(trim(raw).replaceAll(/\n[ \t\r\n]*/g, ' ')) }))
}

/** Without what an editor left at the end: comments, lists of conflicts, everything below the scissors. */
function meaningfulLines(body: string): readonly string[] {
  const all = body.split('\n')
  const scissors = all.findIndex((line) => SCISSORS.test(line))
  const lines = scissors < 0 ? all : all.slice(0, scissors)
  let isConflicts = false
  let kept = 0
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#') || line === '') continue
    if (line === 'Conflicts:') isConflicts = true
    else if (!(isConflicts && line.startsWith('\t'))) {
      isConflicts = false
      kept = index + 1
    }
  }
  return lines.slice(0, kept)
}

/** Index of the first line of the block; the number of lines when there is none. */
function blockStart(lines: readonly string[]): number {
  let trailers = 0
  let others = 0
  let folded = 0
  let isGitWritten = false
  let isEmpty = true
  for (let index = lines.length - 1; index >= -1; index -= 1) {
    // Above the body lies the blank line that ends the first paragraph.
    const line = index < 0 ? '' : (lines[index] ?? '')
    if (line.startsWith('#')) {
      others += folded
      folded = 0
    } else if (BLANK.test(line)) {
      if (isEmpty) continue
      others += folded
      const isBlock = isGitWritten ? trailers * 3 >= others : trailers > 0 && others === 0
      return isBlock ? index + 1 : lines.length
    } else {
      isEmpty = false
      if (GIT_WRITTEN.some((prefix) => line.startsWith(prefix))) {
        trailers += 1
        folded = 0
        isGitWritten = true
      } else if (TOKEN.test(line)) {
        trailers += 1
        folded = 0
      } else if (FOLDED.test(line)) folded += 1
      else {
        others += 1 + folded
        folded = 0
      }
    }
  }
  return lines.length
}

function trim(text: string): string {
  return text.replaceAll(EDGES, '')
}
