// An entity of a question with its place in it: what every part of the linker gives back.
import type { LinkedEntity } from '#lib/events.ts'
import type { DateSpan } from './dates.ts'
import type { Span } from './spans.ts'

/** An entity with its place in the question. */
export interface Link extends LinkedEntity {
  readonly start: number
  readonly end: number
  /** True when the writer marked it, so that nothing of that name is worth saying. */
  readonly marked: boolean
  /** Of people: everybody with an address there. */
  readonly isDomain?: boolean
  /** Of an ambiguous one: what else fits as well. */
  readonly alternatives?: readonly string[]
  /** True when one of them is as likely as what was chosen. */
  readonly isEven?: boolean
}

/** A place in an order, counted from 1. */
export interface Ordinal {
  readonly place: number
  readonly fromEnd: boolean
}

export interface LinkedQuestion {
  readonly links: readonly Link[]
  readonly dates: readonly DateSpan[]
  readonly limit: number | undefined
  /** The one result meant by its place: "the third", "second to last". */
  readonly ordinal?: Ordinal
  readonly line: number | undefined
  /** Last line of a range of lines. */
  readonly endLine?: number
}

export function linked(span: Span, kind: LinkedEntity['kind'], value: string, marked = span.marked): Link {
  return { kind, text: span.text, value, status: 'found', start: span.start, end: span.end, marked }
}

export function missing(span: Span, kind: LinkedEntity['kind']): Link {
  return { kind, text: span.text, status: 'missing', start: span.start, end: span.end, marked: true }
}
