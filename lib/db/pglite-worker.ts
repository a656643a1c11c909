// The thread of the embedded database: PGlite runs on the thread that calls it, so it gets one of its own.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { vector } from '@electric-sql/pglite-pgvector'
import type { PgliteReply, PgliteRequest, PgliteResult, PgliteStart } from './pglite-protocol.ts'
import { refusalOf } from './sql-error.ts'
import { PARSED_TYPES, parserOf } from './values.ts'

const NOTHING: PgliteResult = { fields: [], rows: [], affectedRows: 0 }

if (parentPort) await serve(parentPort, workerData)

async function serve(port: MessagePort, start: PgliteStart): Promise<void> {
  const reply = (message: PgliteReply) => port.postMessage(message)
  let pglite: PGlite
  try {
    pglite = await open(start)
  } catch (error) {
    reply({ id: 0, ok: false, refusal: refusalOf(error) })
    return
  }
  reply({ id: 0, ok: true, result: NOTHING })
  port.on('message', (request: PgliteRequest) => {
    answer(pglite, request).then(
      (result) => reply({ id: request.id, ok: true, result }),
      (error: unknown) => reply({ id: request.id, ok: false, refusal: refusalOf(error) }),
    )
  })
}

async function open(start: PgliteStart): Promise<PGlite> {
  const pglite = await PGlite.create({
    dataDir: start.databaseFolder ?? 'memory://',
    extensions: { vector, pg_trgm },
    ...(start.template ? { loadDataDir: new Blob([Uint8Array.from(start.template)]) } : {}),
  })
  // Parameters arrive as text already, and every type is read by the parser that the other engine uses too.
  for (const oid of Object.keys(pglite.serializers)) pglite.serializers[Number(oid)] = (value: string) => value
  for (const oid of [...Object.keys(pglite.parsers), ...PARSED_TYPES])
    pglite.parsers[Number(oid)] = parserOf(Number(oid))
  return pglite
}

/** PGlite takes one statement at a time and in order, so requests are answered in the order in which they came. */
async function answer(pglite: PGlite, request: PgliteRequest): Promise<PgliteResult> {
  switch (request.kind) {
    case 'run': {
      const result = await pglite.query<unknown[]>(request.sql, [...request.parameters], { rowMode: 'array' })
      return {
        fields: result.fields.map((field) => field.name),
        rows: result.rows,
        affectedRows: result.affectedRows ?? 0,
      }
    }
    case 'copy': {
      const result = await pglite.query(request.sql, [], { blob: new Blob([request.bytes]) })
      return { ...NOTHING, affectedRows: result.affectedRows ?? 0 }
    }
    case 'dump': {
      const file = await pglite.dumpDataDir('none')
      return { ...NOTHING, dump: new Uint8Array(await file.arrayBuffer()) }
    }
    case 'close':
      await pglite.close()
      return NOTHING
  }
}
