// A question for one fact or one kind of link of a commit is read as just that, in free wording and several languages.
import { describe, expect, test } from 'vitest'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { openStory } from './open-story.ts'

const opened = openStory()

/** SHA, MERGE and REVERT stand for abbreviated ids. */
const nameIn = (wording: string) =>
  wording
    .replaceAll('SHA', opened.story.made.fix.slice(0, 9))
    .replaceAll('MERGE', opened.story.made.merge.slice(0, 9))
    .replaceAll('REVERT', opened.story.made.revert.slice(0, 9))

const readingOf = async (wording: string) => {
  const context = opened.agents.context()
  const question = nameIn(wording)
  const { readings } = await understand({ question, context: openUnderstanding(context), signal: context.signal })
  return readings[0]
}

const FACTS: Readonly<Record<string, readonly string[]>> = {
  parents: [
    'what are the two parents of merge MERGE?',
    'Merge commit MERGE: please name both parent commits.',
    'parents of SHA',
    'which two commits does the merge SHA join?',
    'is SHA a merge?',
    'which commits does MERGE merge?',
    'Von welchen beiden Commits stammt der Merge MERGE ab?',
    'quels sont les parents de MERGE ?',
    'SHA 的父提交是什么？',
  ],
  second_parent: ['second parent of SHA', 'SHA is a merge commit. What is its second parent?'],
  first_parent: ['what is the first parent of MERGE?'],
  children: ['children of SHA', 'which commit came right after SHA?', 'which commit follows SHA?'],
  author: ['who wrote SHA?', 'author of SHA', 'Wer hat SHA geschrieben?', 'qui a écrit SHA ?', '¿quién escribió SHA?'],
  committer: [
    'who committed SHA? not the author (Ada Lovelace), the committer',
    'Commit SHA was written by Ada Lovelace but applied by another person. By whom?',
    'committer of SHA',
    'wer hat SHA committet?',
  ],
  authored_at: ['when was SHA made?', 'date of SHA', 'Wann wurde SHA geschrieben?', '¿cuándo se hizo SHA?'],
  committed_at: ['when was SHA committed?', 'commit date of SHA'],
  lines_added: [
    'how many lines did SHA add?',
    'SHA insertions',
    'Commit SHA: number of inserted lines over all files?',
    'wie viele Zeilen hat SHA hinzugefügt?',
    'combien de lignes SHA ajoute-t-il ?',
    '¿cuántas líneas añade SHA?',
    'SHA 新增了多少行？',
  ],
  lines_removed: ['how many lines did SHA remove?', 'SHA deletions', 'wie viele Zeilen entfernt SHA?'],
  lines_changed: ['how many lines does SHA change?', 'how many lines were deleted by SHA and how many added?'],
  size: ['how big is SHA?', 'diffstat of SHA', 'Wie groß ist SHA?'],
  file_count: ['how many files does SHA touch?', 'number of files in SHA'],
  files: [
    'which files does SHA change?',
    'Give me the list of all paths touched by commit SHA.',
    'files in SHA',
    'Welche Dateien ändert SHA?',
    '¿qué archivos cambia SHA?',
  ],
  added_files: ['which files were added by SHA?', 'new files in SHA'],
  deleted_files: ['which files did SHA delete?', 'Welche Dateien hat SHA gelöscht?'],
  message: ['what is the commit message of SHA?', 'quel est le message de SHA ?'],
  tags: ['is SHA tagged?'],
}

describe.each(Object.entries(FACTS))('commit_facts: %s', (aspect, wordings) => {
  test.each(wordings)('%s', async (wording) => {
    const reading = await readingOf(wording)
    expect(reading).toMatchObject({ operation: 'commit_facts', input: { aspects: [aspect] } })
    expect(reading?.notices).toEqual([])
  })
})

