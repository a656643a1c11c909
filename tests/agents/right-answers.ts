// Right answers in free wording, as models give them, to findings about the story and about a second repository.
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import type { Story } from './story.ts'

/** One finding with what may rightly be said of it. */
export interface RightAnswers {
  readonly question: string
  readonly operation: string
  readonly input: unknown
  readonly answers: readonly string[]
}

const short = (oid: string) => oid.slice(0, 9)

/** About the story: the check was tuned on these. */
export function answersOfStory({ made }: Story): readonly RightAnswers[] {
  const sha = Object.fromEntries(Object.entries(made).map(([name, oid]) => [name, short(oid)])) as typeof made
  return [
    {
      question: 'How many commits did Ada Lovelace make in 2019?',
      operation: 'query_commits',
      input: { result: 'count', authors: ['Ada Lovelace'], since: '2019-01-01', until: '2020-01-01' },
      answers: [
        'Ada Lovelace made 3 commits in 2019.',
        'In 2019, Ada Lovelace authored three commits.',
        'There are **3 commits** by Ada Lovelace in 2019.',
        'Three commits in 2019 were written by Ada Lovelace.',
        'The number of commits that Ada Lovelace made in 2019 is 3.',
        'Ada made 3 commits in 2019.',
        'Ada Lovelace committed 3 times in 2019.',
      ],
    },
    {
      question: 'last four commits',
      operation: 'query_commits',
      input: { result: 'list', limit: 4 },
      answers: [
        `The last four of 12 commits are \`${sha.last}\` [1], \`${sha.revert}\` [2], \`${sha.merge}\` [3] and \`${sha.feature}\` [4].`,
        `The most recent commit is \`${sha.last}\` by Ada Lovelace on 2020-05-20 [1]; before it Grace Hopper made \`${sha.revert}\` on 2020-04-01 [2] and \`${sha.merge}\` on 2020-03-05 [3]. Mary Jackson made \`${sha.feature}\` on 2020-03-01 [4].`,
        `1. \`${sha.last}\` — Say hello in the guide, Ada Lovelace, 20 May 2020 [1]\n2. \`${sha.revert}\` — Grace Hopper, 1 April 2020 [2]\n3. \`${sha.merge}\` — Grace Hopper, 5 March 2020 [3]\n4. \`${sha.feature}\` — Mary Jackson, 1 March 2020 [4]`,
        `The latest commit, ${sha.last}, “Say hello in the guide”, was made by Ada Lovelace on May 20, 2020 [1]. Earlier ones are ${sha.revert} [2], ${sha.merge} [3] and ${sha.feature} [4].`,
        `Ada Lovelace wrote “Say hello in the guide” (${sha.last}, 2020-05-20) [1]. Grace Hopper made the two before, ${sha.revert} [2] and ${sha.merge} [3], and Mary Jackson made “Count visits” (${sha.feature}) [4].`,
        `Of the 12 commits, the newest is ${sha.last} [1], from 2020-05-20. It was made by Ada Lovelace. Then come ${sha.revert} [2], ${sha.merge} [3] and ${sha.feature} [4].`,
        `Commit ${sha.feature} added 43 lines [4]; ${sha.last} [1] and ${sha.revert} [2] added 1 line each, and ${sha.merge} is a merge [3].`,
      ],
    },
    {
      question: 'last commit on docs/guide.md',
      operation: 'query_commits',
      input: { result: 'last', paths: ['docs/guide.md'] },
      answers: [
        `The last commit on \`docs/guide.md\` is \`${sha.last}\`, “Say hello in the guide”, by Ada Lovelace on 2020-05-20 [1].`,
        `\`docs/guide.md\` was last changed by Ada Lovelace on 20 May 2020, in ${sha.last} [1].`,
        `Ada Lovelace made the latest change to docs/guide.md: ${sha.last} from 2020-05-20 [1].`,
        `It was ${sha.last} (“Say hello in the guide”), which Ada Lovelace wrote in May 2020 [1].`,
        `On 2020-05-20, in commit ${sha.last}, Ada Lovelace last touched docs/guide.md, which has 3 commits in all [1].`,
        `The most recent of the three commits on \`docs/guide.md\` is ${sha.last} [1].`,
      ],
    },
    {
      question: 'who made most commits?',
      operation: 'query_commits',
      input: { result: 'top_authors', limit: 4 },
      answers: [
        'Ada Lovelace made the most commits, 6.',
        'Most active is Ada Lovelace with 6 commits, followed by Grace Hopper with 4, and Ada Yonath and Mary Jackson with 1 commit each.',
        'Ada Lovelace leads with six commits; Grace Hopper has four.',
        'Ada Lovelace made more commits than Grace Hopper: 6 against 4.',
        'Ada Lovelace: 6 commits\n\n- Grace Hopper: 4 commits\n- Ada Yonath: 1 commit\n- Mary Jackson: 1 commit',
        'Ada Lovelace made half of the commits, 6 of them, from 2019-01-10 to 2020-05-20.',
        'With 6 commits, Ada Lovelace is the most active of the 4 authors.',
        'Ada Lovelace and Grace Hopper together made 10 commits, 6 and 4.',
        'Ada Lovelace, 6 commits, about 50 % of them; Grace Hopper, 4 commits, about 33 %.',
        'Ada Lovelace made 2 more commits than Grace Hopper (6 and 4).',
      ],
    },
    {
      question: 'commits by year',
      operation: 'query_commits',
      input: { result: 'group', groupBy: 'year' },
      answers: [
        'There were 5 commits in 2019 and 7 in 2020.',
        'Most commits, 7, were made in 2020; 2019 had 5.',
        '- 2019: 5 commits\n- 2020: 7 commits',
        '2020 saw more commits than 2019: seven commits against five.',
        'In 2019 five commits were made, in 2020 seven commits.',
        'The repository had 12 commits in total over two years: 5 commits in 2019, 7 commits in 2020.',
        'The fewest commits were made in 2019, with 5 commits.',
      ],
    },
    {
      question: 'what are the three largest commits?',
      operation: 'query_commits',
      input: { result: 'largest', limit: 3 },
      answers: [
        `The largest commit is \`${sha.feature}\` by Mary Jackson, which added 43 lines [1]. \`${sha.signing}\` [2] and \`${sha.start}\` [3] follow.`,
        `\`${sha.feature}\` (Count visits) is the biggest, with 43 additions and 0 deletions [1]; then \`${sha.signing}\` with 6 additions and 2 deletions [2] and \`${sha.start}\` with 8 additions [3].`,
        `1. ${sha.feature} — Mary Jackson, 2020-03-01, +43 −0 lines [1]\n2. ${sha.signing} — Grace Hopper, 2019-05-06, +6 −2 lines [2]\n3. ${sha.start} — Ada Lovelace, 2019-01-10, +8 −0 lines [3]`,
        `Mary Jackson made the largest commit, ${sha.feature}, on 2020-03-01 [1]. The other two are ${sha.signing} by Grace Hopper [2] and ${sha.start} by Ada Lovelace [3].`,
        `The three largest of the 12 commits: ${sha.feature} [1], ${sha.signing} [2] and ${sha.start} [3]. The first one added 43 lines.`,
        `Commit ${sha.feature} is larger than ${sha.signing}: it added 43 lines [1], while ${sha.signing} added 6 and removed 2 lines [2]; ${sha.start} added 8 lines [3].`,
      ],
    },
    {
      question: 'who contributed for the first time in 2020?',
      operation: 'query_commits',
      input: { result: 'first_time_authors', since: '2020-01-01', until: '2021-01-01' },
      answers: [
        'Two people contributed for the first time in 2020: Ada Yonath and Mary Jackson.',
        'Ada Yonath (first on 2020-01-15) and Mary Jackson (first on 2020-03-01) were the 2 new authors of 2020.',
        'There were 2 new contributors in 2020. Ada Yonath came first, on 15 January 2020, and Mary Jackson on 1 March 2020.',
        '2 people: Ada Yonath in January 2020, Mary Jackson in March 2020.',
        'In 2020 Ada Yonath and Mary Jackson made their first commits, one each: 2 new people.',
        'Ada Yonath came before Mary Jackson; the 2 of them made 1 commit each.',
      ],
    },
    {
      question: 'what is the history of src/server/session.ts?',
      operation: 'file_history',
      input: { path: 'src/server/session.ts' },
      answers: [
        `\`src/server/session.ts\` was created by Ada Lovelace on 2019-02-01 in ${sha.session} [1].`,
        `Ada Lovelace created it in ${sha.session} on 2019-02-01 [1] and renamed it from \`src/session.ts\` to \`src/server/session.ts\` on 2019-06-01 in ${sha.rename} [2]. The last change is ${sha.revert} by Grace Hopper on 2020-04-01 [3].`,
        `The file has 5 commits: it was added in ${sha.session} (2019-02-01, Ada Lovelace) [1], renamed in ${sha.rename} (2019-06-01) [2] and last changed in ${sha.revert} (2020-04-01, Grace Hopper) [3].`,
        `Created in February 2019 by Ada Lovelace (${sha.session}) [1], renamed in June 2019 (${sha.rename}) [2], last changed in April 2020 by Grace Hopper (${sha.revert}) [3].`,
        `Its first commit is ${sha.session}, “Add sessions”, by Ada Lovelace [1]; its latest is ${sha.revert} [3].`,
        `${sha.session} came before ${sha.rename}: Ada Lovelace added the file on 2019-02-01 [1] and moved it on 2019-06-01 [2].`,
      ],
    },
    {
      question: 'explain the commit that signs cookies',
      operation: 'explain_commit',
      input: { commit: made.signing },
      answers: [
        `Commit \`${sha.signing}\` by Grace Hopper signs the session cookies [1]. It adds a function \`signCookie\` to src/session.ts and passes a secret to \`openSession\` in src/app.ts.`,
        `\`${sha.signing}\`, “Sign session cookies”, was made by Grace Hopper on 2019-05-06 [1]. It fixes #12 and changes 2 files: src/app.ts (+1 −1) and src/session.ts (+5 −1).`,
        `Grace Hopper made ${sha.signing} on 6 May 2019 [1]. The session that openSession returns is now signed by signCookie.`,
        `${sha.signing} changes two files [1]. In src/session.ts, 5 lines were added and 1 line was removed; in src/app.ts, 1 line was added and 1 line removed.`,
        `With ${sha.signing}, \`openSession\` returns \`signCookie(new Map())\` instead of a plain Map, and startServer hands it the secret [1].`,
        `It was written by Grace Hopper in May 2019 and says “Fixes #12.” The commit is ${sha.signing} [1].`,
        `The commit ${sha.signing} introduces signCookie, which takes the jar and returns it [1]. openSession now calls it.`,
      ],
    },
    {
      question: 'what happened from February to April 2020?',
      operation: 'summarize_period',
      input: { since: '2020-02-01', until: '2020-04-30' },
      answers: [
        `There were 4 commits by 3 authors: ${sha.revert} [1], ${sha.feature} [2], ${sha.removal} [3] and ${sha.fix} [4].`,
        `Ada Lovelace fixed the memory leak of idle sessions on 2020-02-10 (${sha.fix}) [4] and removed the old way on 2020-02-11 (${sha.removal}) [3]. Mary Jackson added the counting of visits on 2020-03-01 (${sha.feature}) [2]. Grace Hopper reverted the fix on 2020-04-01 (${sha.revert}) [1]. That is 4 commits.`,
        `Between 2020-02-01 and 2020-04-29, 4 commits were made: Ada Lovelace made 2, Grace Hopper 1 and Mary Jackson 1 [1].`,
        `4 commits. The first was ${sha.fix} by Ada Lovelace [4], the last ${sha.revert} by Grace Hopper [1].`,
        `In these three months there were 4 commits. The largest is ${sha.feature}, with 43 added lines, by Mary Jackson [2].`,
        `Four commits: a memory leak of idle sessions was fixed [4], then that was reverted in April 2020 [1]; visits are counted since March 2020 [2] and the old way was removed in February 2020 [3].`,
        `${sha.fix} was made before ${sha.revert}, which reverts it [1]. In all there are 4 commits.`,
      ],
    },
    {
      question: 'who introduced oldWay?',
      operation: 'symbol_history',
      input: { name: 'oldWay' },
      answers: [
        `\`oldWay\` first appeared in ${sha.start}, “Start the server”, by Ada Lovelace on 2019-01-10 [1].`,
        `Ada Lovelace introduced \`oldWay\` on 10 January 2019 in ${sha.start} [1]; it was removed from the source in ${sha.removal} on 2020-02-11 [2].`,
        `It was introduced by Ada Lovelace in ${sha.start} [1] and removed in ${sha.removal} [2]. It still stands in docs/guide.md.`,
        `2 commits changed how often it occurs: ${sha.start} (2019-01-10) [1] and ${sha.removal} (2020-02-11) [2].`,
        `oldWay came in with ${sha.start} in January 2019 [1] and left the source with ${sha.removal} in February 2020 [2].`,
        `The first commit with oldWay is ${sha.start} [1]. The last one that changed it is ${sha.removal} [2].`,
      ],
    },
    {
      question: 'which releases are there?',
      operation: 'list_tags',
      input: {},
      answers: [
        'There are 3 tags: v2.0.0 (2020-03-06), v1.1.0 (2019-06-02) and v1.0.0 (2019-02-02).',
        'The latest release is v2.0.0 from 2020-03-06 [1]; there are 3 releases in all.',
        '3 releases: v1.0.0 came first, on 2 February 2019, then v1.1.0 on 2 June 2019, and v2.0.0 on 6 March 2020.',
        '- v2.0.0, 6 March 2020 [1]\n- v1.1.0, 2 June 2019 [2]\n- v1.0.0, 2 February 2019 [3]\n\nThese are all 3 tags.',
        'Two of the 3 tags are from 2019, v1.0.0 and v1.1.0; v2.0.0 is from 2020.',
        'The oldest of the 3 tags is v1.0.0 of February 2019, the newest v2.0.0 of March 2020.',
        'v1.1.0 was released 120 days after v1.0.0; v2.0.0 is the last of the 3 tags.',
      ],
    },
    {
      question: 'in which release is the signing of cookies?',
      operation: 'release_containing',
      input: { commit: made.signing },
      answers: [
        `The first release with ${sha.signing} is v1.1.0, tagged on 2019-06-02 [2].`,
        `${sha.signing} is in v1.1.0, of 2 June 2019 [2], and in v2.0.0, of 6 March 2020 [1].`,
        'It came with v1.1.0 on 2019-06-02 [2].',
        `2 tags contain ${sha.signing}; the earliest is v1.1.0 [2].`,
        `v1.1.0 was the first release that has ${sha.signing} [2].`,
      ],
    },
    {
      question: 'which files change together with src/app.ts?',
      operation: 'co_changed_files',
      input: { path: 'src/app.ts' },
      answers: [
        '`src/server/session.ts` is changed together with `src/app.ts` most often, in 2 commits.',
        'Most often src/server/session.ts (2 shared commits), then LICENSE, README.md and src/legacy.ts with 1 commit each.',
        '4 files were changed together with src/app.ts; src/server/session.ts leads with two commits.',
        '- `src/server/session.ts`: 2 commits\n- `README.md`: 1 commit\n- `src/legacy.ts`: 1 commit',
        'src/server/session.ts was changed together with src/app.ts more often than README.md: 2 commits against 1.',
      ],
    },
    {
      question: 'who wrote line 2 of src/app.ts?',
      operation: 'line_origin',
      input: { path: 'src/app.ts', line: 2 },
      answers: [
        `Line 2 of src/app.ts is from ${sha.signing} by Grace Hopper, 2019-05-06 [1].`,
        `Grace Hopper wrote it on 6 May 2019, in ${sha.signing} (“Sign session cookies”) [1].`,
        `The line \`openSession(secret)\` has its present form since ${sha.signing} [1].`,
        `It was last changed by Grace Hopper in May 2019 (${sha.signing}) [1].`,
        `${sha.signing} gave line 2 of \`src/app.ts\` its present form [1].`,
      ],
    },
  ]
}

