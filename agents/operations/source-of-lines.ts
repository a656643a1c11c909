// Lines of a file at the revision of the question as a source of an answer.
import type { OperationContext, Source } from './operation.ts'

export function sourceOfLines(
  { revision }: Pick<OperationContext, 'revision'>,
  { path, startLine, endLine }: { readonly path: string; readonly startLine: number; readonly endLine: number },
): Source {
  const range = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`
  return { kind: 'file', sha: revision, path, line: startLine, endLine, label: `${path}:${range}`, verified: false }
}
