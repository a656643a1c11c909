// Which release first contained a commit, of which kind and on which branch, and which branches hold it.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import type { GitRef } from '#lib/git/revisions.ts'
import { listIndexedRefs } from '#lib/history/named-revisions.ts'
import { findCommit } from './explain-commit.ts'
import { nothingSuch, type Operation, type OperationContext, type Source } from './operation.ts'
import { code, inline, joinWords, plural, quoted, shortOid } from './wording.ts'

const Containing = z.object({
  commit: z.string().min(1).max(500).describe('sha or subject line of a commit'),
  release: z.string().max(200).optional().describe('only whether this tag contains it'),
  kind: z.enum(['any', 'stable', 'pre-release']).optional().describe('default: stable, else a pre-release'),
  branch: z.string().max(200).optional().describe('only releases on this branch'),
})

/** Branches named in one answer. */
const BRANCHES_NAMED = 8

export const releaseContaining: Operation<z.infer<typeof Containing>> = {
  name: 'release_containing',
  title: 'First release with a commit',
  kind: 'fact',
  description:
    'The first tagged release that contains a commit, stable releases before pre-releases, and the branches that hold it; of one kind or one branch if asked. ' +
    'Use it for "which version shipped this change", "is it on the 2.x branch", "first release candidate with it".',
  example: { commit: 'a1b2c3d' },
  input: Containing,
  async execute(context, input) {
    const oid = await findCommit(context, input.commit)
    const receipt = { kind: 'git', command: containingCommand(oid ?? input.commit, input) } as const
    if (oid === undefined)
      return nothingSuch([{ kind: 'commit', text: input.commit, status: 'missing' }], receipt, 'the indexed history')
    const branch = input.branch === undefined ? undefined : await findBranch(context, input.branch)
    if (input.branch !== undefined && branch === undefined)
      return nothingSuch([{ kind: 'branch', text: input.branch, status: 'missing' }], receipt, 'the branches')
    const { containing, first, branches } = await releasesWith(context, oid, {
      ...(input.kind && { kind: input.kind }),
      ...(branch && { branch }),
    })
    const commit: Source = { kind: 'commit', sha: oid, label: shortOid(oid), verified: false }
    const held = wordBranches(branches, input.branch)
    const what = `${input.kind === undefined || input.kind === 'any' ? 'tag' : `${input.kind} tag`}${input.branch === undefined ? '' : ` on ${code(input.branch)}`}`
    if (first === undefined)
      return {
        summary: 'no release',
        rows: [],
        total: 0,
        sources: [commit],
        receipt,
        keys: [],
        text: `No ${what} contains ${code(shortOid(oid))} {0}: it has not been released${what === 'tag' ? '' : ' there'}.${held}`,
        provesAbsence: true,
      }
    const earlier = containing.filter((tag) => tag.createdAtS < first.createdAtS)
    const asked = input.release
    const isIn = asked !== undefined && containing.some((tag) => sameVersion(tagName(tag), asked))
    const verdict =
      asked === undefined
        ? ''
        : isIn
          ? `Yes, ${code(asked)} contains ${code(shortOid(oid))}. `
          : `No, ${code(asked)} does not contain ${code(shortOid(oid))}. `
    return {
      summary: plural(containing.length, 'tag'),
      rows: containing.slice(0, 100).map(tagRow),
      total: containing.length,
      sources: [commit, tagSource(first)],
      receipt,
      text:
        `${verdict}The first ${what === 'tag' ? 'release' : what} with ${code(shortOid(oid))} {0} is **${inline(tagName(first))}**, tagged on ${dayOfSeconds(first.createdAtS)} {1}.` +
        (earlier.length > 0 ? ` Pre-releases had it before, first ${code(tagName(earlier[0] ?? first))}.` : '') +
        held,
      keys: [tagName(first)],
    }
  },
}

interface Releases {
  /** Tags with the commit, of the kind and the branch asked for, oldest first. */
  readonly containing: readonly GitRef[]
  /** The first: a stable one when there is any and no other kind was asked for. */
  readonly first: GitRef | undefined
  /** Short names of all branches with the commit. */
  readonly branches: readonly string[]
}

