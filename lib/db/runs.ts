// The runs of a chat and their append-only event log, from which an answer is replayed, resumed and audited.
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
import { runEvents, runs } from '#drizzle/schema.ts'
import type { Answer, RunEvent } from '#lib/events.ts'
import type { Database } from './database.ts'
import { jsonText } from './json-text.ts'

type RunRow = typeof runs.$inferSelect

/** One question and its answer; the columns of the table `runs`. */
export type Run = Readonly<Omit<RunRow, 'answer'>> & { readonly answer: Answer | null }

/** So many runs of a chat are listed, the last ones. */
export const RUN_LIMIT = 500
/** So many events are read at once. */
export const EVENT_LIMIT = 10_000
/** With several processes on one server, a run that said nothing for so long has lost its process: no model call may last longer. */
const SILENCE_LIMIT_MS = 15 * 60_000

export interface RunStore {
  /** Opens a run in status `running`. */
  create(run: {
    readonly id: string
    readonly chatId: string | null
    readonly repositoryId: number
    readonly question: string
  }): Promise<Run>
  get(id: string): Promise<Run | undefined>
  /** Closes a run; one that is closed already stays as it is. */
  finish(
    id: string,
    end: {
      readonly status: 'finished' | 'stopped' | 'failed'
      readonly answer: Answer | null
      readonly revision: string | null
    },
  ): Promise<void>
  /** Of one chat, in the order of the questions; the last RUN_LIMIT. */
  listByChat(chatId: string): Promise<readonly Run[]>
  /** Appends in one statement. An event that is stored already (same run and sequence) is left as it is. */
  appendEvents(events: readonly RunEvent[]): Promise<void>
  /** Those after `afterSequence`, in order; at most EVENT_LIMIT: ask again after the last one until none comes. */
  events(runId: string, afterSequence: number): Promise<readonly RunEvent[]>
  /**
   * Closes as `failed` the runs that a dead process left `running`, and gives them back; their last event is the caller's.
   *
   * Call it once at start, before the first run. On a Postgres server, where other processes may be alive, only runs without an
   * event for fifteen minutes count.
   */
  markInterrupted(): Promise<readonly Run[]>
}

export function createRunStore(db: Database): RunStore {
  return {
    async create(run) {
      const [row] = await db.orm
        .insert(runs)
        .values({ ...run, status: 'running', startedAtMs: Date.now() })
        .returning()
      if (!row) throw new Error('An insert returned no row.')
      return toRun(row)
    },
    async get(id) {
      const [row] = await db.orm.select().from(runs).where(eq(runs.id, id))
      return row && toRun(row)
    },
    async finish(id, { status, answer, revision }) {
      await db.orm
        .update(runs)
        .set({
          status,
          answer: answer === null ? null : sql`${jsonText(answer)}::jsonb`,
          revision,
          endedAtMs: Date.now(),
        })
        .where(and(eq(runs.id, id), eq(runs.status, 'running')))
    },
    async listByChat(chatId) {
      const rows = await db.orm
        .select()
        .from(runs)
        .where(eq(runs.chatId, chatId))
        .orderBy(desc(runs.startedAtMs), desc(runs.id))
        .limit(RUN_LIMIT)
      return rows.reverse().map(toRun)
    },
    async appendEvents(events) {
      if (events.length === 0) return
      await db.query(
        `INSERT INTO run_events (run_id, sequence, at_ms, type, agent, body)
         SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::jsonb[])
         ON CONFLICT (run_id, sequence) DO NOTHING`,
        [
          events.map((event) => event.runId),
          events.map((event) => event.sequence),
          events.map((event) => event.atMs),
          events.map((event) => event.type),
          events.map((event) => event.agent ?? null),
          events.map(bodyOf),
        ],
      )
    },
    async events(runId, afterSequence) {
      const rows = await db.orm
        .select()
        .from(runEvents)
        .where(and(eq(runEvents.runId, runId), gt(runEvents.sequence, afterSequence)))
        .orderBy(asc(runEvents.sequence))
        .limit(EVENT_LIMIT)
      return rows.map(toEvent)
    },
    async markInterrupted() {
      const quietSinceMs = db.kind === 'pglite' ? Number.MAX_SAFE_INTEGER : Date.now() - SILENCE_LIMIT_MS
      const lastEventAtMs = sql`(SELECT max(${runEvents.atMs}) FROM ${runEvents} WHERE ${runEvents.runId} = ${runs.id})`
      const rows = await db.orm
        .update(runs)
        .set({ status: 'failed', endedAtMs: Date.now() })
        .where(and(eq(runs.status, 'running'), sql`coalesce(${lastEventAtMs}, ${runs.startedAtMs}) < ${quietSinceMs}`))
        .returning()
      return rows.map(toRun)
    },
  }
}

function bodyOf({ runId, sequence, atMs, type, agent, ...body }: RunEvent): string {
  return jsonText(body)
}

function toEvent(row: typeof runEvents.$inferSelect): RunEvent {
  const { runId, sequence, atMs, type, agent, body } = row
  const whole = { ...Object(body), type, runId, sequence, atMs, ...(agent === null ? {} : { agent }) }
  // The table is append-only and appendEvents is its only writer: what it took apart is put together again.
  return whole as RunEvent
}

function toRun(row: RunRow): Run {
  // `finish` is the only writer of this column.
  return { ...row, answer: row.answer as Answer | null }
}
