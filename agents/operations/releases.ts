// Tags as releases: which there are, and which one first contained a commit.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { type GitRef, listRefs } from '#lib/git/revisions.ts'
import { commitsBySubject } from '#lib/history/explain.ts'
import { nothingSuch, type Operation, type OperationContext, type Source } from './operation.ts'
import { findRevision } from './scope-input.ts'
import { code, inline, plural, shortOid } from './wording.ts'

const Tags = z.object({
  order: z.enum(['newest', 'oldest']).optional(),
  name: z.string().max(200).optional().describe('only this tag'),
  limit: z.number().int().min(1).max(500).optional(),
})

export const listTags: Operation<z.infer<typeof Tags>> = {
  name: 'list_tags',
  title: 'Tags and releases',
  kind: 'fact',
  description:
    'The tags of the repository with their dates, newest first; or the date of one tag. Use it for "which releases are there", "when was 2.0 released".',
  example: { limit: 10 },
  input: Tags,
  async execute(context, input) {
    const receipt = { kind: 'git', command: 'git for-each-ref --sort=-creatordate refs/tags' } as const
    const all = await reachableTags(context)
    const wanted = input.name === undefined ? all : all.filter((tag) => sameVersion(tagName(tag), input.name ?? ''))
    if (input.name !== undefined && wanted.length === 0)
      return nothingSuch(
        [{ kind: 'tag', text: input.name, status: 'missing' }],
        receipt,
        `the ${plural(all.length, 'tag')} of this repository`,
      )
    const sorted = [...wanted].sort((a, b) =>
      input.order === 'oldest' ? a.createdAtS - b.createdAtS : b.createdAtS - a.createdAtS,
    )
    const shown = sorted.slice(0, input.limit ?? 20)
    const [only] = shown
    const lines = shown.map((tag, index) => `- ${code(tagName(tag))} — ${dayOfSeconds(tag.createdAtS)} {${index}}`)
    return {
      summary: plural(wanted.length, 'tag'),
      rows: shown.map(tagRow),
      total: wanted.length,
      sources: shown.map(tagSource),
      receipt,
      text:
        only === undefined
          ? 'This repository has no tags.'
          : shown.length === 1
            ? `${code(tagName(only))} was tagged on **${dayOfSeconds(only.createdAtS)}** at commit ${code(shortOid(only.commitOid))} {0}.`
            : `${plural(wanted.length, 'tag')}${shown.length < wanted.length ? `, the ${input.order ?? 'newest'} ${shown.length}` : ''}:\n\n${lines.join('\n')}`,
      keys: shown.length === 1 && only ? [tagName(only)] : [],
    }
  },
}

const Containing = z.object({ commit: z.string().min(1).max(500).describe('sha or subject line of a commit') })

export const releaseContaining: Operation<z.infer<typeof Containing>> = {
  name: 'release_containing',
  title: 'First release with a commit',
  kind: 'fact',
  description:
    'The first tagged release that contains a commit, stable releases before pre-releases. Use it for "which version shipped this change".',
  example: { commit: 'a1b2c3d' },
  input: Containing,
  async execute(context, input) {
    const bySha = /\s/.test(input.commit.trim()) ? undefined : await findRevision(context, input.commit.trim())
    const oid = bySha ?? (await commitsBySubject(context.history, { subject: input.commit, limit: 1 }))[0]?.oid
    const receipt = { kind: 'git', command: `git tag --contains ${oid ?? input.commit} --sort=creatordate` } as const
    if (oid === undefined)
      return nothingSuch([{ kind: 'commit', text: input.commit, status: 'missing' }], receipt, 'the indexed history')
    const tags = await reachableTags(context)
    const descendants = new Set(
      await context.reach.descendantsAmong(
        oid,
        tags.map((tag) => tag.commitOid),
      ),
    )
    const containing = tags.filter((tag) => descendants.has(tag.commitOid)).sort((a, b) => a.createdAtS - b.createdAtS)
    const first = containing.find((tag) => STABLE.test(tagName(tag))) ?? containing[0]
    const commit: Source = { kind: 'commit', sha: oid, label: shortOid(oid), verified: false }
    if (first === undefined)
      return {
        summary: 'no release',
        rows: [],
        total: 0,
        sources: [commit],
        receipt,
        keys: [],
        text: `No tag contains ${code(shortOid(oid))} {0}: it has not been released.`,
      }
    const earlier = containing.filter((tag) => tag.createdAtS < first.createdAtS)
    return {
      summary: plural(containing.length, 'tag'),
      rows: containing.slice(0, 100).map(tagRow),
      total: containing.length,
      sources: [commit, tagSource(first)],
      receipt,
      text:
        `The first release with ${code(shortOid(oid))} {0} is **${inline(tagName(first))}**, tagged on ${dayOfSeconds(first.createdAtS)} {1}.` +
        (earlier.length > 0 ? ` Pre-releases had it before.` : ''),
      keys: [tagName(first)],
    }
  },
}

/** A version number alone: no suffix like rc1 or beta. */
const STABLE = /^(?:[a-z]+[-/])?v?\d+(\.\d+){0,3}$/i

async function reachableTags(context: OperationContext): Promise<readonly GitRef[]> {
  const refs = await listRefs(context.history.gitFolder)
  return refs.filter((ref) => ref.kind === 'tag')
}

function tagName(tag: GitRef): string {
  return tag.name.replace(/^refs\/tags\//, '')
}

function sameVersion(a: string, b: string): boolean {
  return a.replace(/^v/i, '').toLowerCase() === b.replace(/^v/i, '').toLowerCase()
}

function tagRow(tag: GitRef): Row {
  return { tag: tagName(tag), date: dayOfSeconds(tag.createdAtS), sha: tag.commitOid }
}

function tagSource(tag: GitRef): Source {
  return { kind: 'tag', sha: tag.commitOid, label: tagName(tag), verified: false }
}

function dayOfSeconds(atS: number): string {
  const at = new Date(atS * 1000)
  return Number.isNaN(at.getTime()) ? `${atS} s after 1970` : at.toISOString().slice(0, 10)
}
