// The stages of indexing a repository: how far each is, what it left out, and where it goes on after a kill.
import { and, eq, sql } from 'drizzle-orm'
import { stages } from '#drizzle/schema.ts'
import { type ErrorReport, toSparkyError } from '#lib/errors.ts'
import type { Queryable } from './database.ts'
import { jsonText } from './json-text.ts'
import { type Skipped, StoredError, StoredSkipped } from './stored-json.ts'

type StageRow = typeof stages.$inferSelect

/** One stage; the columns of the table of that name. `cursor` is whatever the stage stored. */
export type Stage = Readonly<Omit<StageRow, 'error' | 'skipped'>> & {
  readonly error: ErrorReport | null
  readonly skipped: readonly Skipped[]
}

/** So many examples are kept for each reason. */
const EXAMPLE_LIMIT = 5
/** So many reasons are told apart; further ones are counted together. */
const REASON_LIMIT = 20

export interface StageStore {
  /** In order of their start, those that never started last. */
  list(repositoryId: number): Promise<readonly Stage[]>
  get(repositoryId: number, stage: string): Promise<Stage | undefined>
  /**
   * Marks the stage as running. One that had not ended goes on: `done`, `skipped` and `cursor` are kept. One that was done counts
   * anew, with its cursor kept.
   */
  begin(repositoryId: number, stage: string, o: { unit: string; total?: number }): Promise<Stage>
  /** Give `cursor` in the same transaction as the rows that it stands for. `total` and `cursor` stay when absent. */
  progress(repositoryId: number, stage: string, o: { done: number; total?: number; cursor?: unknown }): Promise<void>
  /** Adds to what was left out for `reason`; five examples a reason are kept. */
  skip(repositoryId: number, stage: string, o: { reason: string; count: number; example?: string }): Promise<void>
  finish(repositoryId: number, stage: string): Promise<void>
  fail(repositoryId: number, stage: string, error: unknown): Promise<void>
  /** Back to `waiting`: what the stage needs is not there yet. */
  postpone(repositoryId: number, stage: string): Promise<void>
  /** Forgets everything about the stage, its cursor too. */
  reset(repositoryId: number, stage: string): Promise<void>
}

/** The store on a database, or on a transaction to make progress and rows one step. */
export function createStageStore(db: Queryable): StageStore {
  const place = (repositoryId: number, stage: string) =>
    and(eq(stages.repositoryId, repositoryId), eq(stages.stage, stage))
  const json = (value: unknown) => sql`${jsonText(value)}::jsonb`
  return {
    async list(repositoryId) {
      const rows = await db.orm
        .select()
        .from(stages)
        .where(eq(stages.repositoryId, repositoryId))
        .orderBy(sql`${stages.startedAtMs} NULLS LAST`, stages.stage)
      return rows.map(toStage)
    },
    async get(repositoryId, stage) {
      const [row] = await db.orm.select().from(stages).where(place(repositoryId, stage))
      return row && toStage(row)
    },
    async begin(repositoryId, stage, { unit, total }) {
      const whenDone = (then: unknown, otherwise: unknown) =>
        sql`CASE WHEN ${stages.status} = 'done' THEN ${then} ELSE ${otherwise} END`
      const [row] = await db.orm
        .insert(stages)
        .values({ repositoryId, stage, unit, total: total ?? null, status: 'running', startedAtMs: Date.now() })
        .onConflictDoUpdate({
          target: [stages.repositoryId, stages.stage],
          set: {
            status: 'running',
            unit,
            total: total ?? whenDone(sql`NULL`, stages.total),
            done: whenDone(sql`0`, stages.done),
            skipped: whenDone(sql`'[]'::jsonb`, stages.skipped),
            error: null,
            startedAtMs: Date.now(),
            endedAtMs: null,
          },
        })
        .returning()
      if (!row) throw new Error('An upsert returned no row.')
      return toStage(row)
    },
    async progress(repositoryId, stage, { done, total, cursor }) {
      await db.orm
        .update(stages)
        .set({
          done,
          ...(total === undefined ? {} : { total }),
          ...(cursor === undefined ? {} : { cursor: json(cursor) }),
        })
        .where(place(repositoryId, stage))
    },
    async skip(repositoryId, stage, skipped) {
      await db.orm.transaction(async (tx) => {
        const [row] = await tx.select().from(stages).where(place(repositoryId, stage)).for('update')
        if (!row) return
        const all = addSkipped(toStage(row).skipped, skipped)
        await tx
          .update(stages)
          .set({ skipped: json(all) })
          .where(place(repositoryId, stage))
      })
    },
    async finish(repositoryId, stage) {
      await db.orm
        .update(stages)
        .set({ status: 'done', error: null, endedAtMs: Date.now() })
        .where(place(repositoryId, stage))
    },
    async fail(repositoryId, stage, error) {
      const { code, message, remedy, retryable } = toSparkyError(error)
      await db.orm
        .update(stages)
        .set({ status: 'failed', error: json({ code, message, remedy, retryable }), endedAtMs: Date.now() })
        .where(place(repositoryId, stage))
    },
    async postpone(repositoryId, stage) {
      await db.orm.update(stages).set({ status: 'waiting' }).where(place(repositoryId, stage))
    },
    async reset(repositoryId, stage) {
      await db.orm.delete(stages).where(place(repositoryId, stage))
    },
  }
}

/** What was left out so far, and one more. */
export function addSkipped(
  all: readonly Skipped[],
  { reason, count, example }: { reason: string; count: number; example?: string },
): readonly Skipped[] {
  const known = all.some((skipped) => skipped.reason === reason)
  const name = known || all.length < REASON_LIMIT ? reason : 'other reasons'
  const former = all.find((skipped) => skipped.reason === name)
  const examples = [...(former?.examples ?? []), ...(example === undefined ? [] : [example])].slice(0, EXAMPLE_LIMIT)
  const next = { reason: name, count: (former?.count ?? 0) + count, examples }
  return former ? all.map((skipped) => (skipped === former ? next : skipped)) : [...all, next]
}

function toStage(row: StageRow): Stage {
  return { ...row, error: StoredError.nullable().parse(row.error), skipped: StoredSkipped.parse(row.skipped) }
}
