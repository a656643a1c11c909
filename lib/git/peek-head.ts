// A look at the commit that HEAD of a local repository names, by reading its files: no process, no lock, a fraction of a millisecond.
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commonFolderOf } from './local-folder.ts'
import { isOid } from './revisions.ts'

/** HEAD and a loose ref are one line. */
const REF_LIMIT_BYTES = 4 * 1024
/** 50,000 packed refs; a longer list is not worth a look that must be cheap. */
const PACKED_LIMIT_BYTES = 4 * 1024 * 1024
const DEPTH = 5

/**
 * The object id of HEAD; undefined when there are no commits, and when its files do not tell (reftable, a very long list).
 *
 * @param gitFolder  A folder that `checkFolder` has let pass.
 */
export async function peekHead(gitFolder: string): Promise<string | undefined> {
  const commonFolder = await commonFolderOf(gitFolder)
  let text = await readSmall(join(gitFolder, 'HEAD'), REF_LIMIT_BYTES)
  for (let depth = 0; text !== undefined && depth < DEPTH; depth += 1) {
    const value = text.trim()
    if (isOid(value)) return value
    const name = /^ref: (refs\/heads\/\S+)$/.exec(value)?.[1]
    if (name === undefined || name.split('/').includes('..')) return undefined
    const loose = await readSmall(join(commonFolder, name), REF_LIMIT_BYTES)
    if (loose === undefined)
      return findPacked(await readSmall(join(commonFolder, 'packed-refs'), PACKED_LIMIT_BYTES), name)
    text = loose
  }
  return undefined
}

function findPacked(packed: string | undefined, name: string): string | undefined {
  const end = packed?.indexOf(` ${name}\n`) ?? -1
  const oid = end < 0 ? '' : (packed?.slice(packed.lastIndexOf('\n', end) + 1, end) ?? '')
  return isOid(oid) ? oid : undefined
}

/** Only a plain file: a link could lead anywhere. */
async function readSmall(file: string, limitBytes: number): Promise<string | undefined> {
  const facts = await lstat(file).catch(() => undefined)
  if (facts === undefined || !facts.isFile() || facts.size > limitBytes) return undefined
  return readFile(file, 'latin1').catch(() => undefined)
}
