// The tables: what Sparky remembers about repositories, their history, their code and its conversations.
import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core'

/** Bytes. */
const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
/** Unix time in seconds, as git gives it (can lie far outside the range of a JavaScript Date). */
const seconds = (name: string) => bigint(name, { mode: 'number' })
/** Unix time in milliseconds, of our own events. */
const milliseconds = (name: string) => bigint(name, { mode: 'number' })

export const repositories = pgTable('repositories', {
  id: serial().primaryKey(),
  name: text().notNull().unique(),
  /** Absolute folder or URL without credentials. */
  address: text().notNull().unique(),
  kind: text({ enum: ['folder', 'remote'] }).notNull(),
  /** Short name of the branch that HEAD names; null while there are no commits. */
  defaultBranch: text('default_branch'),
  headOid: text('head_oid'),
  /** `adding`: not askable yet; `ready`: commits are queryable; `failed`: see error. */
  state: text({ enum: ['adding', 'ready', 'failed', 'removing'] }).notNull(),
  error: jsonb(),
  addedAtMs: milliseconds('added_at_ms').notNull(),
  refreshedAtMs: milliseconds('refreshed_at_ms'),
})

/** One row a stage of indexing; the row is the resume point. */
export const stages = pgTable(
  'stages',
  {
    repositoryId: integer('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    stage: text().notNull(),
    status: text({ enum: ['waiting', 'running', 'done', 'failed'] }).notNull(),
    done: integer().notNull().default(0),
    total: integer(),
    /** What `done` counts: "commits", "chunks". */
    unit: text().notNull(),
    /** [{reason, count, examples}] */
    skipped: jsonb().notNull().default([]),
    /** Where a restart goes on; its shape belongs to the stage. */
    cursor: jsonb(),
    error: jsonb(),
    startedAtMs: milliseconds('started_at_ms'),
    endedAtMs: milliseconds('ended_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.stage] })],
)

export const people = pgTable(
  'people',
  {
    repositoryId: integer('repository_id').notNull(),
    id: integer().notNull(),
    name: text().notNull(),
    email: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.id] })],
)

/** Every name and address pair as commits spell it, and the person it belongs to. */
export const identities = pgTable(
  'identities',
  {
    repositoryId: integer('repository_id').notNull(),
    id: integer().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    personId: integer('person_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.id] }),
    unique('identities_spelling').on(table.repositoryId, table.name, table.email),
  ],
)

export const commits = pgTable(
  'commits',
  {
    repositoryId: integer('repository_id').notNull(),
    /** Dense per repository, from 1. */
    id: integer().notNull(),
    oid: text().notNull(),
    /** Ids of the parents in order; a parent cut off by a shallow clone is left out. */
    parents: integer().array().notNull(),
    authorIdentityId: integer('author_identity_id').notNull(),
    committerIdentityId: integer('committer_identity_id').notNull(),
    authoredAtS: seconds('authored_at_s').notNull(),
    authoredOffsetMinutes: smallint('authored_offset_minutes').notNull(),
    committedAtS: seconds('committed_at_s').notNull(),
    subject: text().notNull(),
    /** The message without its subject. */
    body: text().notNull(),
    /** Rows in `changes`; 0 for merges. */
    filesChanged: integer('files_changed'),
  },
  (table) => [
    // Its index also holds people, dates and parents (migration 0003), so that counting needs no look at the wide rows.
    primaryKey({ columns: [table.repositoryId, table.id] }),
    unique('commits_oid').on(table.repositoryId, table.oid),
    index('commits_author').on(table.repositoryId, table.authorIdentityId, table.authoredAtS),
    index('commits_authored').on(table.repositoryId, table.authoredAtS),
    index('commits_committed').on(table.repositoryId, table.committedAtS, table.id),
  ],
)

export const paths = pgTable(
  'paths',
  {
    repositoryId: integer('repository_id').notNull(),
    id: integer().notNull(),
    /** UTF-8; a byte that is not UTF-8 stands as `\xNN`. */
    path: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.id] }),
    unique('paths_path').on(table.repositoryId, table.path),
  ],
)

/** One row a file changed by a commit against its first parent; merges have none. */
export const changes = pgTable(
  'changes',
  {
    repositoryId: integer('repository_id').notNull(),
    commitId: integer('commit_id').notNull(),
    pathId: integer('path_id').notNull(),
    /** A added, D deleted, M modified, T type changed, R renamed, C copied. */
    status: text().notNull(),
    /** The former path of R and C. */
    oldPathId: integer('old_path_id'),
    /** Percent, of R and C. */
    similarity: smallint(),
    /** Null until counted, and for binary files. */
    additions: integer(),
    deletions: integer(),
    /** Who and when, as the commit has it: the history of a file is answered without a look at its commits. */
    authorIdentityId: integer('author_identity_id').notNull(),
    authoredAtS: seconds('authored_at_s').notNull(),
    committedAtS: seconds('committed_at_s').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.commitId, table.pathId] }),
    // Both also hold author and dates (migration 0003).
    index('changes_path').on(table.repositoryId, table.pathId, table.commitId),
    index('changes_renamed').on(table.repositoryId, table.oldPathId, table.commitId).where(sql`status = 'R'`),
  ],
)