export interface Harbour extends TestRepository {
  readonly made: Readonly<Record<'mooring' | 'tide' | 'fog' | 'radar' | 'crane' | 'ferry', string>>
}

/** A second repository with other people, words, sizes and years. */
export function makeHarbour(): Harbour {
  const repository = makeRepository()
  const by = (author: string, day: string) => ({
    author,
    email: `${author.toLowerCase().replaceAll(' ', '.')}@harbour.example`,
    date: `${day}T09:30:00+02:00`,
  })
  const lines = (count: number, word: string) =>
    Array.from({ length: count }, (_, index) => `${word} ${index}\n`).join('')
  const mooring = repository.commit({
    ...by('Tove Lindqvist', '2014-08-19'),
    message: 'Assign berths to ships by length',
    files: { 'berths/assign.py': lines(130, 'berth'), 'README.rst': 'Harbour planner\n' },
  })
  const tide = repository.commit({
    ...by('Omar Benali', '2015-03-27'),
    message: 'Read tide tables from the coast guard\n\nThe forecast service drops requests after an hour of silence.',
    files: { 'tides/tables.py': lines(58, 'tide'), 'berths/assign.py': lines(121, 'berth') },
  })
  repository.tag('0.4', { message: 'first pilot', date: '2015-04-02T09:00:00+02:00' })
  const fog = repository.commit({
    ...by('Tove Lindqvist', '2016-11-03'),
    message: 'Close the channel in dense fog',
    files: { 'channel/rules.py': lines(17, 'fog') },
  })
  const radar = repository.commit({
    ...by('Kenji Morita', '2017-06-14'),
    message: 'Poll the radar every ten seconds',
    files: { 'channel/radar.py': lines(245, 'radar'), 'channel/rules.py': lines(24, 'fog') },
  })
  repository.tag('0.9', { message: 'second pilot', date: '2017-07-01T09:00:00+02:00' })
  const crane = repository.commit({
    ...by('Omar Benali', '2017-09-08'),
    message: 'Retire the crane scheduler',
    files: { 'berths/assign.py': lines(96, 'berth') },
  })
  const ferry = repository.commit({
    ...by('Tove Lindqvist', '2018-01-22'),
    message: 'Give ferries priority over cargo',
    files: { 'berths/priority.py': lines(33, 'ferry') },
  })
  return { ...repository, made: { mooring, tide, fog, radar, crane, ferry } }
}

