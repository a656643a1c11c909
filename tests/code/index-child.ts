// Runs the code stages in a process that a test kills: says every step of progress, then "done".

import { openCodeThread } from '#lib/code/code-thread.ts'
import { chunkBlobs, embedChunks } from '#lib/code/meaning/code-stages.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { openPglite } from '#lib/db/pglite.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import { createHashedEmbedder } from './hashed-embedder.ts'

const [dataFolder = '', gitFolder = '', revision = ''] = process.argv.slice(2)
const db = await openPglite({ dataFolder, rootFolder: process.cwd() })
const repositories = createRepositoryStore(db)
const repository =
  (await repositories.byAddress(gitFolder)) ??
  (await repositories.add({ name: 'killed', address: gitFolder, kind: 'folder' }))
const stages = createStageStore(db)
const thread = openCodeThread({ rootFolder: process.cwd() })
const context = {
  ...{ db, stages, gitFolder, thread, revision },
  repositoryId: repository.id,
  batchRows: 10,
  signal: new AbortController().signal,
  onProgress: ({ done, total }: { done: number; total: number }) => process.stdout.write(`${done} of ${total}\n`),
}
for (const [stage, run] of [
  ['chunks', () => chunkBlobs(context)],
  ['embeddings', () => embedChunks({ ...context, embedder: createHashedEmbedder(), vectors: createPgvectorStore(db) })],
] as const) {
  await stages.begin(repository.id, stage, { unit: 'files' })
  await run()
  await stages.finish(repository.id, stage)
}
process.stdout.write('done\n')
await thread.close()
await db.close()
