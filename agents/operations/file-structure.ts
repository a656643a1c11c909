// What a file defines at a revision, asked of the thread of the code.
import type { FileStructure } from '#lib/code/structure/structure.ts'
import type { OperationContext } from './operation.ts'

/** Undefined when there is no such file. */
export async function structureAt(
  { code, objects, signal }: OperationContext,
  { revision, path }: { readonly revision: string; readonly path: string },
): Promise<FileStructure | undefined> {
  const info = await objects.info(`${revision}:${path}`)
  if (info?.type !== 'blob') return undefined
  const [structure] = await code.structuresOf([{ oid: info.oid, path }], { revision, signal })
  return structure
}
