// How far every repository is, for the home page and its refresh.
import type { RepositoryProgress, Workspace } from '#agents/workspace.ts'

/** By name; those that are being removed are left out. */
export async function listProgress(
  workspace: Pick<Workspace, 'repositories' | 'progress'>,
): Promise<readonly RepositoryProgress[]> {
  const all = (await workspace.repositories.list()).filter(({ state }) => state !== 'removing')
  const progress = await Promise.allSettled(all.map(({ id }) => workspace.progress(id)))
  // One that was removed meanwhile has no progress, and that is no failure of the list.
  return progress.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}
