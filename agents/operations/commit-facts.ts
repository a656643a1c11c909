// Single facts of one commit: its parents, people, dates, lines, files, message or names, each in one sentence.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { readChangedFiles } from '#lib/git/diff.ts'
import { type CommitDescription, describeCommit } from '#lib/history/explain.ts'
import { commitRows } from '#lib/history/link-query.ts'
import type { KnownCommit } from './commit-fact.ts'
import { ASPECTS, type CommitAspect, FACTS } from './commit-fact-words.ts'
import { fileRow } from './diff-words.ts'
import { CHOOSE, CommitChoice, findChosen, isChosen } from './explain-commit.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { code, commitSource, joinWords, plural, quoted, shortOid } from './wording.ts'

const Input = z
  .object({
    ...CommitChoice,
    aspects: z
      .array(z.enum(ASPECTS))
      .min(1)
      .max(6)
      .describe('the facts asked for; tags and branches are those on this very commit'),
  })
  .refine(isChosen, CHOOSE)

export const commitFacts: Operation<z.infer<typeof Input>> = {
  name: 'commit_facts',
  title: 'Facts of a commit',
  kind: 'fact',
  description:
    'Exactly the facts asked of one commit, a sentence each: parents, children, author, committer, dates, lines added or removed, files, message, tags. ' +
    'Use it for "how many lines did it add", "parents of this merge", "who committed it". Not for why (explain_commit), nor for reverts, issues, reviewers (commit_links).',
  example: { commit: 'a1b2c3d', aspects: ['lines_added'] },
  input: Input,
  async execute(context, input) {
    const aspects = [...new Set(input.aspects)]
    const { name, oid } = await findChosen(context, input)
    const commit = oid && (await describeCommit(context.history, oid))
    if (!commit)
      return nothingSuch(
        [{ kind: 'commit', text: name, status: 'missing' }],
        { kind: 'git', command: `git show -s ${quoted(name)}` },
        'the indexed history',
      )
    const known = await gather(context, commit, aspects)
    const own = { sha: commit.oid, subject: commit.subject, author: commit.author, authoredAt: commit.authoredAt }
    const sources = [commitSource(own)]
    const cite = (row: Row) => `{${sources.push(commitSource(row)) - 1}}`
    const facts = aspects.map((aspect) => FACTS[aspect].tell(known, cite))
    const sentences = facts.map(({ predicate }, index) =>
      index === 0 ? `${code(shortOid(commit.oid))} {0} ${predicate}` : `It ${predicate}`,
    )
    const rows = [Object.assign({ ...own }, ...facts.map(({ columns = {} }) => columns)) as Row].concat(
      facts.flatMap(({ rows: others = [] }) => others),
    )
    return {
      summary: joinWords(facts.map(({ summary }) => summary)),
      rows,
      total: rows.length,
      sources,
      receipt: {
        kind: 'git',
        command: [...new Set(aspects.map((aspect) => FACTS[aspect].command(commit.oid, context.revision)))].join('; '),
      },
      text: sentences.join('\n\n'),
      keys: facts.flatMap(({ keys = [] }) => keys),
      ...(facts.every(({ isAbsent }) => isAbsent) && { provesAbsence: true }),
      notices: known.hasMoreFiles
        ? [`Only the first ${plural(known.files.length, 'changed file')} were read and counted.`]
        : [],
    }
  },
}

/** Only what the facts asked for need: children are looked for in the whole graph, files by git. */
async function gather(
  context: OperationContext,
  commit: CommitDescription,
  aspects: readonly CommitAspect[],
): Promise<KnownCommit> {
  const needs = (what: 'children' | 'files') => aspects.some((aspect) => FACTS[aspect].needs === what)
  const { history, reach, signal } = context
  const parentIds = (await Promise.all(commit.parents.map((oid) => reach.idOf(oid)))).filter((id) => id !== undefined)
  const childIds = needs('children') ? await childrenOf(context, commit.oid) : []
  const [commits, diff] = await Promise.all([
    commitRows(history, [...parentIds, ...childIds]),
    needs('files')
      ? readChangedFiles({ gitFolder: history.gitFolder, oid: commit.oid, signal })
      : { files: [], hasMoreFiles: false },
  ])
  const rowsOf = (ids: readonly number[]) => ids.map((id) => commits.get(id)).filter((row) => row !== undefined)
  return {
    commit,
    parents: rowsOf(parentIds),
    children: rowsOf(childIds),
    files: diff.files.map(fileRow),
    hasMoreFiles: diff.hasMoreFiles,
  }
}

/** Ids of the commits that have this one as a parent, of those that the revision reaches. */
async function childrenOf({ reach, revision }: OperationContext, oid: string): Promise<readonly number[]> {
  const [id, head] = [await reach.idOf(oid), await reach.idOf(revision)]
  if (id === undefined || head === undefined) return []
  const graph = await reach.graph()
  const seen = graph.ancestorsOf([head])
  const children: number[] = []
  for (let other = id + 1; other <= head; other += 1)
    if (seen[other] === 1 && graph.parentsOf(other).includes(id)) children.push(other)
  return children
}
