// Every operation and input of the algebra is reached from free wording, with its slots filled, and filters go with any result.
import { describe, expect, test } from 'vitest'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { openStory } from './open-story.ts'

const opened = openStory()

const readingOf = async (question: string) => {
  const context = opened.agents.context()
  const { readings } = await understand({ question, context: openUnderstanding(context), signal: context.signal })
  return { operation: readings[0]?.operation, input: readings[0]?.input }
}

type Cases = readonly (readonly [question: string, input: Readonly<Record<string, unknown>>])[]

const ADA = { authors: ['Ada Lovelace'] }
const IN_2019 = { since: '2019-01-01', until: '2020-01-01' }

const COMMITS: Cases = [
  ['what is the average number of commits per week in 2019?', { result: 'average', groupBy: 'week', ...IN_2019 }],
  ['durchschnittliche Anzahl Commits pro Monat von Ada Lovelace', { result: 'average', groupBy: 'month', ...ADA }],
  ['what percentage of the commits of 2019 are by Ada Lovelace?', { result: 'share', ...ADA, ...IN_2019 }],
  ['which share of docs/ is the work of Grace Hopper, in percent', { result: 'share', paths: ['docs/'] }],
  ['where does Ada Lovelace rank by commits in 2019?', { result: 'rank', ...ADA, ...IN_2019 }],
  ['longest gap between two commits on src/app.ts', { result: 'longest_gap', paths: ['src/app.ts'] }],
  ['smallest commit by Ada Lovelace', { result: 'smallest', limit: 1, ...ADA }],
  ['who has stopped contributing for six months?', { result: 'stopped_authors', months: 6 }],
  ['who is no longer active, say in the last two years?', { result: 'stopped_authors', months: 24 }],
  ['the third commit of the project', { result: 'list', order: 'oldest', offset: 2, limit: 1 }],
  ['the second to last commit by Ada Lovelace', { result: 'list', order: 'newest', offset: 1, limit: 1, ...ADA }],
  ['who is the second most active author?', { result: 'top_authors', offset: 1, limit: 1 }],
  [
    'how many commits were made on weekends in 2019?',
    { result: 'count', weekdays: ['saturday', 'sunday'], ...IN_2019 },
  ],
  ['Who made the first commit after v1.1.0?', { result: 'first', from: 'v1.1.0' }],
  ['first commit of v2.0.0', { result: 'first', from: 'v1.1.0', to: 'v2.0.0' }],
  ['how many files changed in v2.0.0?', { result: 'group', groupBy: 'path', from: 'v1.1.0', to: 'v2.0.0' }],
  ['who commits on Sundays?', { result: 'top_authors', weekdays: ['sunday'] }],
  ['commits before noon by Ada Lovelace', { result: 'list', sinceHour: 0, untilHour: 12, ...ADA }],
  ['how many commits after 10 pm?', { result: 'count', sinceHour: 22 }],
  ['commits at night', { result: 'list', sinceHour: 22, untilHour: 6 }],
  ['which commits changed more than 30 lines?', { result: 'list', minLines: 31 }],
  ['count the commits that touch at most 2 files', { result: 'count', maxFiles: 2 }],
  [
    'commits that touched both src/app.ts and src/server/session.ts',
    { allPaths: true, paths: ['src/app.ts', 'src/server/session.ts'] },
  ],
  ['how many commits without reverts?', { result: 'count', reverts: 'exclude' }],
  ['how many reverts were there in 2020?', { result: 'count', reverts: 'only', since: '2020-01-01' }],
  ['how many first-parent commits are there?', { result: 'count', firstParent: true }],
  ['list commits where the committer is Grace Hopper', { result: 'list', committers: ['Grace Hopper'] }],
  ['how many commits were co-authored by Mary Jackson?', { result: 'count', coAuthors: ['Mary Jackson'] }],
  ['what is on feature but not on v1.1.0? list the commits', { result: 'list', from: 'v1.1.0', to: 'feature' }],
  ['commits on feature but not on elsewhere', { from: 'elsewhere', to: 'feature' }],
  ['how many commits by ada@example.org', { result: 'count', ...ADA }],
  ['commits per quarter', { result: 'group', groupBy: 'quarter' }],
  ['at which hour of the day do most commits happen?', { result: 'group', groupBy: 'hour' }],
  ['commits by file extension in 2019', { result: 'group', groupBy: 'extension', ...IN_2019 }],
  ['which e-mail domains commit most?', { result: 'group', groupBy: 'email_domain' }],
  ['who are the top co-authors?', { result: 'group', groupBy: 'co_author' }],
  ['commits per committer', { result: 'group', groupBy: 'committer' }],
  [
    'commits per week on docs/ without merges',
    { result: 'group', groupBy: 'week', paths: ['docs/'], merges: 'exclude' },
  ],
  ['how many commits came from example.org addresses?', { result: 'count', authors: ['@example.org'] }],
  ['commits by people with a @example.org address in 2019', { result: 'list', authors: ['@example.org'], ...IN_2019 }],
  ['which contributors have exactly one commit?', { result: 'top_authors', minCommits: 1, maxCommits: 1 }],
  ['how many people have committed only once?', { result: 'count_authors', minCommits: 1, maxCommits: 1 }],
  ['authors with more than 50 commits', { result: 'top_authors', minCommits: 51 }],
  ['Autoren mit mehr als 3 Commits', { result: 'top_authors', minCommits: 4 }],
  ['quels auteurs ont moins de 3 commits ?', { result: 'top_authors', maxCommits: 2 }],
  ['files with at least 3 changes', { result: 'group', groupBy: 'path', minCommits: 3 }],
  ['was there any month without commits in 2019?', { result: 'group', groupBy: 'month', maxCommits: 0, ...IN_2019 }],
  ['in welchen Monaten ohne Commits war 2019 Ruhe?', { result: 'group', groupBy: 'month', maxCommits: 0 }],
  ['which file has the most authors?', { result: 'group', groupBy: 'path', rankBy: 'authors' }],
  ['which author has touched the most files?', { result: 'top_authors', rankBy: 'files' }],
  ['who deleted the most lines in 2019?', { result: 'top_authors', rankBy: 'deletions', ...IN_2019 }],
  ['who added the most lines of code?', { result: 'top_authors', rankBy: 'additions' }],
  ['wer hat die meisten Zeilen gelöscht?', { result: 'top_authors', rankBy: 'deletions' }],
  ['qui a ajouté le plus de lignes ?', { result: 'top_authors', rankBy: 'additions' }],
  ['which commit deleted the most lines?', { result: 'largest', rankBy: 'deletions', limit: 1 }],
  ['which commit touched the most files in 2019?', { result: 'largest', rankBy: 'files', limit: 1, ...IN_2019 }],
  ['average number of authors per month', { result: 'average', groupBy: 'month', measure: 'authors' }],
  ['what fraction of commits are reverts?', { result: 'share', reverts: 'only' }],
  ['which bots commit most?', { result: 'top_authors', bots: 'only' }],
  ['who has committed more than twice?', { result: 'top_authors', minCommits: 3 }],
  ['¿quién tiene menos commits?', { result: 'top_authors', order: 'fewest' }],
  ['which folder has the fewest commits', { result: 'group', groupBy: 'folder', order: 'fewest' }],
  ['which month of 2019 had the fewest commits?', { result: 'group', groupBy: 'month', order: 'fewest', ...IN_2019 }],
  ['who has the fewest commits?', { result: 'top_authors', order: 'fewest' }],
  ['average size of a commit in lines', { result: 'average', measure: 'lines' }],
  ['median number of files per commit in 2019', { result: 'average', measure: 'files', ...IN_2019 }],
  ['wie viele Dateien ändert ein Commit im Durchschnitt pro Commit?', { result: 'average', measure: 'files' }],
  ['how many commits does the average contributor have?', { result: 'average', groupBy: 'author' }],
  ['what percentage of commits are merges?', { result: 'share', merges: 'only' }],
  ['what share of the commits since v1.1.0 is by bots?', { result: 'share', bots: 'only', from: 'v1.1.0' }],
  ['how many commits are there without bots?', { result: 'count', bots: 'exclude' }],
  ['which commits have co-authors?', { result: 'list', has: ['co-author'] }],
  ['which commits have been cherry-picked?', { result: 'list', has: ['cherry-picked'] }],
  ['commits that fix an issue', { result: 'list', has: ['fixed-issue'] }],
  ['signed-off commits in 2019', { result: 'list', has: ['sign-off'], ...IN_2019 }],
  ['how many commits without a sign-off?', { result: 'count', lacks: ['sign-off'] }],
  ['who reviewed the most commits?', { result: 'group', groupBy: 'trailer', trailer: 'reviewed-by' }],
  ['commits that only touched README.md', { result: 'list', paths: ['README.md'], minFiles: 1, maxFiles: 1 }],
  ['how many commits were made on Christmas day?', { result: 'count', monthDays: ['12-25'] }],
  ['how many commits were made on 1 April of any year?', { result: 'count', monthDays: ['04-01'] }],
  ['combien de commits à Noël ?', { result: 'count', monthDays: ['12-25'] }],
  ['who was the second person to touch src/app.ts?', { result: 'first_time_authors', offset: 1, limit: 1 }],
  ['2019年有多少次提交？', { result: 'count', ...IN_2019 }],
  ['qui a fait le plus de commits en 2019 ?', { result: 'top_authors', ...IN_2019 }],
  ['¿cuántos commits hizo Ada Lovelace en 2019?', { result: 'count', ...ADA, ...IN_2019 }],
]

