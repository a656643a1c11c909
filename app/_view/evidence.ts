// What the evidence pane can show, and the address of each: every view is a URL.
import type { Receipt, Row } from '#lib/events.ts'
import type { Hunk } from './patch.ts'

export interface CommitView {
  readonly kind: 'commit'
  readonly repositoryId: number
  readonly repositoryName: string
  readonly sha: string
  readonly subject: string
  readonly body: string
  readonly author: string
  /** ISO 8601. */
  readonly authoredAt: string
  readonly committer: string
  readonly parents: readonly string[]
  readonly refs: readonly string[]
  readonly files: readonly FilePatch[]
  /** True when files or parts of patches were left out. */
  readonly cut: boolean
  readonly receipt: string
}

export interface FilePatch {
  readonly path: string
  readonly oldPath?: string
  /** A added, D deleted, M modified, T type changed, R renamed, C copied. */
  readonly status: string
  readonly additions: number | null
  readonly deletions: number | null
  readonly hunks: readonly Hunk[]
  readonly cut: boolean
}

export interface FileView {
  readonly kind: 'file'
  readonly repositoryId: number
  readonly repositoryName: string
  readonly revision: string
  readonly path: string
  readonly startLine: number
  readonly totalLines: number
  readonly lines: readonly string[]
  readonly receipt: string
}

export interface FolderView {
  readonly kind: 'folder'
  readonly repositoryId: number
  readonly repositoryName: string
  readonly revision: string
  /** Empty for the root. */
  readonly path: string
  readonly entries: readonly { readonly path: string; readonly isFolder: boolean }[]
  readonly cut: boolean
  readonly receipt: string
}

export interface QueryView {
  readonly kind: 'query'
  readonly operation: string
  readonly input: unknown
  readonly summary: string
  readonly rows: readonly Row[]
  readonly rowCount: number
  readonly receipt: Receipt
}

/** What a citation or a link points to; `repositoryId` where it lies in another repository than that of the conversation. */
export type EvidenceTarget =
  | { readonly kind: 'commit'; readonly sha: string; readonly repositoryId?: number }
  | {
      readonly kind: 'file'
      readonly repositoryId?: number
      readonly revision: string
      readonly path: string
      readonly line?: number
      readonly endLine?: number
    }
  | { readonly kind: 'query'; readonly runId: string; readonly callId: string }

/** As it stands in `?show=`: `commit:SHA`, `file:REVISION:PATH#10-20` (a `#` of the path is escaped), `query:RUN:CALL`; before it `@ID:` of another repository. */
export function formatTarget(target: EvidenceTarget): string {
  if (target.kind !== 'query' && target.repositoryId !== undefined) {
    const { repositoryId, ...own } = target
    return `@${repositoryId}:${formatTarget(own)}`
  }
  switch (target.kind) {
    case 'commit':
      return `commit:${target.sha}`
    case 'file':
      return `file:${target.revision}:${target.path.replaceAll('%', '%25').replaceAll('#', '%23')}${formatLines(target)}`
    case 'query':
      return `query:${target.runId}:${target.callId}`
  }
}

/** Undefined for anything that is no target. */
export function parseTarget(text: string | null | undefined): EvidenceTarget | undefined {
  const elsewhere = /^@(\d{1,9}):(.*)$/s.exec(text ?? '')
  const target = parseOwn(elsewhere ? elsewhere[2] : text)
  return elsewhere && target && target.kind !== 'query' ? { ...target, repositoryId: Number(elsewhere[1]) } : target
}

function parseOwn(text: string | null | undefined): EvidenceTarget | undefined {
  const commit = /^commit:([0-9a-f]{4,64})$/i.exec(text ?? '')
  if (commit?.[1]) return { kind: 'commit', sha: commit[1] }
  const file = /^file:([^:]+):(.*?)(?:#(\d{1,7})(?:-(\d{1,7}))?)?$/s.exec(text ?? '')
  if (file?.[1] && file[2] !== undefined)
    return {
      kind: 'file',
      revision: file[1],
      path: file[2].replaceAll('%23', '#').replaceAll('%25', '%'),
      ...(file[3] && { line: Number(file[3]) }),
      ...(file[4] && { endLine: Number(file[4]) }),
    }
  const query = /^query:([\w-]+):([\w-]+)$/.exec(text ?? '')
  if (query?.[1] && query[2]) return { kind: 'query', runId: query[1], callId: query[2] }
  return undefined
}

/** The page of its own of a commit or file. */
export function pageOf(repositoryId: number, target: Exclude<EvidenceTarget, { kind: 'query' }>): string {
  const base = `/repositories/${repositoryId}`
  if (target.kind === 'commit') return `${base}/commits/${target.sha}`
  const path = target.path.split('/').map(encodeURIComponent).join('/')
  const lines = formatLines(target)
  return `${base}/files/${encodeURIComponent(target.revision)}/${path}${lines && `?lines=${lines.slice(1)}`}`
}

function formatLines({ line, endLine }: { readonly line?: number; readonly endLine?: number }): string {
  if (line === undefined) return ''
  return endLine === undefined || endLine === line ? `#${line}` : `#${line}-${endLine}`
}
