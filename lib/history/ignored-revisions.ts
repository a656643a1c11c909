// The commits that a repository asks blame to pass by: its list of mass reformattings.
import { IGNORED_LIMIT } from '#lib/git/blame.ts'
import type { ObjectReader } from '#lib/git/objects.ts'
import { isOid } from '#lib/git/revisions.ts'

/** The name that git's manual gives as example and that hosts of repositories read. */
const FILE = '.git-blame-ignore-revs'
/** A line of it is 41 bytes and a comment. */
const FILE_LIMIT_BYTES = 256 * 1024

/**
 * Full ids of commits listed in `.git-blame-ignore-revs` as of `revision`; the first IGNORED_LIMIT that are commits here.
 *
 * Read as data: git itself never gets to see the file, whose other lines would make it fail.
 *
 * @see https://git-scm.com/docs/git-blame#Documentation/git-blame.txt---ignore-revs-fileltfilegt
 */
export async function ignoredRevisions(objects: ObjectReader, revision: string): Promise<readonly string[]> {
  const name = `${revision}:${FILE}`
  const info = await objects.info(name)
  if (info === undefined || info.type !== 'blob' || info.sizeBytes > FILE_LIMIT_BYTES) return []
  const text = (await objects.read(name))?.toString('latin1') ?? ''
  const listed = text.split('\n').map((line) => line.replace(/#.*/, '').trim().toLowerCase())
  const oids = [...new Set(listed.filter(isOid))].slice(0, IGNORED_LIMIT)
  const infos = await Promise.all(oids.map((oid) => objects.info(oid)))
  return oids.filter((_, index) => infos[index]?.type === 'commit')
}
