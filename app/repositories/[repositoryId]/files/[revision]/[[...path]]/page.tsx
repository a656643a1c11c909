// A file at a revision, or a folder, as a page of its own; `?lines=10-20` marks lines.
import { EvidencePage } from '#app/_components/evidence-page.tsx'
import { FileEvidence } from '#app/_components/file-evidence.tsx'
import { readFileView } from '#app/_data/read-file-view.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

interface PageProps {
  readonly params: Promise<{
    readonly repositoryId: string
    readonly revision: string
    readonly path?: readonly string[]
  }>
  readonly searchParams: Promise<{ readonly lines?: string | readonly string[] }>
}

const TIMEOUT_MS = 60_000

export default async function FilePage({ params, searchParams }: PageProps) {
  const { repositoryId, revision, path = [] } = await params
  const [, line, endLine] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(String((await searchParams).lines ?? '')) ?? []
  return (
    <EvidencePage
      repositoryId={Number(repositoryId) || 0}
      read={async () => (
        <FileEvidence
          file={
            await readFileView(await getWorkspace(), {
              repositoryId: Number(repositoryId) || 0,
              path: path.map(decodeURIComponent).join('/'),
              revision: decodeURIComponent(revision),
              line: Number(line ?? 1),
              signal: AbortSignal.timeout(TIMEOUT_MS),
            })
          }
          line={line === undefined ? undefined : Number(line)}
          endLine={endLine === undefined ? undefined : Number(endLine)}
        />
      )}
    />
  )
}
