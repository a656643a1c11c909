// Turns commit records into rows with small numbers for ids, and writes them in short transactions.
import type { CopyValue, Database, Queryable } from '#lib/db/database.ts'
import type { CommitRecord } from '#lib/git/log-stream.ts'

/** Writes commits in the order given: parents before children, so that ids rise along history. */
export interface CommitWriter {
  /**
   * Writes the records that are not there yet in one transaction, with `inTransaction` in the same one; resolves to how
   * many were new.
   */
  write(records: readonly CommitRecord[], inTransaction: (tx: Queryable) => Promise<void>): Promise<number>
  /** Commits of the repository that are written by now: also the highest id. */
  readonly commitCount: number
}

/** Longest name or address kept: both together fit an index of Postgres (2,704 bytes) in any script. */
const NAME_LIMIT_CHARACTERS = 300

/** Parents kept of one commit: they lie in an index too. The largest merge of Linux has 66. */
const PARENTS_LIMIT = 500

const COMMIT_COLUMNS = [
  ...['repository_id', 'id', 'oid', 'parents', 'author_identity_id', 'committer_identity_id', 'authored_at_s'],
  ...['authored_offset_minutes', 'committed_at_s', 'subject', 'body', 'files_changed'],
]
const CHANGE_COLUMNS = [
  ...['repository_id', 'commit_id', 'path_id', 'status', 'old_path_id', 'similarity'],
  ...['author_identity_id', 'authored_at_s', 'committed_at_s'],
]

/** Rows of one transaction, by table. */
interface Rows {
  readonly commits: CopyValue[][]
  readonly changes: CopyValue[][]
  readonly paths: CopyValue[][]
  readonly identities: CopyValue[][]
  readonly people: CopyValue[][]
}

/** A writer that goes on after the rows that the repository has. */
export async function openCommitWriter({
  db,
  repositoryId,
}: {
  db: Database
  repositoryId: number
}): Promise<CommitWriter> {
  const commits = await openNumbers({ db, repositoryId, table: 'commits', column: 'oid' })
  const paths = await openNumbers({ db, repositoryId, table: 'paths', column: 'path' })
  const identities = await openIdentities(db, repositoryId)
  /** The last commit that named a path: a broken tree can name it twice. */
  const lastNamed = new Map<number, number>()

  const addPerson = (name: string, email: string, rows: Rows): number => {
    const [shortName, shortEmail] = [limitName(name), limitName(email)]
    const known = identities.find(shortName, shortEmail)
    if (known !== undefined) return known
    const id = identities.add(shortName, shortEmail)
    // Until people are put together again, everyone is a person of their own.
    rows.identities.push([repositoryId, id, shortName, shortEmail, id])
    rows.people.push([repositoryId, id, shortName, shortEmail])
    return id
  }
  const addPath = (path: string, rows: Rows): number => {
    const known = paths.find(path)
    if (known !== undefined) return known
    const id = paths.add(path)
    rows.paths.push([repositoryId, id, path])
    return id
  }
  const addCommit = (record: CommitRecord, rows: Rows): void => {
    const id = commits.add(record.oid)
    const authorId = addPerson(record.authorName, record.authorEmail, rows)
    let filesChanged = 0
    for (const change of record.changes) {
      const pathId = addPath(change.path, rows)
      if (lastNamed.get(pathId) === id) continue
      lastNamed.set(pathId, id)
      filesChanged += 1
      const oldPathId = change.oldPath === undefined ? null : addPath(change.oldPath, rows)
      rows.changes.push([
        ...[repositoryId, id, pathId, change.status, oldPathId, change.similarity ?? null],
        ...[authorId, record.authoredAtS, record.committedAtS],
      ])
    }
    rows.commits.push([
      ...[repositoryId, id, record.oid],
      // A parent that a shallow clone has cut off has no id.
      record.parents.slice(0, PARENTS_LIMIT).flatMap((parent) => commits.find(parent) ?? []),
      authorId,
      addPerson(record.committerName, record.committerEmail, rows),
      ...[
        record.authoredAtS,
        record.authoredOffsetMinutes,
        record.committedAtS,
        record.subject,
        record.body,
        filesChanged,
      ],
    ])
  }

  return {
    get commitCount() {
      return commits.count
    },
    async write(records, inTransaction) {
      await Promise.all([
        commits.load(records.flatMap((record) => [record.oid, ...record.parents])),
        paths.load(
          records.flatMap(({ changes }) => changes.flatMap((change) => [change.path, change.oldPath ?? change.path])),
        ),
        identities.load(),
      ])
      const rows: Rows = { commits: [], changes: [], paths: [], identities: [], people: [] }
      for (const record of records) if (commits.find(record.oid) === undefined) addCommit(record, rows)
      await db.transaction(async (tx) => {
        await tx.copyRows('people', ['repository_id', 'id', 'name', 'email'], rows.people)
        await tx.copyRows('identities', ['repository_id', 'id', 'name', 'email', 'person_id'], rows.identities)
        await tx.copyRows('paths', ['repository_id', 'id', 'path'], rows.paths)
        await tx.copyRows('commits', COMMIT_COLUMNS, rows.commits)
        await tx.copyRows('changes', CHANGE_COLUMNS, rows.changes)
        await inTransaction(tx)
      })
      return rows.commits.length
    },
  }
}