/** About the harbour: its false alarms were looked at once, after the first measurement. */
export function answersOfHarbour({ made }: Harbour): readonly RightAnswers[] {
  const sha = Object.fromEntries(Object.entries(made).map(([name, oid]) => [name, short(oid)])) as typeof made
  return [
    {
      question: 'list all commits',
      operation: 'query_commits',
      input: { result: 'list', limit: 10 },
      answers: [
        `All six commits: ${sha.ferry} [1], ${sha.crane} [2], ${sha.radar} [3], ${sha.fog} [4], ${sha.tide} [5], ${sha.mooring} [6].`,
        `Tove Lindqvist began on 19 August 2014 with ${sha.mooring} [6]. Omar Benali read tide tables in ${sha.tide} (27 March 2015) [5]. Later came ${sha.fog} [4], ${sha.radar} [3], ${sha.crane} [2] and ${sha.ferry} [1].`,
        `The oldest commit is ${sha.mooring} (“Assign berths to ships by length”, Tove Lindqvist, 2014-08-19) [6], the newest ${sha.ferry} (“Give ferries priority over cargo”, 2018-01-22) [1]. Between them lie ${sha.tide} [5], ${sha.fog} [4], ${sha.radar} [3] and ${sha.crane} [2].`,
        `Kenji Morita's only commit here is ${sha.radar} of June 2017, which added 252 lines [3]. The others are ${sha.ferry} [1], ${sha.crane} [2], ${sha.fog} [4], ${sha.tide} [5] and ${sha.mooring} [6].`,
      ],
    },
    {
      question: 'top authors',
      operation: 'query_commits',
      input: { result: 'top_authors', limit: 5 },
      answers: [
        'Tove Lindqvist is the top author with 3 commits, between 2014-08-19 and 2018-01-22.',
        'Tove Lindqvist has three commits, Omar Benali has two commits and Kenji Morita has a single commit.',
        'The project has 3 authors. Tove Lindqvist made 3 commits, which is 50% of them.',
        'Kenji Morita has the fewest commits, 1; Tove Lindqvist has the most, 3.',
        'Omar Benali made fewer commits than Tove Lindqvist, 2 instead of 3.',
        'Omar Benali and Kenji Morita together made 3 commits (2 and 1), as many as Tove Lindqvist.',
      ],
    },
    {
      question: 'explain the tide commit',
      operation: 'explain_commit',
      input: { commit: made.tide },
      answers: [
        `${sha.tide} reads the tide tables of the coast guard [1]. According to its message, the forecast service drops requests after an hour of silence.`,
        `Omar Benali wrote ${sha.tide} on 2015-03-27 [1]. It adds \`tides/tables.py\` (58 lines added) and shortens \`berths/assign.py\`, where 9 lines were removed.`,
        `The commit ${sha.tide} touches 2 files [1]: tides/tables.py with 58 additions, and berths/assign.py with 9 deletions.`,
        `Tide tables come from the coast guard since ${sha.tide}, made by Omar Benali in March 2015 [1].`,
        `In ${sha.tide}, 58 lines were added to tides/tables.py and 9 lines deleted from berths/assign.py [1].`,
      ],
    },
    {
      question: 'what happened in 2017?',
      operation: 'summarize_period',
      input: { since: '2017-01-01', until: '2018-01-01' },
      answers: [
        `2 commits by 2 authors: Kenji Morita made the radar be polled every ten seconds (${sha.radar}, 2017-06-14) [2], and Omar Benali retired the crane scheduler (${sha.crane}, 2017-09-08) [1].`,
        `In 2017 there were two commits. The first, ${sha.radar}, polls the radar [2]; the second, ${sha.crane}, retires the crane scheduler [1].`,
        `Omar Benali's ${sha.crane} came after Kenji Morita's ${sha.radar} [1][2]. These were the 2 commits of 2017.`,
        `Kenji Morita (1 commit) and Omar Benali (1 commit) were active in 2017: 2 commits, ${sha.radar} [2] and ${sha.crane} [1].`,
      ],
    },
    {
      question: 'when were the releases?',
      operation: 'list_tags',
      input: {},
      answers: [
        'There are two tags, 0.4 from 2 April 2015 and 0.9 from 1 July 2017.',
        '2 releases were tagged: 0.4 in April 2015, and 0.9 in July 2017.',
        'The newest of the 2 releases is 0.9 (2017-07-01); 0.4 (2015-04-02) is older.',
        '0.9 was tagged about two years after 0.4. That makes 2 tags.',
      ],
    },
    {
      question: 'largest commits',
      operation: 'query_commits',
      input: { result: 'largest', limit: 3 },
      answers: [
        `The biggest commit is ${sha.radar}: Kenji Morita added 252 lines on 14 June 2017 [1]. After it come ${sha.mooring} with 131 additions [2] and ${sha.tide} with 58 additions and 9 deletions [3].`,
        `${sha.radar} is the largest of the six commits [1], with ${sha.mooring} [2] and ${sha.tide} [3] behind.`,
        `1. ${sha.radar} — 252 lines added [1]\n2. ${sha.mooring} — 131 lines added [2]\n3. ${sha.tide} — 58 lines added, 9 lines removed [3]`,
        `Nearly 250 lines came in with ${sha.radar} [1]. ${sha.mooring} [2] and ${sha.tide} [3] are smaller.`,
      ],
    },
    {
      question: 'history of channel/rules.py',
      operation: 'file_history',
      input: { path: 'channel/rules.py' },
      answers: [
        `channel/rules.py was created by Tove Lindqvist on 2016-11-03 in ${sha.fog} [1] and last changed by Kenji Morita on 2017-06-14 in ${sha.radar} [2].`,
        `It was added in November 2016 (${sha.fog}, “Close the channel in dense fog”) by Tove Lindqvist [1]. It has 2 commits; the latest is ${sha.radar} [2].`,
        `Tove Lindqvist introduced the file in ${sha.fog} [1]. Kenji Morita changed it in ${sha.radar} [2].`,
      ],
    },
  ]
}

