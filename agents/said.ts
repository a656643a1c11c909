// A sentence made ready for the checks of what it says: its own words apart from what it quotes, and what code says of the same.
import type { Claim } from './claims.ts'
import type { Evidence } from './evidence.ts'
import { fold } from './evidence-rows.ts'
import { type Range, sentencesOf } from './statements.ts'
import { stemsOf } from './words.ts'

/** A sentence that says something the wrong way round, or on no ground, and why. */
export interface Fault {
  readonly sentence: Range
  readonly detail: string
}

/** A sentence of the findings with the stems of its words. */
export interface Told {
  readonly line: string
  readonly stems: ReadonlySet<string>
}

/** One sentence or clause with its claims. */
export interface Said {
  /** Its own words: quotes, dates and paths are blanked. */
  readonly words: string
  /** Offset of the first word in the text. */
  readonly start: number
  readonly claims: readonly Claim[]
  readonly evidence: Evidence
  /** The sentences that code has made of the findings, without what they quote. */
  readonly told: readonly Told[]
  /** Lines of messages and diffs. */
  readonly material: readonly Told[]
}

/** What code says of the findings, sentence by sentence. */
export function toldBy({ findings }: Evidence): readonly Told[] {
  return findings.flatMap((finding) =>
    [finding.text, finding.summary, ...(finding.notices ?? [])].flatMap((part) =>
      sentencesOf(part).map(({ start, end }) => asTold(ownWords(part.slice(start, end)))),
    ),
  )
}

/** Messages and diffs, line by line. */
export function materialOf({ findings }: Evidence): readonly Told[] {
  return findings.flatMap(({ material = '' }) => material.split(/\n|(?<=[.!?])\s/).map(asTold))
}

function asTold(text: string): Told {
  const line = fold(text)
  return { line, stems: stemsOf(line) }
}

/** Without quotes, and without what is only said in brackets. */
export function ownWords(text: string): string {
  return text.replace(/“[^”]*”|\([^)]*\)/g, ' ')
}

/** The text with quotes, dates and paths blanked: "last spring" and a quoted “first” say nothing of order. */
export function blank(words: string, claims: readonly Claim[], start: number): string {
  let out = words.replace(/“[^”]*”|"[^"]*"/g, (quote) => ' '.repeat(quote.length))
  for (const { kind, start: at, end } of claims)
    if (kind === 'quote' || kind === 'date' || kind === 'path')
      out = out.slice(0, at - start) + ' '.repeat(end - at) + out.slice(end - start)
  return out
}
