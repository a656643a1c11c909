// The thread of the embedded database: PGlite runs on the thread that calls it, so it gets one of its own.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { vector } from '@electric-sql/pglite-pgvector'
import {
  DEATH_ID,
  OPEN_ID,
  type PgliteReply,
  type PgliteRequest,
  type PgliteResult,
  type PgliteStart,
} from './pglite-protocol.ts'
import { refusalOf, type SqlRefusal } from './sql-error.ts'
import { decodeAnswer, encodeStatement } from './wire.ts'

const NOTHING: PgliteResult = { fields: [], columns: [], rowCount: 0, affectedRows: 0 }

/** For one connection on one machine: memory is scarce, the disk has no heads to move, and there is no compiler for queries. */
const SETTINGS = [
  'shared_buffers=64MB',
  'effective_cache_size=512MB',
  'random_page_cost=1.1',
  'jit=off',
  'max_wal_size=256MB',
]

if (parentPort) await serve(parentPort, workerData)

async function serve(port: MessagePort, start: PgliteStart): Promise<void> {
  const reply = (message: PgliteReply) => port.postMessage(message, message.ok ? transferable(message.result) : [])
  const giveUp = (refusal: SqlRefusal) => {
    reply({ id: DEATH_ID, ok: false, refusal })
    // PGlite goes on calling a Postgres that has panicked, for ever: only the end of the thread ends that.
    process.exit(1)
  }
  let lastFatal: string | undefined
  let pglite: PGlite
  try {
    pglite = await PGlite.create({
      dataDir: start.databaseFolder ?? 'memory://',
      extensions: { vector, pg_trgm },
      startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
      ...(start.template ? { loadDataDir: new Blob([start.template]) } : {}),
      onStderr(line) {
        const [, level, message] = /\b(FATAL|PANIC): +(.*)/s.exec(line) ?? []
        if (level === 'PANIC' || line.startsWith('Aborted(')) giveUp({ message: message ?? line })
        lastFatal ??= message
        return false
      },
    })
  } catch (error) {
    const refusal = refusalOf(error)
    reply({ id: OPEN_ID, ok: false, refusal: lastFatal === undefined ? refusal : { ...refusal, message: lastFatal } })
    return
  }
  reply({ id: OPEN_ID, ok: true, result: NOTHING })
  // One request after the other: requests are answered in the order in which they came.
  let last = Promise.resolve()
  port.on('message', (request: PgliteRequest) => {
    last = last.then(async () => reply(await answer(pglite, request)))
  })
}

async function answer(pglite: PGlite, request: PgliteRequest): Promise<PgliteReply> {
  const { id } = request
  try {
    switch (request.kind) {
      case 'run': {
        const answered = decodeAnswer(await runStatement(pglite, encodeStatement(request.sql, request.parameters)))
        return 'refusal' in answered ? { id, ok: false, refusal: answered.refusal } : { id, ok: true, result: answered }
      }
      case 'copy': {
        const result = await pglite.query(request.sql, [], { blob: new Blob([request.bytes]) })
        return { id, ok: true, result: { ...NOTHING, affectedRows: result.affectedRows ?? 0 } }
      }
      case 'dump': {
        const file = await pglite.dumpDataDir('none')
        return { id, ok: true, result: { ...NOTHING, dump: new Uint8Array(await file.arrayBuffer()) } }
      }
      case 'close':
        await pglite.close()
        return { id, ok: true, result: NOTHING }
    }
  } catch (error) {
    return { id, ok: false, refusal: refusalOf(error) }
  }
}

async function runStatement(pglite: PGlite, message: Uint8Array): Promise<Buffer> {
  const chunks: Buffer[] = []
  await pglite.execProtocolRawStream(message, {
    // The bytes lie in the memory of Postgres, which goes on using it.
    onRawData: (bytes) => void chunks.push(Buffer.from(bytes)),
  })
  return Buffer.concat(chunks)
}

function transferable(result: PgliteResult): ArrayBuffer[] {
  const numbers = result.columns.filter((column) => column instanceof Float64Array)
  return [...numbers, ...(result.dump ? [result.dump] : [])].map((array) => array.buffer)
}
