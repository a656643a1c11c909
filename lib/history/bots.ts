// Which authors are programs: recognised by name and address, in code and in SQL by the same two patterns.
import { type Sql, sql } from './sql.ts'

/** Whether commits of bots count: all commits (default), only those of people, only those of bots. */
export type Bots = 'include' | 'exclude' | 'only'

/** Accounts of services that carry no mark of a bot in their name. */
const SERVICES =
  'dependabot|dependabot-preview|renovate|renovate bot|github-actions|github actions|greenkeeper|greenkeeperio|snyk|pyup\\.io|' +
  'pre-commit-ci|pre-commit\\.ci|allcontributors|semantic-release|codecov|mergify|imgbot|weblate|travis ci|circleci|jenkins|copybara|bors|' +
  'gitlab|gitlab ci|web-flow'
/**
 * `[bot]` as GitHub writes it, a last part `-bot` or `-robot`, or a known service. The last word "Bot" alone is not enough: it
 * is a family name. In words that JavaScript and Postgres read alike, without case.
 */
const NAME = `\\[bot\\]\\s*$|[-_](ro)?bot$|^(${SERVICES})$`
const ADDRESS = `(\\[bot\\]|[-_](ro)?bot)@|^(\\d+\\+)?(${SERVICES})@users\\.noreply\\.|@(dependabot|renovateapp|greenkeeper|whitesourcesoftware)\\.(com|io)$`
const NAME_PATTERN = new RegExp(NAME, 'i')
const ADDRESS_PATTERN = new RegExp(ADDRESS, 'i')

/** Whether a name and address are those of a program. */
export function isBot({ name, email }: { readonly name: string; readonly email: string }): boolean {
  return NAME_PATTERN.test(name) || ADDRESS_PATTERN.test(email)
}

/** The same of the row `p` of the table people. */
export function isBotSql(): Sql {
  return sql`(p.name ~* ${NAME} OR p.email ~* ${ADDRESS})`
}

/** Conditions on a column of identities that leave out bots, or all but bots; none when everybody counts. */
export function botConditions(repositoryId: number, column: Sql, bots: Bots = 'include'): readonly Sql[] {
  if (bots === 'include') return []
  const identities = sql`ARRAY(SELECT i.id FROM identities i JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id
    WHERE i.repository_id = ${repositoryId} AND ${isBotSql()})`
  return [bots === 'exclude' ? sql`${column} <> ALL(${identities})` : sql`${column} = ANY(${identities})`]
}