export interface Garden extends TestRepository {
  readonly made: Readonly<Record<'soil' | 'seeds' | 'frost' | 'bees' | 'compost', string>>
}

/** A third repository, for answers that were written last. */
export function makeGarden(): Garden {
  const repository = makeRepository()
  const by = (author: string, at: string) => ({
    author,
    email: `${author.split(' ')[0]?.toLowerCase()}@garden.example`,
    date: `${at}-05:00`,
  })
  const soil = repository.commit({
    ...by('Priya Raghavan', '2017-02-14T08:15:00'),
    message: 'Log soil moisture twice a day\n\nThe probe corrodes when it is read more often.',
    files: { 'sensors/soil.go': 'package sensors\n'.repeat(72), 'go.mod': 'module garden\n' },
  })
  const seeds = repository.commit({
    ...by('Dmitri Volkov', '2017-09-30T19:40:00'),
    message: 'Store the seed catalogue as CSV',
    files: {
      'catalogue/seeds.go': 'package catalogue\n'.repeat(210),
      'sensors/soil.go': 'package sensors\n'.repeat(66),
    },
  })
  repository.tag('v3.1', { message: 'autumn', date: '2017-10-03T10:00:00-05:00' })
  const frost = repository.commit({
    ...by('Priya Raghavan', '2018-04-11T06:05:00'),
    message: 'Warn of frost at night',
    files: { 'alerts/frost.go': 'package alerts\n'.repeat(39) },
  })
  const bees = repository.commit({
    ...by('Hana Kobayashi', '2018-06-25T12:20:00'),
    message: 'Count bees with the camera',
    files: { 'camera/bees.go': 'package camera\n'.repeat(318) },
  })
  repository.tag('v3.2', { message: 'summer', date: '2018-07-01T10:00:00-05:00' })
  const compost = repository.commit({
    ...by('Dmitri Volkov', '2019-03-08T21:10:00'),
    message: 'Drop the compost timer\n\nNobody turned it on in two years.',
    files: { 'alerts/frost.go': 'package alerts\n'.repeat(28) },
  })
  return { ...repository, made: { soil, seeds, frost, bees, compost } }
}

