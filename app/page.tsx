// Home: add a repository, see how far each is, choose one.
import { RepositoryList } from '#app/_components/repository-list.tsx'
import { listProgress } from '#app/_data/list-progress.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export default async function HomePage() {
  const workspace = await getWorkspace()
  return (
    <main className="mx-auto w-full max-w-3xl overflow-y-auto px-4 py-8">
      <h1 className="text-xl font-semibold tracking-tight">Ask your repositories</h1>
      <p className="mt-1 text-muted">
        Code and whole history, answered on this machine. Every commit, line, number, date and name is checked against
        git.
      </p>
      <RepositoryList initial={await listProgress(workspace)} />
    </main>
  )
}
