// Ingests a repository in a process that a test kills: says every step of progress, then "done".

import { openPglite } from '#lib/db/pglite.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'

const [dataFolder = '', gitFolder = ''] = process.argv.slice(2)
const db = await openPglite({ dataFolder, rootFolder: process.cwd() })
const repositories = createRepositoryStore(db)
const repository =
  (await repositories.byAddress(gitFolder)) ??
  (await repositories.add({ name: 'killed', address: gitFolder, kind: 'folder' }))
const context = { db, gitFolder, repositoryId: repository.id }
const onProgress = ({ done, total }: { done: number; total: number | undefined }) =>
  process.stdout.write(`${done} of ${total}\n`)
await ingestCommits({ ...context, onProgress, transactionRows: 40 })
await ingestChangedLines({ ...context, onProgress, blockCommits: 10 })
process.stdout.write('done\n')
await db.close()
