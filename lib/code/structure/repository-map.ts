// The files and definitions that the rest of a repository leans on most, by who mentions whose names.

import type { FoundSymbol } from '../code-protocol.ts'
import { roleOfFile } from '../file-role.ts'
import { termsOfWord } from '../words/code-tokens.ts'
import type { Dictionary } from '../words/dictionary.ts'
import type { SnapshotFile } from '../words/lexical-fields.ts'
import { isSymbol } from './structure.ts'
import { isBelow } from './symbols.ts'

export interface MappedFile {
  readonly path: string
  /** Share of all importance, 0 to 1. */
  readonly rank: number
  /** Most mentioned first. */
  readonly definitions: readonly (FoundSymbol & { readonly mentionedBy: number })[]
}

/** A name of one plain word, such as `error` or `set`, is often a word and not that thing. */
const PLAIN_NAME = 0.2
const COMPOUND = /[_$\d]|\p{Ll}\p{Lu}/u
/** Names that more files define say nothing of any of them. */
const DEFINERS_LIMIT = 4
const NAME_CHARACTERS = 4
/** The language calls these by itself: whoever writes them means his own. */
const SPECIAL = /^__\w+__$|^(?:constructor|toString|new|init|main)$/
const ROUNDS = 20
/** Brin and Page, "The anatomy of a large-scale hypertextual Web search engine" (1998): their damping factor. */
const DAMPING = 0.85
/** What a file of tests, examples or documents counts for, as one that mentions and as one that is mentioned. */
const ASIDE = 0.1
const DEFINITIONS_LIMIT = 12

/** Most important first; only files that define something. */
export function mapRepository(
  files: readonly SnapshotFile[],
  {
    dictionary,
    path,
    limit,
  }: { readonly dictionary: Dictionary; readonly path: string | undefined; readonly limit: number },
): readonly MappedFile[] {
  const definers = definersOf(files, dictionary)
  const mentions = files.map((file) => mentionedTerms(file, definers))
  const weights = files.map(({ path: own }) => (/^(?:source|declaration)$/.test(roleOfFile(own)) ? 1 : ASIDE))
  const mentionedBy = countMentions(mentions, definers, weights)
  const ranks = rankFiles({ mentions, definers, weights })
  return files
    .map((file, index) => ({ file, rank: (ranks[index] ?? 0) * (weights[index] ?? 1) }))
    .filter(({ file }) => isBelow(file.path, path) && file.blob.structure.definitions.some(isSymbol))
    .toSorted((a, b) => b.rank - a.rank || (a.file.path < b.file.path ? -1 : 1))
    .slice(0, limit)
    .map(({ file, rank }) => ({ path: file.path, rank, definitions: importantOf(file, mentionedBy, dictionary) }))
}

interface Definers {
  readonly files: number[]
  /** How sure a mention of the term is one of what they define. */
  readonly weight: number
}

/** Files that define each term, when they are few. */
function definersOf(files: readonly SnapshotFile[], dictionary: Dictionary): ReadonlyMap<number, Definers> {
  const definers = new Map<number, Definers>()
  for (const [index, { blob }] of files.entries()) {
    const own = new Map<number, number>()
    for (const definition of blob.structure.definitions) {
      if (!isSymbol(definition) || definition.kind === 'field' || !isTelling(definition.name)) continue
      const term = termOfName(definition.name, dictionary)
      if (term !== undefined) own.set(term, COMPOUND.test(definition.name) ? 1 : PLAIN_NAME)
    }
    for (const [term, weight] of own) {
      const known = definers.get(term)
      if (known) known.files.push(index)
      else definers.set(term, { files: [index], weight })
    }
  }
  for (const [term, own] of definers) if (own.files.length > DEFINERS_LIMIT) definers.delete(term)
  return definers
}

function isTelling(name: string): boolean {
  return name.length >= NAME_CHARACTERS && !SPECIAL.test(name)
}

function termOfName(name: string, dictionary: Dictionary): number | undefined {
  const [whole] = termsOfWord(name)
  return whole === undefined ? undefined : dictionary.find(whole)
}

function mentionedTerms({ blob }: SnapshotFile, definers: ReadonlyMap<number, unknown>): ReadonlySet<number> {
  const found = new Set<number>()
  for (const { terms, imported } of blob.chunks) {
    for (const term of terms) if (definers.has(term)) found.add(term)
    for (const term of imported) if (definers.has(term)) found.add(term)
  }
  return found
}

/** How many other files mention each term; asides count little. */
function countMentions(
  mentions: readonly ReadonlySet<number>[],
  definers: ReadonlyMap<number, Definers>,
  weights: readonly number[],
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const [file, terms] of mentions.entries())
    for (const term of terms) {
      const own = definers.get(term)
      if (own && !own.files.includes(file))
        counts.set(term, (counts.get(term) ?? 0) + own.weight * (weights[file] ?? 1))
    }
  return counts
}

function rankFiles({
  mentions,
  definers,
  weights,
}: {
  readonly mentions: readonly ReadonlySet<number>[]
  readonly definers: ReadonlyMap<number, Definers>
  readonly weights: readonly number[]
}): Float64Array {
  const links = mentions.map((terms, from) => {
    const out = new Map<number, number>()
    for (const term of terms) {
      const own = definers.get(term)
      if (own === undefined || own.files.includes(from)) continue
      for (const to of own.files) out.set(to, (out.get(to) ?? 0) + own.weight / own.files.length)
    }
    return out
  })
  const sums = links.map((out) => [...out.values()].reduce((sum, weight) => sum + weight, 0))
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  let ranks = Float64Array.from(weights, (weight) => weight / total)
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = Float64Array.from(weights, (weight) => ((1 - DAMPING) * weight) / total)
    for (const [from, out] of links.entries()) {
      const share = (DAMPING * (ranks[from] ?? 0)) / (sums[from] || 1)
      for (const [to, weight] of out) next[to] = (next[to] ?? 0) + share * weight
    }
    ranks = next
  }
  return ranks
}

function importantOf(
  { path, blob }: SnapshotFile,
  mentionedBy: ReadonlyMap<number, number>,
  dictionary: Dictionary,
): MappedFile['definitions'] {
  const named = blob.structure.definitions.filter(
    (definition) => isSymbol(definition) && definition.kind !== 'field' && !SPECIAL.test(definition.name),
  )
  // Of overloads the first speaks for all.
  const once = new Map(named.toReversed().map((definition) => [`${definition.parent} ${definition.name}`, definition]))
  return [...once.values()]
    .map((definition) => {
      const term = termOfName(definition.name, dictionary)
      return {
        ...definition,
        path,
        mentionedBy: Math.round((term === undefined ? 0 : (mentionedBy.get(term) ?? 0)) * 10) / 10,
      }
    })
    .toSorted(
      (a, b) =>
        b.mentionedBy - a.mentionedBy ||
        Number(a.parent !== undefined) - Number(b.parent !== undefined) ||
        a.line - b.line,
    )
    .slice(0, DEFINITIONS_LIMIT)
    .toSorted((a, b) => a.line - b.line)
}