/** Which releases and branches hold a commit. */
export async function releasesWith(
  context: OperationContext,
  oid: string,
  { kind, branch }: { readonly kind?: 'any' | 'stable' | 'pre-release'; readonly branch?: GitRef } = {},
): Promise<Releases> {
  const { reach } = context
  const refs = await listIndexedRefs(context.history)
  const tags = refs.filter((ref) => ref.kind === 'tag' && ref.createdAtS <= context.nowS)
  const branches = refs.filter((ref) => ref.kind === 'branch')
  const holding = new Set(
    await reach.descendantsAmong(
      oid,
      [...tags, ...branches].map((ref) => ref.commitOid),
    ),
  )
  const wanted = tags.filter((tag) => holding.has(tag.commitOid) && isOfKind(tag, kind))
  const containing = (branch === undefined ? wanted : await reachedFrom(context, branch, wanted)).toSorted(
    (a, b) => a.createdAtS - b.createdAtS,
  )
  const stable = kind === 'any' ? undefined : containing.find((tag) => STABLE.test(tagName(tag)))
  return {
    containing,
    first: stable ?? containing[0],
    branches: branches.filter((ref) => holding.has(ref.commitOid)).map((ref) => ref.name.replace(/^refs\/heads\//, '')),
  }
}

/** Those of the tags that lie on the branch. */
async function reachedFrom({ reach }: OperationContext, branch: GitRef, tags: readonly GitRef[]) {
  const head = await reach.idOf(branch.commitOid)
  const ids = await Promise.all(tags.map((tag) => reach.idOf(tag.commitOid)))
  const marks = (await reach.graph()).ancestorsOf(head === undefined ? [] : [head])
  return tags.filter((_, index) => marks[ids[index] ?? 0] === 1)
}

function isOfKind(tag: GitRef, kind: 'any' | 'stable' | 'pre-release' | undefined): boolean {
  if (kind === undefined || kind === 'any') return true
  return STABLE.test(tagName(tag)) === (kind === 'stable')
}

async function findBranch({ history }: OperationContext, name: string): Promise<GitRef | undefined> {
  const refs = await listIndexedRefs(history)
  return refs.find((ref) => ref.kind === 'branch' && (ref.name === `refs/heads/${name}` || ref.name === name))
}

function wordBranches(branches: readonly string[], asked: string | undefined): string {
  if (asked !== undefined)
    return branches.includes(asked) ? '' : ` The branch ${code(asked)} does not hold the commit at all.`
  if (branches.length === 0) return ' No branch holds it any more.'
  const named = branches.slice(0, BRANCHES_NAMED).map(code)
  const rest =
    branches.length > named.length
      ? ` and ${plural(branches.length - named.length, 'more branch', 'more branches')}`
      : ''
  return ` It is on ${rest === '' ? joinWords(named) : named.join(', ')}${rest}.`
}

function containingCommand(commit: string, { kind, branch }: z.infer<typeof Containing>): string {
  const merged = branch === undefined ? '' : ` --merged ${quoted(branch)}`
  const command = `git tag --contains ${commit}${merged} --sort=creatordate`
  if (kind === undefined || kind === 'any') return command
  return `${command} | grep ${kind === 'stable' ? '-E' : '-vE'} '^([A-Za-z]+[-/])?v?[0-9]+([.][0-9]+){0,3}$'`
}

/** A version number alone: no suffix like rc1 or beta. */
export const STABLE = /^(?:[a-z]+[-/])?v?\d+(\.\d+){0,3}$/i

/** The name without `refs/tags/`. */
export function tagName(tag: GitRef): string {
  return tag.name.replace(/^refs\/tags\//, '')
}

export function sameVersion(a: string, b: string): boolean {
  return a.replace(/^v/i, '').toLowerCase() === b.replace(/^v/i, '').toLowerCase()
}

export function tagRow(tag: GitRef): Row {
  return { tag: tagName(tag), date: dayOfSeconds(tag.createdAtS), sha: tag.commitOid }
}

export function tagSource(tag: GitRef): Source {
  return { kind: 'tag', sha: tag.commitOid, label: tagName(tag), verified: false }
}

export function dayOfSeconds(atS: number): string {
  const at = new Date(atS * 1000)
  return Number.isNaN(at.getTime()) ? `${atS} s after 1970` : at.toISOString().slice(0, 10)
}
