// One repository ready to be compared: its whole index, what operations get, and plain git beside it.
import type { OperationContext } from '#agents/operations/operation.ts'
import type { Database } from '#lib/db/database.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import { ingestChangedLines } from '#lib/history/ingest.ts'
import type { Compared } from './differences.ts'
import { openHistory } from './open-history.ts'
import { readPlainHistory } from './plain-history.ts'
import { createSample } from './sample.ts'

/** After every tag that anyone has dated. */
const NOW_S = 32_503_680_000

export async function openCompared(
  db: Database,
  gitFolder: string,
  sample: { readonly size: number; readonly seed: number },
): Promise<Compared & { close(): Promise<void> }> {
  const { context: history, reach } = await openHistory(db, gitFolder)
  const { signal } = new AbortController()
  await ingestChangedLines({ ...history, signal })
  const plain = await readPlainHistory(gitFolder)
  const objects = openObjectReader(gitFolder)
  // No operation that is compared reads the index of the code: what git cannot answer is not compared.
  const code = undefined as unknown as OperationContext['code']
  return {
    context: {
      history,
      reach,
      objects,
      code,
      repositoryName: 'compared',
      repositories: async () => [],
      revision: plain.head,
      nowS: NOW_S,
      signal,
    },
    history: plain,
    sample: createSample(sample),
    close: () => objects.close(),
  }
}
