// Turns the names in an operation's input (revisions, people, dates, paths) into what the history index knows.
import { z } from 'zod'
import type { LinkedEntity, Receipt } from '#lib/events.ts'
import type { CommitQuery } from '#lib/history/commit-query.ts'
import { endingOf } from '#lib/history/commit-sql.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { LINK_FILTERS } from '#lib/history/link-conditions.ts'
import { resolveNamed } from '#lib/history/named-revisions.ts'
import { movedInto } from '#lib/history/path-events.ts'
import { isPathEver, pathsEver } from '#lib/history/renames.ts'
import { type Found, nothingSuch, type OperationContext } from './operation.ts'
import { type Domain, type Person, resolveAuthors, resolveCoAuthors, resolveCommitters } from './scope-people.ts'
import { resolveWord } from './scope-word.ts'
import { quoted } from './wording.ts'

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** The filters that every question about commits shares. */
export const CommitFilters = z.object({
  from: z.string().max(200).optional().describe('exclude commits reachable from this tag, branch or sha'),
  to: z.string().max(200).optional().describe('tag, branch or sha to start from; default: the revision asked about'),
  firstParent: z.boolean().optional().describe('only the commits made on the branch itself, as git log --first-parent'),
  paths: z
    .array(z.string().max(1024))
    .max(20)
    .optional()
    .describe("files, folders ending with '/', or endings as '*.ts'; any of them"),
  allPaths: z.boolean().optional().describe('all of `paths` are touched by the same commit'),
  authors: z
    .array(z.string().max(200))
    .max(20)
    .optional()
    .describe('names, e-mail addresses, or @example.org for everybody of that domain'),
  bots: z.enum(['include', 'exclude', 'only']).optional().describe('commits whose authors are programs'),
  notAuthors: z.array(z.string().max(200)).max(20).optional().describe('leave out the commits of these people'),
  committers: z.array(z.string().max(200)).max(20).optional().describe('who applied the commits, not who wrote them'),
  coAuthors: z.array(z.string().max(200)).max(20).optional().describe('named by Co-authored-by'),
  since: z.string().max(40).optional().describe('ISO date or time, inclusive'),
  until: z.string().max(40).optional().describe('ISO date or time, exclusive'),
  message: z.string().max(200).optional().describe('words that the commit message contains'),
  word: z
    .string()
    .min(2)
    .max(1000)
    .optional()
    .describe('an identifier or exact text; only commits that changed how often it occurs in the code'),
  has: z
    .array(z.enum(LINK_FILTERS))
    .max(11)
    .optional()
    .describe(
      'what the commit has, all of it: trailers, an issue it names or fixes, a commit it repairs or is a cherry-pick of; cherry-picked and reverted: by a later one',
    ),
  lacks: z.array(z.enum(LINK_FILTERS)).max(11).optional().describe('what it does not have, none of it'),
  dateField: z.enum(['authored', 'committed']).optional().describe('which date `since`, `until` and groups mean'),
  weekdays: z.array(z.enum(WEEKDAYS)).max(7).optional().describe("on the author's own clock, as the hours"),
  monthDays: z
    .array(z.string().regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/))
    .max(31)
    .optional()
    .describe('days of any year, 12-25'),
  sinceHour: z.number().int().min(0).max(24).optional(),
  untilHour: z.number().int().min(0).max(24).optional().describe('exclusive; before sinceHour: past midnight'),
  merges: z.enum(['include', 'exclude', 'only']).optional(),
  reverts: z.enum(['only', 'exclude']).optional(),
  minLines: z.number().int().min(0).optional().describe('added and removed lines of the commit, inclusive'),
  maxLines: z.number().int().min(0).optional(),
  minFiles: z.number().int().min(0).optional().describe('files changed by the commit, inclusive'),
  maxFiles: z.number().int().min(0).optional(),
})
export type CommitFilters = z.infer<typeof CommitFilters>

/** The filters with every name resolved; `missing` lists the names that lead nowhere. */
export interface ResolvedFilters {
  readonly query: Omit<CommitQuery, 'result'>
  readonly people: readonly (Person | Domain)[]
  readonly excluded: readonly (Person | Domain)[]
  readonly committers: readonly Person[]
  /** Names of co-authors. */
  readonly coAuthors: readonly string[]
  readonly missing: readonly LinkedEntity[]
  readonly notices: readonly string[]
}

