// A file at a revision as the evidence pane shows it, or the entries of a folder.
import type { OperationContext } from '#agents/operations/operation.ts'
import type { Workspace } from '#agents/workspace.ts'
import type { FileView, FolderView } from '#app/_view/evidence.ts'
import { FILE_WINDOW_LINES } from '#app/_view/limits.ts'
import { readLines } from '#lib/code/read.ts'
import { SparkyError } from '#lib/errors.ts'
import { listTree } from '#lib/git/objects.ts'
import { revealHidden } from '#lib/plain-text.ts'

export interface WantedFile {
  readonly repositoryId: number
  /** Empty or a folder: its entries. */
  readonly path: string
  /** Absent: the head of the default branch. */
  readonly revision: string | undefined
  /** The line that must be in the window, counted from 1. */
  readonly line: number
  readonly signal: AbortSignal
}

/** @throws SparkyError `http/not-found` when the revision has no such file; `git/bad-revision`, `git/too-large`. */
export async function readFileView(
  workspace: Pick<Workspace, 'context'>,
  { repositoryId, path, revision, line, signal }: WantedFile,
): Promise<FileView | FolderView> {
  const context = await workspace.context({ repositoryId, signal, ...(revision !== undefined && { revision }) })
  const base = { repositoryId, repositoryName: context.repositoryName, revision: context.revision }
  const info = path === '' ? undefined : await context.objects.info(`${context.revision}:${path}`)
  if (info?.type === 'blob') return { ...base, ...(await readWindow(context, path, line)) }
  const { entries, cut } = await listTree({
    gitFolder: context.history.gitFolder,
    revision: context.revision,
    path,
    recursive: false,
    signal,
  })
  if (info?.type !== 'tree' && path !== '') throw noSuchFile(context, path)
  return {
    kind: 'folder',
    ...base,
    path,
    entries: entries
      .map((entry) => ({ path: entry.path, isFolder: entry.type === 'tree' }))
      .toSorted((a, b) => Number(b.isFolder) - Number(a.isFolder)),
    cut,
    receipt: `git ls-tree ${context.revision.slice(0, 12)}${path === '' ? '' : ` '${path}/'`}`,
  }
}

async function readWindow(
  { objects, revision, repositoryName }: OperationContext,
  path: string,
  line: number,
): Promise<Omit<FileView, 'repositoryId' | 'repositoryName' | 'revision'>> {
  const wanted = Number.isSafeInteger(line) && line > 0 ? line : 1
  const startLine = Math.max(1, wanted - Math.floor(FILE_WINDOW_LINES / 3))
  const read = (start: number) =>
    readLines({ objects, revision, path, startLine: start, endLine: start + FILE_WINDOW_LINES - 1 })
  // A line beyond the end: the file has become shorter, so its beginning is shown.
  const window = (await read(startLine)) ?? (await read(1))
  if (window === undefined)
    throw new SparkyError({
      code: 'http/not-found',
      message: `${path} is a binary file.`,
      remedy: `See it with: git -C ${repositoryName} show ${revision.slice(0, 12)}:'${path}'`,
    })
  return {
    kind: 'file',
    path,
    startLine: window.startLine,
    totalLines: window.totalLines,
    // `readLines` has masked the secrets already, by what the whole file says.
    lines: revealHidden(window.text).split('\n'),
    receipt: `git show ${revision.slice(0, 12)}:'${path}'`,
  }
}

function noSuchFile({ repositoryName, revision }: OperationContext, path: string): SparkyError {
  return new SparkyError({
    code: 'http/not-found',
    message: `${repositoryName} has no ${path} at ${revision.slice(0, 12)}.`,
    remedy: 'It may exist under another name or at another revision: ask for its history.',
  })
}
