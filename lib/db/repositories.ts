// The repositories that Sparky knows: found by name, path or URL, and removed with everything that belongs to them.
import { eq } from 'drizzle-orm'
import { repositories } from '#drizzle/schema.ts'
import { type ErrorReport, SparkyError } from '#lib/errors.ts'
import type { Database } from './database.ts'
import { chooseRepository } from './find-repository.ts'
import { storable } from './json-text.ts'
import { removeRepositoryRows } from './remove-repository.ts'
import { sqlStateOf } from './sql-error.ts'
import { StoredError } from './stored-json.ts'

type RepositoryRow = typeof repositories.$inferSelect

/** One repository; the columns of the table of that name. */
export type Repository = Readonly<Omit<RepositoryRow, 'error'>> & { readonly error: ErrorReport | null }

/** What can change about a repository after it was added. */
export type RepositoryPatch = Partial<
  Pick<Repository, 'name' | 'defaultBranch' | 'headOid' | 'state' | 'error' | 'refreshedAtMs'>
>

/** So many repositories are listed and searched at most. */
export const REPOSITORY_LIMIT = 1_000

export interface RepositoryStore {
  /** By name, at most REPOSITORY_LIMIT; those in state `removing` too, so that a start can go on removing them. */
  list(): Promise<readonly Repository[]>
  byId(id: number): Promise<Repository | undefined>
  byName(name: string): Promise<Repository | undefined>
  byAddress(address: string): Promise<Repository | undefined>
  /**
   * What a person may mean: a name, its last part, a path or a URL; those in state `removing` are left out.
   *
   * @throws SparkyError `repository/ambiguous` when several fit equally well.
   */
  find(text: string): Promise<Repository | undefined>
  /**
   * Adds one in state `adding`. When the name is taken, a number is appended ("app-2").
   *
   * @throws SparkyError `repository/duplicate` when the address is known already.
   */
  add(repository: { name: string; address: string; kind: 'folder' | 'remote' }): Promise<Repository>
  /** @throws SparkyError `repository/unknown`; `repository/duplicate` when a new name is taken. */
  update(id: number, patch: RepositoryPatch): Promise<Repository>
  /**
   * Removes it and all rows that belong to it, in small steps; after a kill the same call goes on. Nothing happens when it is gone.
   * Whatever writes for this repository must have stopped.
   *
   * @throws SparkyError `run/aborted` when `signal` aborts between two steps.
   */
  remove(id: number, o?: { readonly signal?: AbortSignal }): Promise<void>
}

export function createRepositoryStore(db: Database): RepositoryStore {
  const one = async (rows: Promise<RepositoryRow[]>) => {
    const [row] = await rows
    return row && toRepository(row)
  }
  const select = () => db.orm.select().from(repositories)
  const store: RepositoryStore = {
    async list() {
      const rows = await select().orderBy(repositories.name).limit(REPOSITORY_LIMIT)
      return rows.map(toRepository)
    },
    byId: (id) => one(select().where(eq(repositories.id, id))),
    byName: (name) => one(select().where(eq(repositories.name, name))),
    byAddress: (address) => one(select().where(eq(repositories.address, address))),
    async find(text) {
      return chooseRepository(
        (await store.list()).filter((repository) => repository.state !== 'removing'),
        text,
      )
    },
    async add({ name, address, kind }) {
      for (let number = 1; number <= REPOSITORY_LIMIT; number += 1) {
        const [row] = await db.orm
          .insert(repositories)
          .values({
            name: number === 1 ? name : `${name}-${number}`,
            address,
            kind,
            state: 'adding',
            addedAtMs: Date.now(),
          })
          .onConflictDoNothing()
          .returning()
        if (row) return toRepository(row)
        const known = await store.byAddress(address)
        if (known) throw duplicate(`${address} is known already, as ${known.name}`)
      }
      throw duplicate(`The name ${name} is taken`)
    },
    async update(id, patch) {
      try {
        const row = await one(
          db.orm.update(repositories).set(storable(patch)).where(eq(repositories.id, id)).returning(),
        )
        if (row) return row
      } catch (error) {
        if (sqlStateOf(error) === UNIQUE_VIOLATION) throw duplicate(`The name ${patch.name} is taken`)
        throw error
      }
      throw new SparkyError({
        code: 'repository/unknown',
        message: `There is no repository with the number ${id}.`,
        remedy: 'It may have been removed: list the repositories with `./sparky repos`.',
      })
    },
    async remove(id, { signal } = {}) {
      await db.orm.update(repositories).set({ state: 'removing' }).where(eq(repositories.id, id))
      await removeRepositoryRows(db, id, signal)
      await db.orm.delete(repositories).where(eq(repositories.id, id))
    },
  }
  return store
}

/** SQLSTATE 23505. */
const UNIQUE_VIOLATION = '23505'

function toRepository(row: RepositoryRow): Repository {
  return { ...row, error: StoredError.nullable().parse(row.error) }
}

function duplicate(what: string): SparkyError {
  return new SparkyError({
    code: 'repository/duplicate',
    message: `${what}.`,
    remedy: 'Use the repository that is there, or choose another name.',
  })
}
