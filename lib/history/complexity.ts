// How complex a text looks from its shape alone: its lines, each heavier the deeper it is indented.

export interface Complexity {
  /** Lines with anything but white space. */
  readonly lines: number
  /** Mean and greatest indentation of those lines, in steps: a tab, or four spaces. */
  readonly meanDepth: number
  readonly maxDepth: number
  /** Sum over those lines of 1 + depth. */
  readonly complexity: number
}

const SPACES_OF_STEP = 4

/**
 * Measures a text.
 *
 * Indentation follows nesting in every language, and its sum goes with the measures that need a parser.
 *
 * @see A. Hindle, M. Godfrey, R. Holt, "Reading Beside the Lines: Indentation as a Proxy for Complexity Metrics", ICPC 2008.
 */
export function measureComplexity(text: string): Complexity {
  let [lines, depth, maxDepth] = [0, 0, 0]
  for (const [line] of text.matchAll(/^[ \t]*(?=[^\s])/gm)) {
    const tabs = line.split('\t').length - 1
    const own = tabs + (line.length - tabs) / SPACES_OF_STEP
    lines += 1
    depth += own
    maxDepth = Math.max(maxDepth, own)
  }
  return { lines, meanDepth: lines === 0 ? 0 : depth / lines, maxDepth, complexity: lines + depth }
}
