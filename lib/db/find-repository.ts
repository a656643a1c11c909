// Which repository a person means by a name, a path or a URL.
import { SparkyError } from '#lib/errors.ts'

interface Findable {
  readonly name: string
  readonly address: string
}

/**
 * The repository that fits best: exact name or address, then the same without regard to case, `.git` and closing slashes, then the
 * last part of the name ("flask" for "pallets/flask"). Undefined when none fits.
 *
 * @throws SparkyError `repository/ambiguous` when several fit equally well; the message names up to five.
 */
export function chooseRepository<T extends Findable>(repositories: readonly T[], text: string): T | undefined {
  const wanted = plain(text)
  if (wanted === '') return undefined
  const levels: readonly ((repository: T) => boolean)[] = [
    (repository) => repository.name === text || repository.address === text,
    (repository) => plain(repository.name) === wanted || plain(repository.address) === wanted,
    (repository) => plain(repository.name).split('/').at(-1) === wanted,
  ]
  for (const fits of levels) {
    const found = repositories.filter(fits)
    if (found.length > 1) throw ambiguous(text, found)
    if (found[0]) return found[0]
  }
  return undefined
}

function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\/?\.git$/, '')
}

function ambiguous(text: string, found: readonly Findable[]): SparkyError {
  const names = found.slice(0, 5).map((repository) => repository.name)
  return new SparkyError({
    code: 'repository/ambiguous',
    message: `"${text}" can mean ${found.length} repositories: ${names.join(', ')}${found.length > 5 ? ' …' : ''}.`,
    remedy: 'Give the full name.',
  })
}