/** Resolves all names of `filters`; never throws for a name that does not exist. */
export async function resolveFilters(context: OperationContext, filters: CommitFilters): Promise<ResolvedFilters> {
  const missing: LinkedEntity[] = []
  const notices: string[] = []
  const to = await revisionOrMissing(context, filters.to, missing)
  const from = await revisionOrMissing(context, filters.from, missing)
  const authors = await resolveAuthors(context, filters.authors ?? [], missing, notices)
  const others = await resolveAuthors(context, filters.notAuthors ?? [], missing, notices)
  const committers = await resolveCommitters(context, filters.committers ?? [], missing, notices)
  const coAuthors = await resolveCoAuthors(context, filters.coAuthors ?? [], missing)
  const paths = await resolvePaths(context, filters.paths ?? [], missing)
  notices.push(...(await folderNotices(context, paths, to ?? context.revision)))
  const sinceS = dateToSeconds(filters.since, missing)
  const untilS = dateToSeconds(filters.until, missing)
  const word = filters.word === undefined ? undefined : await resolveWord(context, filters.word, to)
  if (word?.isMissing) missing.push({ kind: 'symbol', text: word.text, status: 'missing' })
  notices.push(...(word?.notices ?? []))
  return {
    query: {
      reach: { to: to ?? context.revision, ...(from && { from }), ...(filters.firstParent && { firstParent: true }) },
      ...(paths.length > 0 && { paths, followRenames: true }),
      ...(filters.allPaths && { allPaths: true }),
      ...(authors.people.length > 0 && { personIds: authors.people.map(({ id }) => id) }),
      ...(authors.domains.length > 0 && { domains: authors.domains.map(({ domain }) => domain) }),
      ...(others.people.length > 0 && { excludedPersonIds: others.people.map(({ id }) => id) }),
      ...(others.domains.length > 0 && { excludedDomains: others.domains.map(({ domain }) => domain) }),
      ...(filters.bots && filters.bots !== 'include' && { bots: filters.bots }),
      ...(filters.has?.length && { has: filters.has }),
      ...(filters.lacks?.length && { lacks: filters.lacks }),
      ...(filters.monthDays?.length && { monthDays: filters.monthDays }),
      ...(committers.length > 0 && { committerIds: committers.map((person) => person.id) }),
      ...(coAuthors.names.length > 0 && { coAuthors: { personIds: coAuthors.personIds, keys: coAuthors.keys } }),
      ...(sinceS !== undefined && { sinceS }),
      ...(untilS !== undefined && { untilS }),
      ...(filters.message && { messageWords: filters.message.split(/\s+/).filter((word) => word !== '') }),
      ...(word && { within: word.within, word: { text: word.text, wholeWord: word.wholeWord } }),
      merges: filters.merges ?? 'include',
      ...(filters.dateField && { dateField: filters.dateField }),
      ...(filters.weekdays && { weekdays: filters.weekdays }),
      ...(filters.reverts && { reverts: filters.reverts }),
      ...numbersOf(filters),
    },
    people: [...authors.people, ...authors.domains],
    excluded: [...others.people, ...others.domains],
    committers,
    coAuthors: coAuthors.names,
    missing,
    notices,
  }
}

const NUMBERS = ['sinceHour', 'untilHour', 'minLines', 'maxLines', 'minFiles', 'maxFiles'] as const

function numbersOf(filters: CommitFilters): Partial<Record<(typeof NUMBERS)[number], number>> {
  return Object.fromEntries(NUMBERS.flatMap((name) => (filters[name] === undefined ? [] : [[name, filters[name]]])))
}

/** The command that shows that none of the names leads anywhere: it prints nothing, or says that there is no such thing. */
export function absenceReceipt(missing: readonly LinkedEntity[]): Receipt {
  const commands = missing.map(({ kind, text }) => {
    const name = quoted(text)
    switch (kind) {
      case 'person':
        return `git log --all --format='%an <%ae>' | sort -u | grep -iF -- ${name}`
      case 'path':
      case 'folder':
        return `git log --all --oneline -- ${name}`
      case 'date':
        return `date --date=${name}`
      default:
        return `git rev-parse --verify --end-of-options ${name}`
    }
  })
  return { kind: 'git', command: commands.join('; ') }
}

