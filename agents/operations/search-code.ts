// Finding places in the code by what it does.
import { z } from 'zod'
import type { CodeHit } from '#lib/code/search.ts'
import { queryTerms } from '#lib/code/words/code-tokens.ts'
import type { Row } from '#lib/events.ts'
import { maskSecrets } from '#lib/mask.ts'
import { contentWords } from '../understand/small-words.ts'
import type { Operation } from './operation.ts'
import { sourceOfLines } from './source-of-lines.ts'
import { code, fenced, inline, plural, shortOid } from './wording.ts'

const Search = z.object({
  query: z.string().min(1).max(20_000).describe('what the code does, in words or identifiers, or the text of an issue'),
  limit: z.number().int().min(1).max(50).optional(),
})

export const searchCode: Operation<z.infer<typeof Search>> = {
  name: 'search_code',
  title: 'Code search',
  kind: 'explain',
  description:
    'Finds the places in the code that do or define something, best first, with their lines. ' +
    'Use it for where or how something is done. For an exact string use find_text; for a definition by name find_symbol, for who uses it find_references.',
  example: { query: 'where are session cookies signed', limit: 8 },
  input: Search,
  travels: true,
  async execute(context, input) {
    const { hits, notices } = await context.code.search({
      query: input.query,
      revision: context.revision,
      limit: input.limit ?? 8,
      signal: context.signal,
    })
    const receipt = {
      kind: 'index',
      command: `./sparky search --repo ${context.repositoryName} --at ${shortOid(context.revision)} ${JSON.stringify(input.query)}`,
    } as const
    if (hits.length === 0)
      return {
        summary: 'no match',
        rows: [],
        total: 0,
        sources: [],
        receipt,
        keys: [],
        notices,
        text: `Nothing in the code at ${code(shortOid(context.revision))} matches “${inline(input.query)}”.`,
      }
    const rows = hits.map(rowOfHit)
    const isFarFetched = !hits.slice(0, HITS_JUDGED).some((hit) => fits(input.query, hit))
    const lines = hits.map(
      (hit, index) =>
        `- ${place(hit)}${hit.symbol ? ` ${code(hit.symbol)}` : ''} — ${inline(hit.why.join(' · '))} {${index}}`,
    )
    return {
      summary: plural(hits.length, 'place'),
      rows,
      total: hits.length,
      sources: hits.map((hit) => sourceOfLines(context, hit)),
      receipt,
      text: `${wordHead(hits, { isFarFetched, query: input.query })}\n\n${lines.join('\n')}`,
      keys: [],
      isFarFetched,
      excerpts: hits.map(
        (hit, index) => `[${index + 1}] ${hit.path}:${hit.startLine}-${hit.endLine}\n${maskSecrets(hit.text)}`,
      ),
      notices,
    }
  },
}

/** Places whose words are weighed against the question. */
const HITS_JUDGED = 3
/** Share of the question's words that a place must have to count as an answer. */
const FITTING_SHARE = 0.5
/** Cosine from which nearness of meaning alone makes a place an answer. */
const FITTING_MEANING = 0.5

/** Whether a place has enough of what the question is about. */
function fits(query: string, hit: CodeHit): boolean {
  if ((hit.similarity ?? 0) >= FITTING_MEANING) return true
  const wanted = queryTerms(contentWords(query.replaceAll('-', ' ')).join(' '))
  if (wanted.length === 0) return false
  const found = new Set(queryTerms(`${hit.path} ${hit.symbol ?? ''} ${hit.text}`))
  return wanted.filter((word) => found.has(word)).length >= wanted.length * FITTING_SHARE
}

function wordHead(
  hits: readonly CodeHit[],
  { isFarFetched, query }: { readonly isFarFetched: boolean; readonly query: string },
): string {
  const [first] = hits
  if (first === undefined) return ''
  if (isFarFetched) return `Nothing in the code clearly answers “${inline(query)}”. The nearest by single words:`
  const name = first.symbol ? `, ${code(first.symbol)}` : ''
  return `Most likely in ${place(first)}${name} {0}:\n\n${fenced(excerpt(first, query))}\n\nThe best places:`
}

/** Lines of the best place that are shown at once. */
const EXCERPT_LINES = 24

/** The lines of a place that have most of the words of the question, in one stretch; what is left out is shown by dots. */
function excerpt({ text }: CodeHit, query: string): string {
  const lines = text.split('\n')
  if (lines.length <= EXCERPT_LINES) return text
  const wanted = new Set(queryTerms(query))
  const worth = lines.map((line) => queryTerms(line).filter((term) => wanted.has(term)).length)
  let start = 0
  let best = -1
  for (let from = 0; from + EXCERPT_LINES <= lines.length; from += 1) {
    const sum = worth.slice(from, from + EXCERPT_LINES).reduce((total, one) => total + one, 0)
    if (sum > best) [start, best] = [from, sum]
  }
  return [
    ...(start > 0 ? ['…'] : []),
    ...lines.slice(start, start + EXCERPT_LINES),
    ...(start + EXCERPT_LINES < lines.length ? ['…'] : []),
  ].join('\n')
}

function rowOfHit(hit: CodeHit): Row {
  return {
    path: hit.path,
    startLine: hit.startLine,
    endLine: hit.endLine,
    symbol: hit.symbol ?? null,
    score: Math.round(hit.score * 1000) / 1000,
    why: hit.why,
    text: maskSecrets(hit.text),
  }
}

function place(lines: { readonly path: string; readonly startLine: number; readonly endLine: number }): string {
  return code(`${lines.path}:${lines.startLine}-${lines.endLine}`)
}
