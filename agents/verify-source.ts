// Asks git whether a source is what it claims to be.
import type { OperationContext, Source } from './operations/operation.ts'

/** Files larger than this are not read to check a line number; their existence is checked. */
const READ_LIMIT_BYTES = 5 * 1024 * 1024

/** True when git has the commit, the path at that commit, the lines in that file and the quote on those lines. */
export async function verifySource(
  source: Source,
  context: Pick<OperationContext, 'objects' | 'revision'>,
): Promise<boolean> {
  switch (source.kind) {
    case 'commit':
    case 'tag':
      return source.sha !== undefined && (await context.objects.info(source.sha))?.type === 'commit'
    case 'file':
      return verifyLines(source, context)
    case 'query':
      return true
  }
}

async function verifyLines(source: Source, context: Pick<OperationContext, 'objects' | 'revision'>): Promise<boolean> {
  if (source.path === undefined) return false
  const content = await context.objects.read(`${source.sha ?? context.revision}:${source.path}`, READ_LIMIT_BYTES)
  if (content === undefined) return false
  const lines = content.toString('utf8').split('\n')
  const last = source.endLine ?? source.line ?? 1
  if (last > lines.length) return false
  if (source.quote === undefined) return true
  return lines
    .slice((source.line ?? 1) - 1, last)
    .join('\n')
    .includes(source.quote)
}