/**
 * The word index: which commits touched a word, in pieces that are written once.
 *
 * One piece covers a run of commits and is spread over buckets by the hash of the word, so that a look-up reads one
 * small row of each piece.
 */
export const wordPostings = pgTable(
  'word_postings',
  {
    repositoryId: integer('repository_id').notNull(),
    bucket: smallint().notNull(),
    /** Highest commit id of the piece. */
    lastCommitId: integer('last_commit_id').notNull(),
    /** Words in ascending order of bytes, each ended by a line feed. */
    words: text().notNull(),
    /** For each word in that order its commits; see lib/history/word-postings.ts. */
    postings: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.bucket, table.lastCommitId] })],
)

/** What two commits share that make the same change: a hash of their diff without white space and line numbers. */
export const patches = pgTable(
  'patches',
  {
    repositoryId: integer('repository_id').notNull(),
    commitId: integer('commit_id').notNull(),
    /** 52 bits of the hash. */
    patchId: bigint('patch_id', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.commitId] }),
    index('patches_patch').on(table.repositoryId, table.patchId),
  ],
)

/** What the message of a commit says about other commits, issues and people; one row a mention. */
export const commitLinks = pgTable(
  'commit_links',
  {
    repositoryId: integer('repository_id').notNull(),
    commitId: integer('commit_id').notNull(),
    ordinal: smallint().notNull(),
    /** `issue`, `fixes-issue`, `reverts`, `cherry-picked-from`, `fixes-commit`, or a trailer in lower case: `co-authored-by`. */
    kind: text().notNull(),
    /** What is named, in one spelling: `#123`, `ABC-45`, an object id, an address. */
    key: text().notNull(),
    /** As the message spells it. */
    value: text().notNull(),
    /** The commit that is named, when it is indexed. */
    targetCommitId: integer('target_commit_id'),
    /** The person that is named, when the name and address are those of an identity. */
    identityId: integer('identity_id'),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.commitId, table.ordinal] }),
    index('commit_links_key').on(table.repositoryId, table.kind, table.key),
    index('commit_links_target').on(table.repositoryId, table.targetCommitId),
  ],
)

export const refs = pgTable(
  'refs',
  {
    repositoryId: integer('repository_id').notNull(),
    /** Full name: refs/heads/main. */
    name: text().notNull(),
    kind: text({ enum: ['branch', 'tag'] }).notNull(),
    /** The commit it leads to. */
    commitOid: text('commit_oid').notNull(),
    /** Of an annotated tag; else the commit's time. */
    createdAtS: seconds('created_at_s').notNull(),
    annotated: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.name] })],
)

/** Pieces of files, keyed by blob, so that no text is cut or embedded twice. The text itself stays in git. */
export const chunks = pgTable(
  'chunks',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    repositoryId: integer('repository_id').notNull(),
    blobOid: text('blob_oid').notNull(),
    ordinal: integer().notNull(),
    startLine: integer('start_line').notNull(),
    endLine: integer('end_line').notNull(),
    /** function, class, section, text … */
    kind: text().notNull(),
    symbol: text(),
    /** CHUNKER_VERSION of the code that cut the blob; 0 before versions were counted. */
    chunkerVersion: integer('chunker_version').notNull().default(0),
  },
  (table) => [unique('chunks_place').on(table.repositoryId, table.blobOid, table.ordinal)],
)

/**
 * Which vectors a store should hold. A row is written after its vector; the store may have lost the vector since, and
 * several stores and models may be in use at once.
 */
export const embeddings = pgTable(
  'embeddings',
  {
    repositoryId: integer('repository_id').notNull(),
    /** Kind of the store and name of its collection: `pgvector/code_all_minilm_l6_v2`. */
    collection: text().notNull(),
    /** Of a piece or of a commit, as the collection has them. */
    itemId: bigint('item_id', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.collection, table.itemId] })],
)

/** One row: what tells the data of this installation from that of others on a shared server. */
export const installation = pgTable('installation', { id: text().primaryKey() })

export const chats = pgTable('chats', {
  id: text().primaryKey(),
  repositoryId: integer('repository_id')
    .notNull()
    .references(() => repositories.id, { onDelete: 'cascade' }),
  title: text().notNull(),
  createdAtMs: milliseconds('created_at_ms').notNull(),
  updatedAtMs: milliseconds('updated_at_ms').notNull(),
})

/** One question and its answer. A chat is its runs in order. */
export const runs = pgTable(
  'runs',
  {
    id: text().primaryKey(),
    /** Null for a question from the terminal or the API. */
    chatId: text('chat_id').references(() => chats.id, { onDelete: 'cascade' }),
    repositoryId: integer('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    question: text().notNull(),
    revision: text(),
    status: text({ enum: ['running', 'finished', 'stopped', 'failed'] }).notNull(),
    answer: jsonb(),
    startedAtMs: milliseconds('started_at_ms').notNull(),
    endedAtMs: milliseconds('ended_at_ms'),
  },
  (table) => [index('runs_chat').on(table.chatId, table.startedAtMs)],
)

/** The append-only log of a run: replay, resume, audit. */
export const runEvents = pgTable(
  'run_events',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    sequence: integer().notNull(),
    atMs: milliseconds('at_ms').notNull(),
    type: text().notNull(),
    agent: text(),
    body: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.sequence] })],
)
