// Plain words that name something because the question says so: "the docs folder", "on main", "by ada".
import type { UnderstandContext } from './context.ts'
import { type Link, linked, missing } from './link.ts'
import { linkPerson } from './link-person.ts'
import type { Refs } from './link-ref.ts'
import { STOP_NAMES } from './name-words.ts'
import { isSmallWord } from './small-words.ts'
import type { Span } from './spans.ts'

interface Place {
  readonly question: string
  readonly links: readonly Link[]
  readonly refs: Refs
  readonly context: UnderstandContext
}

/** In this order; a later look-up leaves alone what an earlier one took. */
const LOOKUPS = [linkFolders, linkRefs, linkMissingBranches, linkPeople]

export async function linkPlainWords({ links, ...place }: Place): Promise<readonly Link[]> {
  const found: Link[] = []
  for (const lookUp of LOOKUPS) found.push(...(await lookUp({ ...place, links: [...links, ...found] })))
  return found
}

const FOLDER_WORDS =
  /\b(?:the\s+|im\s+|le\s+|el\s+)?[`'"]?([\w.-]+)[`'"]?\s+(?:folder|directory|dir|subfolder|package|subdirectory|Ordner|Verzeichnis|dossier)(?![\w.-])|\b(?:folder|directory|dir|Ordner|Verzeichnis|dossier|répertoire|carpeta|directorio)\s+([\w./-]+)/giu

async function linkFolders({ question, links, context }: Place): Promise<readonly Link[]> {
  const found: Link[] = []
  for (const match of question.matchAll(FOLDER_WORDS)) {
    const word = match[1] ?? match[2] ?? ''
    const span = spanOf(word, match.index + match[0].indexOf(word), true)
    if (!isFree(span, links) || isSmallWord(word) || /^(?:root|top|current)$/i.test(word)) continue
    const path = (await context.paths(`${word.replace(/\/$/, '')}/`)).find((candidate) => candidate.isFolder)
    found.push(path ? linked(span, 'folder', path.path) : missing(span, 'folder'))
  }
  return found
}

/** A branch has a name like any word: only these words before it, or "branch" somewhere, make it one. */
const BRANCH_BEFORE =
  /\b(?:on|onto|into|in|between|and|or|vs\.?|versus|against|than|not|from|auf|dans|sur|entre|en)\s+(?:the\s+|der\s+|la\s+)?[`'"]?$/iu

async function linkRefs({ question, links, refs }: Place): Promise<readonly Link[]> {
  const isAboutBranches = /\b(?:branch(?:es)?|zweige?|branches?|ramas?|merge[- ]?base|ancestor)\b/iu.test(question)
  return [...question.matchAll(/(?<![\p{L}\d/])([\p{L}][\p{L}\d._/-]{2,})(?<![.])/gu)].flatMap((match) => {
    const span = spanOf(match[1] ?? '', match.index, false)
    const ref = refs.find(
      ({ name, kind }) =>
        name === span.text && (kind === 'tag' || isAboutBranches || BRANCH_BEFORE.test(question.slice(0, span.start))),
    )
    return ref && isFree(span, links) ? [linked(span, ref.kind, ref.name)] : []
  })
}

/** "the branch release-9", "on main but not on next": nothing but a branch can stand there. */
const BRANCH_PLACE =
  /\b(?:the branch|branch called|branch named|im branch|la branche|la rama)\s+([\p{L}][\p{L}\d._/-]{1,})|(?<=\bon\s.*)\b(?:but|and)\s+(?:is |are )?not\s+(?:yet\s+)?(?:on|in)\s+(?:the\s+)?(?:branch\s+)?([\p{L}][\p{L}\d._/-]{1,})/giu

async function linkMissingBranches({ question, links }: Place): Promise<readonly Link[]> {
  return [...question.matchAll(BRANCH_PLACE)].flatMap((match) => {
    const word = match[1] ?? match[2] ?? ''
    const span = spanOf(word, match.index + match[0].length - word.length, true)
    return isFree(span, links) && !/^(?:the|it|this|that)$/i.test(word) ? [missing(span, 'branch')] : []
  })
}

async function linkPeople({ question, links, context }: Place): Promise<readonly Link[]> {
  const found: Link[] = []
  for (const match of question.matchAll(
    /\b(?:by|von|par|por|author|did|has)\s+([\p{Ll}][\p{L}\d._-]{2,30})(?=\s|[?.!,]|$)/gu,
  )) {
    const word = match[1] ?? ''
    const span = spanOf(word, match.index + match[0].length - word.length, false)
    // A first and a last name are looked up together, later.
    const isFirstOfTwo = /^\s+\p{Ll}[\p{L}'-]{2,}/u.test(question.slice(span.end))
    if (!isFree(span, links) || STOP_NAMES.has(word.toLowerCase()) || isFirstOfTwo) continue
    const people = (await context.people(word)).filter((person) => person.score >= 0.8)
    const link = linkPerson(span, people)
    if (link) found.push(link)
  }
  return found
}

function spanOf(text: string, start: number, marked: boolean): Span {
  return { kind: 'name', text, start, end: start + text.length, marked }
}

function isFree({ start, end }: Span, links: readonly Link[]): boolean {
  return !links.some((link) => start < link.end && link.start < end)
}
