// Words that point back at the conversation, put into the names that they stand for: "that commit", "they", "the same year".

import type { PreviousQuestion } from './follow-up.ts'
import { findOrdinal } from './numbers.ts'

type Input = Readonly<Record<string, unknown>>

interface Pronoun {
  readonly pattern: RegExp
  /** What it stands for, as a reader would write it. */
  readonly meant: (previous: PreviousQuestion) => string | undefined
}

const PRONOUNS: readonly Pronoun[] = [
  {
    pattern:
      /\b(?:that|this|the same|dieser|diesen|ce|este|ese)\s+(?:commit|change|änderung|cambio)\b|\b(?:that|this) one\b|这个提交/iu,
    meant: ({ answer }) => shasOf(answer)[0],
  },
  {
    pattern:
      /\b(?:that|this|the same|diese[rs]?|ce|ese)\s+(?:file|path|datei|fichier|archivo)\b|\b(?:that|this|the same|diesem|ce|esa)\s+(?:folder|directory|ordner|dossier|carpeta)\b/iu,
    meant: ({ reading }) => pathOf(reading.input),
  },
  {
    pattern:
      /\b(?:that|this|the same|diese|cette|esa)\s+(?:function|class|method|symbol|name|funktion|klasse|fonction|classe|función|clase)\b/iu,
    meant: ({ reading }) => (reading.operation === 'person' ? undefined : textOf(reading.input.name)),
  },
  {
    pattern: /\b(?:that|this|the same|diese|cette|esa)\s+(?:release|version|tag|versión)\b/iu,
    meant: ({ reading }) =>
      textOf(reading.input.to) ?? (reading.operation === 'list_tags' ? textOf(reading.input.name) : undefined),
  },
  {
    pattern:
      /\b(?:in\s+)?(?:that|the same|dieser|cette|esa)\s+(?:year|month|week|period|time|day|jahr|monat|woche|zeit|année|mois|año|mes)\b/iu,
    meant: ({ reading }) => periodOf(reading.input),
  },
  {
    pattern:
      /\b(?:he|she|they|him|her|them|that (?:person|author|developer)|this (?:person|author|developer))\b(?!['’])/iu,
    meant: ({ reading }) => personOf(reading.input, reading.operation),
  },
  {
    pattern: /\b(?:his|their)\b/iu,
    meant: ({ reading }) => possessive(personOf(reading.input, reading.operation)),
  },
  {
    pattern: /\bit\b(?!['’])/iu,
    meant: ({ reading: { input, operation } }) =>
      pathOf(input) ?? (operation === 'person' ? undefined : textOf(input.name)) ?? textOf(input.commit),
  },
]

/** The question with each such word replaced by the name it stands for; as it was where nothing fits. */
export function resolvePronouns(question: string, previous: PreviousQuestion | undefined): string {
  if (previous === undefined) return question
  const placed = placedCommit(question, previous)
  if (placed !== undefined) return placed
  return PRONOUNS.reduce((text, { pattern, meant }) => {
    const name = pattern.test(text) ? meant(previous) : undefined
    return name === undefined ? text : text.replace(pattern, () => name)
  }, question)
}

/** "the second one": of the commits that the answer before names. */
function placedCommit(question: string, { answer }: PreviousQuestion): string | undefined {
  const pattern = /\bthe (?:first|last|second|third|fourth|fifth|\d{1,2}(?:st|nd|rd|th)) one\b/iu
  const words = pattern.exec(question)?.[0]
  if (words === undefined) return undefined
  const shas = shasOf(answer)
  const place = /last/i.test(words) ? shas.length : (findOrdinal(words)?.place ?? 1)
  const sha = shas[place - 1]
  if (sha === undefined) return undefined
  const rest = question.replace(pattern, sha)
  return /^\W*(?:and\s+)?[0-9a-f]+\W*$/i.test(rest) ? `explain ${sha}` : rest
}

/** Commit ids in a text, each once, in order. */
export function shasOf(text: string): readonly string[] {
  return [...new Set(text.match(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/g) ?? [])]
}

function pathOf({ path, paths }: Input): string | undefined {
  return textOf(path) ?? (Array.isArray(paths) && paths.length === 1 ? textOf(paths[0]) : undefined)
}

function personOf({ authors, committers, coAuthors, name }: Input, operation: string): string | undefined {
  const [first] =
    ([authors, committers, coAuthors].find((names) => Array.isArray(names) && names.length > 0) as
      | readonly unknown[]
      | undefined) ?? []
  return textOf(first) ?? (operation === 'person' ? textOf(name) : undefined)
}

function possessive(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${name}'s`
}

function periodOf({ since, until }: Input): string | undefined {
  const [first, end] = [textOf(since), textOf(until)]
  if (first === undefined || end === undefined) return undefined
  const last = new Date(Date.parse(end) - 86_400_000)
  return Number.isNaN(last.getTime()) ? undefined : `between ${first} and ${last.toISOString().slice(0, 10)}`
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
