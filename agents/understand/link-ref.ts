// Tags, branches and commits that a piece of a question names.
import type { UnderstandContext } from './context.ts'
import { type Link, linked, missing } from './link.ts'
import type { Span } from './spans.ts'

export type Refs = Awaited<ReturnType<UnderstandContext['refs']>>

export async function linkSha(span: Span, question: string, context: UnderstandContext): Promise<Link | undefined> {
  const commit = await context.commit(span.text)
  if (commit) return linked(span, 'commit', commit.oid, true)
  const isHexLike = /\d/.test(span.text) && /[a-f]/i.test(span.text)
  const isCalledCommit = /\b(?:commit|sha|revision|hash|changeset)\s*(?:id\s*)?[`"'“(]?$/i.test(
    question.slice(0, span.start),
  )
  return isHexLike || isCalledCommit ? missing(span, 'commit') : undefined
}

export function linkRef(span: Span, refs: Refs): Link | undefined {
  const ref =
    refs.find(({ name }) => name === span.text) ??
    refs.find(({ name, kind }) => kind === 'tag' && sameVersion(name, span.text)) ??
    // "v2" is 2.0.0, when nothing is called just that.
    refs.find(
      ({ name, kind }) =>
        kind === 'tag' && /^v?\d+(?:\.\d+)?$/i.test(span.text) && sameVersion(name, `${span.text}.0.0`),
    ) ??
    refs.find(
      ({ name, kind }) => kind === 'tag' && /^v?\d+(?:\.\d+)?$/i.test(span.text) && sameVersion(name, `${span.text}.0`),
    )
  return ref && linked(span, ref.kind, ref.name, true)
}

/** `1.0`, `v1.0` and `release-1.0` name the same version. */
function sameVersion(tag: string, text: string): boolean {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/^.*?(?=v?\d)/, '')
      .replace(/^v/, '')
  return /\d/.test(text) && /^(?:v|release|version)?[-/ ]?v?\d/i.test(text) && plain(tag) === plain(text)
}

export function linkVersion(span: Span, question: string, refs: Refs): Link | undefined {
  const found = linkRef(span, refs)
  if (found) return found
  const isCalledVersion =
    /\b(?:version|release|tag|tagged|since|between|and|from|to|in|Version|versión)\s*[`"'“(]?$/i.test(
      question.slice(0, span.start),
    ) || /^v\d|^\d+\.\d+\.\d+$/i.test(span.text)
  return isCalledVersion ? missing(span, 'tag') : undefined
}