/** About the garden: the check was not changed for these. */
export function answersOfGarden({ made }: Garden): readonly RightAnswers[] {
  const sha = Object.fromEntries(Object.entries(made).map(([name, oid]) => [name, short(oid)])) as typeof made
  return [
    {
      question: 'Show me the latest two commits',
      operation: 'query_commits',
      input: { result: 'list', limit: 2 },
      answers: [
        `The two latest commits are ${sha.compost} (“Drop the compost timer”) by Dmitri Volkov [1] and ${sha.bees} (“Count bees with the camera”) by Hana Kobayashi [2].`,
        `Dmitri Volkov made the last commit, ${sha.compost}, on 8 March 2019 [1]. The one before is ${sha.bees} by Hana Kobayashi from 25 June 2018 [2].`,
        `| commit | author | date |\n|---|---|---|\n| ${sha.compost} | Dmitri Volkov | 2019-03-08 |\n| ${sha.bees} | Hana Kobayashi | 2018-06-25 |`,
        `Most recently, Dmitri Volkov dropped the compost timer in ${sha.compost} [1]; Hana Kobayashi's ${sha.bees}, which counts bees with the camera, came nine months earlier [2].`,
        `Out of five commits, the newest two are \`${sha.compost}\` [1] and \`${sha.bees}\` [2].`,
      ],
    },
    {
      question: 'Who has contributed how much?',
      operation: 'query_commits',
      input: { result: 'top_authors', limit: 10 },
      answers: [
        'Dmitri Volkov and Priya Raghavan have 2 commits each, Hana Kobayashi has 1.',
        'Three people contributed: Priya Raghavan (2 commits), Dmitri Volkov (2 commits) and Hana Kobayashi (1 commit).',
        'Hana Kobayashi made the fewest commits, one commit on 2018-06-25. Priya Raghavan was active from 2017-02-14 to 2018-04-11, and Dmitri Volkov from 2017-10-01 to 2019-03-09.',
        'Priya Raghavan and Dmitri Volkov lead with two commits each, that is 80% together with their 4 commits.',
        'The first to contribute was Priya Raghavan, in February 2017. Dmitri Volkov followed in October 2017, Hana Kobayashi in June 2018.',
      ],
    },
    {
      question: 'Why was soil moisture logged?',
      operation: 'explain_commit',
      input: { commit: made.soil },
      answers: [
        `${sha.soil} logs the soil moisture twice a day, because the probe corrodes when it is read more often [1].`,
        `Priya Raghavan started the log of soil moisture on 2017-02-14 in ${sha.soil} [1]. Reading the probe more often would corrode it, says the message.`,
        `The commit ${sha.soil} adds 2 files, sensors/soil.go and go.mod [1]. The message explains that the probe corrodes when read more often.`,
        `In ${sha.soil} Priya Raghavan added sensors/soil.go with 72 lines and go.mod with 1 line [1].`,
      ],
    },
    {
      question: 'Commits per month in 2018',
      operation: 'query_commits',
      input: { result: 'group', groupBy: 'month', since: '2018-01-01', until: '2019-01-01' },
      answers: [
        'In 2018 there was 1 commit in April and 1 commit in June.',
        'April 2018 and June 2018 saw one commit each.',
        '- April 2018: 1 commit\n- June 2018: 1 commit',
        'Only two months of 2018 had commits: April and June, one each.',
      ],
    },
    {
      question: 'How did alerts/frost.go come about?',
      operation: 'file_history',
      input: { path: 'alerts/frost.go' },
      answers: [
        `alerts/frost.go goes back to Priya Raghavan, who added it on 11 April 2018 with ${sha.frost} [1]. Dmitri Volkov changed it last, in ${sha.compost} on 8 March 2019 [2].`,
        `It has had 2 commits so far: ${sha.frost} by Priya Raghavan created it [1], and ${sha.compost} was the last change [2].`,
        `Priya Raghavan created the file in ${sha.frost} (“Warn of frost at night”) [1]; about eleven months later Dmitri Volkov changed it in ${sha.compost} [2].`,
      ],
    },
    {
      question: 'Which release came first?',
      operation: 'list_tags',
      input: {},
      answers: [
        'v3.1 came first, on 2017-10-03; v3.2 followed on 2018-07-01. There are 2 releases.',
        'The first of the two tags is v3.1 of October 2017.',
        'Of 2 tags, v3.1 (3 October 2017) is the older one and v3.2 (1 July 2018) the newer one.',
      ],
    },
    {
      question: 'Which commit is the largest?',
      operation: 'query_commits',
      input: { result: 'largest', limit: 2 },
      answers: [
        `${sha.bees} by Hana Kobayashi is the largest, with 318 added lines [1]. Next is ${sha.seeds} by Dmitri Volkov with 210 additions and 6 deletions [2].`,
        `Hana Kobayashi's ${sha.bees} added 318 lines on 2018-06-25, more than any other commit [1]; Dmitri Volkov's ${sha.seeds} added 210 [2].`,
        `The top two are ${sha.bees} (+318 −0) [1] and ${sha.seeds} (+210 −6) [2].`,
        `With over 300 lines, ${sha.bees} is the biggest commit [1]; ${sha.seeds} has about 200 [2].`,
      ],
    },
    {
      question: 'What happened in 2017?',
      operation: 'summarize_period',
      input: { since: '2017-01-01', until: '2018-01-01' },
      answers: [
        `Two commits: Priya Raghavan began to log soil moisture in February (${sha.soil}) [2], and Dmitri Volkov stored the seed catalogue as CSV in September (${sha.seeds}) [1].`,
        `In 2017, 2 commits were made by 2 authors. ${sha.soil} logs soil moisture twice a day [2], ${sha.seeds} stores the seed catalogue as CSV [1].`,
        `Priya Raghavan and Dmitri Volkov made 2 commits in 2017, ${sha.soil} [2] and ${sha.seeds} [1].`,
      ],
    },
  ]
}