/** The full object id of a revision name; undefined is recorded in `missing`. */
export async function revisionOrMissing(
  context: OperationContext,
  name: string | undefined,
  missing: LinkedEntity[],
): Promise<string | undefined> {
  if (name === undefined) return undefined
  const oid = await findRevision(context, name)
  if (oid === undefined) {
    const kind = /^[0-9a-f]{4,40}$/i.test(name) ? 'commit' : 'tag'
    missing.push({ kind, text: name, status: 'missing' })
  }
  return oid
}

/** A revision by its name, with or without a leading `v` of a version. */
export async function findRevision(context: OperationContext, name: string): Promise<string | undefined> {
  return findRevisionIn(context.history, name)
}

/** As `findRevision`, when there is only a history. */
export async function findRevisionIn(history: HistoryContext, name: string): Promise<string | undefined> {
  for (const spelling of versionSpellings(name)) {
    const oid = await resolveNamed(history, spelling)
    if (oid !== undefined) return oid
  }
  return undefined
}

function versionSpellings(name: string): readonly string[] {
  if (/^\d+(\.\d+)+/.test(name)) return [name, `v${name}`]
  if (/^v\d/.test(name)) return [name, name.slice(1)]
  return [name]
}

async function resolvePaths(
  context: OperationContext,
  wanted: readonly string[],
  missing: LinkedEntity[],
): Promise<readonly string[]> {
  const found: string[] = []
  for (const path of wanted) {
    if (path === '' || path === '/' || path === '.') continue
    const match = await findPath(context, path)
    if (match === undefined)
      missing.push({ kind: path.endsWith('/') ? 'folder' : 'path', text: path, status: 'missing' })
    else found.push(match)
  }
  return found
}

/** Fewer are the everyday moves of files, and no former place of the folder. */
const MOVED_FILES = 5

/** A folder counts under its own name alone: what its files went through elsewhere is not seen, and is said. */
async function folderNotices(
  { reach }: OperationContext,
  paths: readonly string[],
  revision: string,
): Promise<readonly string[]> {
  const notices: string[] = []
  for (const folder of paths.filter((path) => path.endsWith('/'))) {
    const moved = await movedInto(reach, { folder, revision })
    if (moved && moved.files >= MOVED_FILES)
      notices.push(
        `${moved.files} files were moved into \`${folder}\`, most of them from \`${moved.from}\`; what happened to them there is not counted.`,
      )
  }
  return notices
}

/** Fits that are a guess: offered as readings, never taken for what was asked. */
const GUESSES: ReadonlySet<string> = new Set(['part', 'typo'])

/** The repository path that a full or partial path means: exact first, then the best match that ever existed. */
export async function findPath(context: OperationContext, path: string): Promise<string | undefined> {
  if (await isPathEver(context.history, path)) return path
  if (endingOf(path) !== undefined) return undefined
  const [best] = await pathsEver(context.history, { pattern: path, limit: 5 })
  return best && !GUESSES.has(best.fit) ? best.path : undefined
}

/** Names suggested where one is missing. */
const SUGGESTIONS = 3

/** Paths that differ by a small typo from the missing ones. */
export async function nearPaths(
  context: OperationContext,
  missing: readonly LinkedEntity[],
): Promise<readonly string[]> {
  const near: string[] = []
  for (const { kind, text } of missing) {
    if (kind !== 'path') continue
    const found = await pathsEver(context.history, { pattern: text, limit: SUGGESTIONS })
    near.push(...found.map((match) => match.path))
  }
  return near.slice(0, SUGGESTIONS)
}

/** The answer when names lead nowhere: proven on the whole history, with paths that may have been meant. */
export async function missingNames(context: OperationContext, missing: readonly LinkedEntity[]): Promise<Found> {
  return nothingSuch(missing, absenceReceipt(missing), 'the whole indexed history', await nearPaths(context, missing))
}

/** ISO date or time in UTC to Unix seconds. */
export function dateToSeconds(text: string | undefined, missing: LinkedEntity[] = []): number | undefined {
  if (text === undefined) return undefined
  const atMs = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  // JavaScript takes 30 February for 2 March.
  const isDay = /^\d{4}-\d{2}-\d{2}/.test(text) && text.length === 10
  if (Number.isNaN(atMs) || (isDay && new Date(atMs).toISOString().slice(0, 10) !== text)) {
    missing.push({ kind: 'date', text, status: 'missing' })
    return undefined
  }
  return Math.floor(atMs / 1000)
}
