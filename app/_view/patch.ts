// A patch as numbered lines, for showing.

export interface PatchLine {
  readonly sign: ' ' | '+' | '-'
  /** Number in the old file; absent for an added line. */
  readonly oldLine?: number
  /** Number in the new file; absent for a removed line. */
  readonly newLine?: number
  readonly text: string
}

export interface Hunk {
  /** What git prints after the second `@@`: the function that the hunk is in, when it knows. */
  readonly heading: string
  readonly lines: readonly PatchLine[]
}

const HUNK_HEADER = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/

/** The hunks of one file's patch; empty for a binary file or a mere rename. */
export function parsePatch(patch: string): readonly Hunk[] {
  const hunks: { heading: string; lines: PatchLine[] }[] = []
  let [oldLine, newLine] = [0, 0]
  for (const line of patch.split('\n')) {
    const header = HUNK_HEADER.exec(line)
    if (header) {
      oldLine = Number(header[1])
      newLine = Number(header[2])
      hunks.push({ heading: header[3] ?? '', lines: [] })
      continue
    }
    const hunk = hunks.at(-1)
    const sign = line.charAt(0)
    const text = line.slice(1)
    if (hunk === undefined) continue
    if (sign === '+') hunk.lines.push({ sign, newLine: newLine++, text })
    else if (sign === '-') hunk.lines.push({ sign, oldLine: oldLine++, text })
    else if (sign === ' ') hunk.lines.push({ sign, oldLine: oldLine++, newLine: newLine++, text })
  }
  return hunks
}
