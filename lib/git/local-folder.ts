// A local repository is used only when it and everything it points to lies inside the allowed roots.
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { SparkyError } from '../errors.ts'

/** Git itself follows alternates of alternates to this depth. */
const ALTERNATES_DEPTH = 5
/** A gitfile, commondir or alternates file is a few lines. */
const POINTER_LIMIT_BYTES = 64 * 1024

/**
 * The repository in a folder: a work tree, a linked work tree or a bare repository.
 *
 * @throws SparkyError `git/not-a-repository`; `git/unsafe-address` for a folder outside the roots; `git/unsafe-repository`
 *   for a `.git`, common folder, object store or alternate outside of them.
 */
export async function checkFolder(
  folder: string,
  allowedRoots: readonly string[],
): Promise<{ readonly kind: 'folder'; readonly path: string; readonly gitFolder: string }> {
  const path = await realpath(folder).catch((cause: unknown) => {
    throw notRepositoryError(folder, 'it cannot be opened', cause)
  })
  const roots = await realRoots(allowedRoots)
  if (!isInside(path, roots)) throw outsideAddressError(path)
  const gitFolder = await findGitFolder(path, roots)
  const commonFolder = await followCommonFolder(gitFolder, roots)
  for (const name of ['objects', 'refs']) await requireInside(join(commonFolder, name), roots, name)
  for (const file of ['HEAD', 'config']) await requireInside(join(gitFolder, file), roots, file, 'optional')
  for (const folder of ['objects', 'objects/pack']) await checkLinks(join(commonFolder, folder), roots)
  await checkAlternates(join(commonFolder, 'objects'), roots, ALTERNATES_DEPTH)
  return { kind: 'folder', path, gitFolder }
}

/** The folder that holds objects and refs: of a linked work tree that of its main repository. */
export async function commonFolderOf(gitFolder: string): Promise<string> {
  const pointer = await readPointer(join(gitFolder, 'commondir'))
  return pointer === undefined ? gitFolder : await realpath(resolve(gitFolder, pointer.trim()))
}

async function realRoots(roots: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)))
  return found.filter((root) => root !== undefined)
}

function isInside(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep))
}

async function findGitFolder(path: string, roots: readonly string[]): Promise<string> {
  const dotGit = join(path, '.git')
  const facts = await lstat(dotGit).catch(() => undefined)
  if (facts === undefined) {
    if (await isGitFolder(path)) return path
    throw notRepositoryError(path, await whereInstead(path))
  }
  const real = await requireInside(dotGit, roots, '.git')
  if ((await stat(real)).isDirectory()) return await requireGitFolder(real)
  const pointer = /^gitdir: (.+?)\r?\n?$/s.exec((await readPointer(real)) ?? '')?.[1]
  if (pointer === undefined) throw notRepositoryError(path, 'its .git is not a repository')
  return await requireGitFolder(await requireInside(resolve(dirname(real), pointer), roots, 'the target of .git'))
}

async function followCommonFolder(gitFolder: string, roots: readonly string[]): Promise<string> {
  const pointer = await readPointer(join(gitFolder, 'commondir'))
  if (pointer === undefined) return gitFolder
  return await requireInside(resolve(gitFolder, pointer.trim()), roots, 'commondir')
}

async function isGitFolder(folder: string): Promise<boolean> {
  const exists = async (name: string) => (await stat(join(folder, name)).catch(() => undefined)) !== undefined
  return (
    (await exists('HEAD')) && ((await exists('commondir')) || ((await exists('objects')) && (await exists('refs'))))
  )
}

async function requireGitFolder(folder: string): Promise<string> {
  if (await isGitFolder(folder)) return folder
  throw notRepositoryError(folder, 'it has no HEAD, objects and refs')
}

/** The real path of something a repository points to. */
async function requireInside(
  target: string,
  roots: readonly string[],
  name: string,
  presence: 'required' | 'optional' = 'required',
): Promise<string> {
  const real = await realpath(target).catch((cause: unknown) => {
    if (presence === 'optional') return undefined
    throw notRepositoryError(target, `${name} cannot be opened`, cause)
  })
  if (real === undefined) return target
  if (isInside(real, roots)) return real
  throw new SparkyError({
    code: 'git/unsafe-repository',
    message: `The repository is not used: ${name} leads to ${real}, outside the allowed folders.`,
    remedy: 'If the target is yours, add its folder to SPARKY_ROOTS.',
  })
}

/** A pack or a folder of loose objects that is only a link would be an alternate by another name. */
async function checkLinks(folder: string, roots: readonly string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isSymbolicLink())
      await requireInside(join(folder, entry.name), roots, `the link ${entry.name}`, 'optional')
  }
}

/** @see https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates */
async function checkAlternates(objectsFolder: string, roots: readonly string[], depth: number): Promise<void> {
  const text = await readPointer(join(objectsFolder, 'info', 'alternates'))
  for (const line of (text ?? '').split('\n')) {
    const entry = unquote(line.trim())
    if (entry === '' || entry.startsWith('#')) continue
    const target = isAbsolute(entry) ? entry : resolve(objectsFolder, entry)
    const real = await requireInside(target, roots, 'an alternate object store', 'optional')
    if (depth > 0) await checkAlternates(real, roots, depth - 1)
  }
}

function unquote(line: string): string {
  if (!line.startsWith('"')) return line
  return line
    .replace(/^"|"$/g, '')
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : code,
    )
}

async function readPointer(file: string): Promise<string | undefined> {
  const facts = await stat(file).catch(() => undefined)
  if (facts === undefined) return undefined
  if (!facts.isFile() || facts.size > POINTER_LIMIT_BYTES) throw notRepositoryError(file, 'it is not a short file')
  return await readFile(file, 'utf8')
}

/** Someone who names a folder inside a repository meant that repository. */
async function whereInstead(path: string): Promise<string> {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (await isGitFolder(join(folder, '.git'))) return `it is a folder inside ${folder}`
  }
  return 'it has no .git'
}

function notRepositoryError(path: string, reason: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'git/not-a-repository',
    message: `${path} is not a git repository: ${reason}.`,
    remedy: 'Give the top folder of a repository (the one that holds .git), or a bare repository.',
    ...(cause === undefined ? {} : { cause }),
  })
}

function outsideAddressError(path: string): SparkyError {
  return new SparkyError({
    code: 'git/unsafe-address',
    message: `The folder ${path} is outside the allowed folders.`,
    remedy: 'Add its folder to SPARKY_ROOTS.',
  })
}