describe('a commit query', () => {
  test.each(COMMITS)('%s', async (question, input) => {
    expect(await readingOf(question)).toMatchObject({ operation: 'query_commits', input })
  })
})

const OTHERS: readonly (readonly [operation: string, cases: Cases])[] = [
  [
    'compare_revisions',
    [
      ['compare v1.0.0 and v2.0.0', { a: 'v1.0.0', b: 'v2.0.0' }],
      ['what is the merge base of feature and v2.0.0?', { a: 'feature', b: 'v2.0.0' }],
    ],
  ],
  [
    'line_origin',
    [
      ['who wrote lines 1 to 3 of src/app.ts?', { path: 'src/app.ts', line: 1, endLine: 3 }],
      ['blame the function signCookie', { symbol: 'signCookie' }],
    ],
  ],
  [
    'removed_code',
    [
      ['what did oldWay look like before it was removed?', { name: 'oldWay' }],
      ['show me the deleted code of `oldWay` in src/legacy.ts', { name: 'oldWay', path: 'src/legacy.ts' }],
    ],
  ],
  [
    'list_reverts',
    [
      ['which commits were reverted in 2020?', { since: '2020-01-01', until: '2021-01-01' }],
      ['list all reverts by Grace Hopper', { authors: ['Grace Hopper'] }],
    ],
  ],
  ['explain_range', [['why was so much changed between v1.1.0 and v2.0.0?', { from: 'v1.1.0', to: 'v2.0.0' }]]],
  [
    'ownership',
    [
      ['who owns docs/?', { path: 'docs/' }],
      ['bus factor of this project since 2019', { since: '2019-01-01' }],
    ],
  ],
  ['hotspots', [['where are the hotspots of src/?', { path: 'src/' }]]],
  [
    'person',
    [
      ['who is Grace Hopper?', { name: 'Grace Hopper' }],
      ['which addresses does Ada Lovelace use?', { name: 'Ada Lovelace' }],
    ],
  ],
  [
    'co_changed_files',
    [['how often were src/app.ts and docs/guide.md changed together?', { path: 'src/app.ts', with: 'docs/guide.md' }]],
  ],
  [
    'symbol_history',
    [
      ['which commit introduced signCookie?', { name: 'signCookie', kind: 'introduced' }],
      ['when was oldWay removed?', { name: 'oldWay', kind: 'removed' }],
      ['which commit last changed signCookie?', { name: 'signCookie', kind: 'last' }],
    ],
  ],
  [
    'file_changes',
    [['which is older, src/app.ts or docs/guide.md?', { kind: 'added', paths: ['src/app.ts', 'docs/guide.md'] }]],
  ],
  [
    'list_tags',
    [
      ['who released v2.0.0?', { name: 'v2.0.0' }],
      ['the release before 3 May 2019', { until: '2019-05-03', limit: 1 }],
      ['first release after 3 May 2019', { since: '2019-05-04', order: 'oldest', limit: 1 }],
      ['which release came before v2.0.0?', { before: 'v2.0.0', limit: 1 }],
      ['how much time lies between v1.0.0 and v2.0.0?', { names: ['v1.0.0', 'v2.0.0'] }],
    ],
  ],
  [
    'tree_facts',
    [
      ['How many files existed at v1.1.0?', { result: 'count', revision: 'v1.1.0' }],
      ['how many TypeScript files are there?', { result: 'count', extensions: ['typescript'] }],
      ['number of .ts files under src/ at v1.1.0', { result: 'count', extensions: ['ts'], path: 'src/' }],
      ['how many files were there at the end of 2019?', { result: 'count', before: '2020-01-01' }],
      ['how many test files are there?', { result: 'count', kind: 'test' }],
      ['How many lines did src/app.ts have at v1.0.0?', { result: 'lines', path: 'src/app.ts', revision: 'v1.0.0' }],
      ['how many lines of code', { result: 'lines' }],
      ['how long is src/app.ts?', { result: 'lines', path: 'src/app.ts' }],
      ['What is the oldest file still in the repository?', { result: 'oldest' }],
      ['newest file in docs/', { result: 'newest', path: 'docs/' }],
      ['which is the longest file?', { result: 'longest' }],
      ['largest TypeScript file at v1.1.0', { result: 'largest', revision: 'v1.1.0', extensions: ['typescript'] }],
      ['Which files have never been changed since they were created?', { result: 'untouched' }],
      ['which files has nobody touched since they were added?', { result: 'untouched' }],
      ['files that have not been touched since v1.1.0', { result: 'untouched', since: 'v1.1.0' }],
      ['which files were never changed after 2019?', { result: 'untouched', since: '2020-01-01' }],
      ['how many folders are there in src/?', { result: 'folders', path: 'src/' }],
      ['wie viele Dateien gab es in v1.1.0?', { result: 'count', revision: 'v1.1.0' }],
      ['combien de fichiers à v1.1.0 ?', { result: 'count', revision: 'v1.1.0' }],
      ['¿cuántos archivos hay en docs/?', { result: 'count', path: 'docs/' }],
      ['v1.1.0有多少个文件？', { result: 'count', revision: 'v1.1.0' }],
      ['wie viele Zeilen hat src/app.ts?', { result: 'lines', path: 'src/app.ts' }],
    ],
  ],
  [
    'release_sizes',
    [
      ['Which release contained the most commits?', { by: 'commits', order: 'most' }],
      ['which version had the fewest contributors?', { by: 'authors', order: 'fewest' }],
      ['commits per release', { by: 'commits' }],
      ['average number of commits per release', { by: 'commits', average: true }],
      ['welche Version hatte die meisten Commits?', { by: 'commits', order: 'most' }],
      ['quelle version contient le plus de commits ?', { by: 'commits', order: 'most' }],
      ['¿qué versión tuvo más commits en 2019?', { by: 'commits', order: 'most', ...IN_2019 }],
    ],
  ],
  [
    'release_gaps',
    [
      ['How many days passed between the last two releases?', { result: 'last' }],
      ['How often is a release made on average?', { result: 'average' }],
      ['how many releases per year on average?', { result: 'average', per: 'year' }],
      ['longest time between two releases', { result: 'longest' }],
      ['which release took the longest?', { result: 'longest' }],
      ['time since the last release', { result: 'since' }],
      ['shortest gap between releases', { result: 'shortest' }],
      ['how long did it take from the first commit to the first release?', { result: 'to_first' }],
      ['how long ago was v1.1.0 released?', { result: 'since', release: 'v1.1.0' }],
      ['wie oft wird im Schnitt eine Version veröffentlicht?', { result: 'average' }],
    ],
  ],
  [
    'age',
    [
      ['How old is this project?', {}],
      ['how long has src/app.ts existed?', { path: 'src/app.ts' }],
      ['How many years has this project been active?', { until: 'last' }],
      ['how long has Ada Lovelace been contributing?', { author: 'Ada Lovelace', until: 'last' }],
      ['how many days between the first and the last commit?', { until: 'last' }],
      ['wie alt ist das Projekt?', {}],
      ['depuis combien de temps src/app.ts existe ?', { path: 'src/app.ts' }],
    ],
  ],
  [
    'definition_changes',
    [
      [
        'which functions were removed between v1.1.0 and v2.0.0?',
        { change: 'removed', kind: 'function', from: 'v1.1.0', to: 'v2.0.0' },
      ],
      ['new types since v1.0.0', { change: 'added', kind: 'class', from: 'v1.0.0' }],
      ['welche Funktionen wurden in v2.0.0 entfernt?', { change: 'removed', from: 'v1.1.0', to: 'v2.0.0' }],
    ],
  ],
  [
    'symbol_arrival',
    [
      ['In which release did signCookie appear?', { name: 'signCookie', by: 'release' }],
      ['Which pull request introduced countVisits?', { name: 'countVisits', by: 'request' }],
      ['In welcher Version wurde signCookie eingeführt?', { name: 'signCookie', by: 'release' }],
    ],
  ],
  [
    'file_history',
    [
      ['When was docs/ created?', { path: 'docs/' }],
      ['who created the folder docs/', { path: 'docs/' }],
      ['What was docs/ renamed from?', { path: 'docs/', about: 'renames' }],
    ],
  ],
]

describe.each(OTHERS)('%s', (operation, cases) => {
  test.each(cases)('%s', async (question, input) => {
    expect(await readingOf(question)).toMatchObject({ operation, input })
  })
})

test('one commit: its ties, its release by kind and branch', async () => {
  const sha = opened.story.made.fix
  const short = sha.slice(0, 9)
  const cases = [
    [`was ${short} reverted?`, 'commit_links', {}],
    [`was ${short} backported or cherry-picked?`, 'commit_links', {}],
    [`who reviewed ${short}?`, 'commit_links', {}],
    [`first stable release with ${short}`, 'release_containing', { kind: 'stable' }],
    [`which branches contain ${short}?`, 'release_containing', {}],
  ] as const
  for (const [question, operation, input] of cases)
    expect(await readingOf(question), question).toMatchObject({ operation, input: { commit: sha, ...input } })
})