const LINKS: Readonly<Record<string, readonly string[]>> = {
  reverted_by: [
    'who reverted SHA?',
    'was SHA ever reverted? by which commit?',
    'SHA got reverted in …?',
    'revert of SHA: which sha',
    'who reverted SHA and when?',
    'Welcher Commit hat SHA rückgängig gemacht?',
    'qui a annulé SHA ?',
    '¿quién revirtió SHA?',
    'SHA 被回滚了吗？',
  ],
  revert_reason: ['why was SHA reverted?', "SHA was rolled back, wasn't it? In which commit and why?"],
  reverts: [
    'which commit does REVERT revert?',
    'REVERT is a revert. Of what? I need the id of the original commit.',
    'orig commit undone by REVERT?',
    'Was macht REVERT rückgängig?',
    'is REVERT a revert?',
  ],
  cherry_picks: ['was SHA backported or cherry-picked?', 'which other commit makes the same change as SHA?'],
  issues: ['which issue does SHA close?', 'SHA fixes #?'],
  fixed_by: ['which commit fixed SHA?', 'was SHA fixed later?'],
  co_authors: [
    'who co-authored SHA?',
    'Besides Ada Lovelace, who wrote it, which people are credited as co-authors of commit SHA?',
    'SHA (Ada Lovelace) coauthors?',
    'Welche Co-Autoren hat SHA?',
  ],
  reviewers: ['who reviewed SHA?'],
  signers: ['who signed off SHA?'],
  trailers: ['trailers of SHA'],
}

describe.each(Object.entries(LINKS))('commit_links: %s', (aspect, wordings) => {
  test.each(wordings)('%s', async (wording) => {
    expect(await readingOf(wording)).toMatchObject({ operation: 'commit_links', input: { aspect } })
  })
})

test('a question with two facts asks for both', async () => {
  const wording = 'Who wrote SHA and which files did it touch?'
  expect((await readingOf(wording))?.input).toEqual({ commit: opened.story.made.fix, aspects: ['author', 'files'] })
})

test.each([
  ['how many lines did the last commit add?', { which: 'last', of: {}, aspects: ['lines_added'] }],
  ['which files did the first commit change?', { which: 'first', of: {}, aspects: ['files'] }],
  [
    'how many files did the last commit by Ada Lovelace touch?',
    { which: 'last', of: { authors: ['Ada Lovelace'] }, aspects: ['file_count'] },
  ],
  ['Welche Dateien ändert der letzte Commit?', { which: 'last', of: {}, aspects: ['files'] }],
])('a commit by its place: %s', async (wording, input) => {
  expect(await readingOf(wording)).toMatchObject({ operation: 'commit_facts', input })
})

test('a fact of the parent is asked of the parent', async () => {
  expect((await readingOf('who wrote the parent of SHA?'))?.input).toEqual({
    commit: `${opened.story.made.fix}^`,
    aspects: ['author'],
  })
})

test.each([
  ['what did SHA change?', 'explain_commit'],
  ['why was SHA made?', 'explain_commit'],
  ['which lines did SHA add?', 'explain_commit'],
  ['what did the parent of SHA change?', 'explain_commit'],
  ['how many commits since SHA?', 'query_commits'],
  ['how many commits between SHA and REVERT?', 'query_commits'],
  ['when was SHA released?', 'release_containing'],
  ['which tags contain SHA?', 'release_containing'],
  ['which PR does SHA belong to?', 'merge_of'],
  ['who merged SHA?', 'merge_of'],
  ['which merge commit brought SHA into the main line?', 'merge_of'],
  ['who made the last commit?', 'query_commits'],
  ['how many commits did the author of SHA make in 2019?', 'query_commits'],
  ['compare SHA and REVERT', 'compare_revisions'],
])('is left to others: %s', async (wording, operation) => {
  expect((await readingOf(wording))?.operation).toBe(operation)
})

describe('a follow-up asks another thing of the same commit', () => {
  test.each([
    ['and how many lines did it add?', 'commit_facts', { aspects: ['lines_added'] }],
    ['and when?', 'commit_facts', { aspects: ['authored_at'] }],
    ['and who reviewed it?', 'commit_links', { aspect: 'reviewers' }],
    ['and what about MERGE?', 'commit_facts', { commit: 'MERGE', aspects: ['author'] }],
  ] as const)('%s', async (wording, operation, input) => {
    const { fix, merge } = opened.story.made
    const asked = { commit: fix, aspects: ['author'] }
    const earlier = { operation: 'commit_facts', input: asked, score: 1, by: 'rules', reason: '' } as const
    const context = opened.agents.context()
    const { readings } = await understand({
      question: nameIn(wording),
      previous: [
        {
          question: `who wrote ${fix.slice(0, 9)}?`,
          answer: `\`${fix.slice(0, 9)}\` was written by **Ada Lovelace**.`,
          reading: { ...earlier, entities: [], missing: [] },
        },
      ],
      context: openUnderstanding(context),
      signal: context.signal,
    })
    const commit = 'commit' in input ? merge : fix
    expect(readings[0]).toMatchObject({ operation, input: { ...input, commit } })
  })
})
