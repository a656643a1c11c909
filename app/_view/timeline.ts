// The rows of a line's history as steps of a timeline: what to write beside each commit.
import type { Row } from '#lib/events.ts'
import { formatDay, shortSha } from './format.ts'

export interface TimelineStep {
  readonly sha: string
  readonly subject: string
  readonly author: string
  /** YYYY-MM-DD */
  readonly day: string
  /** "introduced", "moved from src/a.ts", "reverts 1a2b3c4d5". */
  readonly what: string
  /** What else is to know: "formatting only", "reverted later by 1a2b3c4d5". */
  readonly notes: readonly string[]
  /** True when present lines come from this commit. */
  readonly isOrigin: boolean
  /** True when it left the meaning alone. */
  readonly isCosmetic: boolean
  /** True when the lines were gone after it, and with them perhaps the file. */
  readonly isRemoval: boolean
  readonly path: string
  readonly line?: number
  readonly endLine?: number
  /** The lines after the commit, shortened. */
  readonly text?: string
}

/** In the order of the rows, oldest first; a row without a commit is left out. */
export function toTimeline(rows: readonly Row[]): readonly TimelineStep[] {
  return rows.flatMap((row): readonly TimelineStep[] => {
    const { sha, path, line, endLine, text } = row
    if (typeof sha !== 'string' || typeof path !== 'string') return []
    return [
      {
        sha,
        subject: String(row.subject ?? ''),
        author: String(row.author ?? ''),
        day: formatDay(String(row.authoredAt ?? '')),
        what: describeStep(row),
        notes: notesOf(row),
        isOrigin: row.origin === true,
        isCosmetic: row.formatting === true,
        isRemoval: row.removed === true,
        path,
        ...(typeof line === 'number' && { line }),
        ...(typeof endLine === 'number' && { endLine }),
        ...(typeof text === 'string' && text !== '' && { text }),
      },
    ]
  })
}

function describeStep({ kind, fromPath, path, copied, reverts }: Row): string {
  if (kind === 'reverted') return typeof reverts === 'string' ? `reverts ${shortSha(reverts)}` : 'reverts a commit'
  if (kind !== 'moved') return String(kind ?? 'changed')
  const verb = copied === true ? 'copied' : 'moved'
  return typeof fromPath === 'string' && fromPath !== path ? `${verb} from ${fromPath}` : `${verb} within the file`
}

function notesOf({ formatting, removed, revertedBy }: Row): readonly string[] {
  return [
    ...(formatting === true ? ['formatting only'] : []),
    ...(removed === true ? ['took the lines away'] : []),
    ...(typeof revertedBy === 'string' ? [`reverted later by ${shortSha(revertedBy)}`] : []),
  ]
}
