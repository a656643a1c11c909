// Splits a long record at its commits and files into parts that fit a window, each with the names of what it holds.

export interface MaterialPart {
  readonly text: string
  /** Paths and abbreviated commit ids, in order; a file that is longer than a part stands in several. */
  readonly names: readonly string[]
}

/** Every character of `text`, but for line breaks at the cuts, in parts of at most `limit` characters. */
export function splitMaterial(text: string, limit: number): readonly MaterialPart[] {
  const parts: { text: string; names: string[] }[] = []
  let part: { text: string; names: string[] } | undefined
  for (const section of text.split(/\n(?=diff --git |commit [0-9a-f]{40,64}\b)/)) {
    const name = nameOf(section)
    for (const piece of splitAtLines(section, limit)) {
      if (part !== undefined && part.text.length + piece.length + 1 <= limit) {
        part.text += `\n${piece}`
      } else {
        part = { text: piece, names: [] }
        parts.push(part)
      }
      if (name !== undefined && part.names.at(-1) !== name) part.names.push(name)
    }
  }
  return parts
}

function nameOf(section: string): string | undefined {
  const commit = /^commit ([0-9a-f]{9})/.exec(section)?.[1]
  if (commit !== undefined) return commit
  if (!section.startsWith('diff --git ')) return undefined
  const path = /^(?:\+\+\+ b\/|--- a\/|rename to )(.+)$/gm
  const found = [...section.slice(0, 4_096).matchAll(path)].at(-1)?.[1]
  return found ?? /^diff --git a\/.* b\/(.+)$/m.exec(section)?.[1]
}

/** Pieces of at most `limit` characters, cut at line ends where there are any. */
function splitAtLines(text: string, limit: number): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  for (const line of text.split('\n')) {
    for (let at = 0; at === 0 || at < line.length; at += limit) {
      const some = line.slice(at, at + limit)
      if (piece !== '' && piece.length + some.length + 1 > limit) {
        pieces.push(piece)
        piece = ''
      }
      piece = piece === '' ? some : `${piece}\n${some}`
    }
  }
  return piece === '' ? pieces : [...pieces, piece]
}