/** Texts of a table and their ids, from 1 without a gap; what the table holds already is looked up when it is needed. */
interface Numbers {
  readonly count: number
  /** Looks up those of `texts` that may be in the table. */
  load(texts: readonly string[]): Promise<void>
  find(text: string): number | undefined
  add(text: string): number
}

async function openNumbers(o: {
  readonly db: Database
  readonly repositoryId: number
  readonly table: 'commits' | 'paths'
  readonly column: 'oid' | 'path'
}): Promise<Numbers> {
  const stored = await highestId(o.db, o.table, o.repositoryId)
  const ids = new Map<string, number>()
  const asked = new Set<string>()
  let count = stored
  return {
    get count() {
      return count
    },
    async load(texts) {
      if (stored === 0) return
      const unknown = [...new Set(texts)].filter((text) => !ids.has(text) && !asked.has(text))
      if (unknown.length === 0) return
      for (const text of unknown) asked.add(text)
      const rows = await o.db.query<{ id: number; text: string }>(
        `SELECT id, ${o.column} AS text FROM ${o.table} WHERE repository_id = $1 AND ${o.column} = ANY($2::text[])`,
        [o.repositoryId, unknown],
      )
      for (const { id, text } of rows) ids.set(text, id)
    },
    find: (text) => ids.get(text),
    add(text) {
      count += 1
      ids.set(text, count)
      return count
    },
  }
}

/** Names and addresses: few enough to be held whole, once there is anything to write. */
async function openIdentities(db: Database, repositoryId: number) {
  const key = (name: string, email: string) => `${name}\0${email}`
  const ids = new Map<string, number>()
  let count = await highestId(db, 'identities', repositoryId)
  let loading: Promise<void> | undefined
  const load = async () => {
    if (count === 0) return
    const rows = await db.query<{ id: number; name: string; email: string }>(
      'SELECT id, name, email FROM identities WHERE repository_id = $1',
      [repositoryId],
    )
    for (const row of rows) ids.set(key(row.name, row.email), row.id)
  }
  return {
    load: () => (loading ??= load()),
    find: (name: string, email: string) => ids.get(key(name, email)),
    add(name: string, email: string) {
      count += 1
      ids.set(key(name, email), count)
      return count
    },
  }
}

async function highestId(db: Database, table: string, repositoryId: number): Promise<number> {
  const [row] = await db.query<{ highest: number | null }>(
    `SELECT max(id) AS highest FROM ${table} WHERE repository_id = $1`,
    [repositoryId],
  )
  return row?.highest ?? 0
}

function limitName(text: string): string {
  return text.length > NAME_LIMIT_CHARACTERS ? text.slice(0, NAME_LIMIT_CHARACTERS).toWellFormed() : text
}
