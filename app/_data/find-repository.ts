// The repository that a request means.
import type { Workspace } from '#agents/workspace.ts'
import type { Repository } from '#lib/db/repositories.ts'
import { SparkyError } from '#lib/errors.ts'

/**
 * By number, name, path or URL; without any: the only one there is.
 *
 * @throws SparkyError `repository/unknown`, `repository/ambiguous`
 */
export async function findRepository(
  { repositories }: Pick<Workspace, 'repositories'>,
  wanted: number | string | undefined,
): Promise<Repository> {
  const all = (await repositories.list()).filter(({ state }) => state !== 'removing')
  const found = await find(repositories, all, wanted)
  if (found && found.state !== 'removing') return found
  const names = all.map(({ name }) => name).join(', ')
  throw new SparkyError({
    code: wanted === undefined && all.length > 1 ? 'repository/ambiguous' : 'repository/unknown',
    message: wanted === undefined ? 'No repository is named.' : `There is no repository ${wanted}.`,
    remedy: names === '' ? 'Add one first.' : `Name one of: ${names}.`,
  })
}

async function find(
  repositories: Workspace['repositories'],
  all: readonly Repository[],
  wanted: number | string | undefined,
): Promise<Repository | undefined> {
  if (wanted === undefined) return all.length === 1 ? all[0] : undefined
  return typeof wanted === 'number' ? repositories.byId(wanted) : repositories.find(wanted)
}
