// What a commit did, in as many words as an embedder reads: its message, its paths, and the lines that carry most.
import { maskSecrets } from '#lib/mask.ts'
import type { ChangedFile } from './commit-lines.ts'

export interface CommitToDigest {
  readonly subject: string
  readonly body: string
  readonly files: readonly ChangedFile[]
}

/** An embedder reads some 256 tokens; that many characters of code and prose fill them. */
const DIGEST_CHARACTERS = 800
/** Of the message: the rest is for the diff. */
const BODY_CHARACTERS = 300
const PATHS_LIMIT = 6
const LINES_LIMIT = 14
const LINE_CHARACTERS = 90

/** Lines that name a new thing say most about a change. */
const DEFINITION = /\b(?:def|class|function|func|fn|interface|struct|enum|trait|impl|type|module|describe|test|it)\b/
const COMMENT = /^(?:\/\/|\/?\*|#|--|"""|<!--)/
const PLUMBING = /^(?:import|from|use|using|require|include|#include|package|return;?|else|end|try|pass|break)\b/
/** Trailers and quoted addresses say nothing about what was done. */
const TRAILER = /^(?:[A-Z][A-Za-z-]+-by|Cc|Change-Id|Reviewed-on|git-svn-id|Message-Id): .*$/gim

/** At most DIGEST_CHARACTERS; secrets are masked. */
export function digestOf({ subject, body, files }: CommitToDigest): string {
  const message = body.replace(TRAILER, '').replace(/\s+/g, ' ').trim().slice(0, BODY_CHARACTERS)
  const paths = files.slice(0, PATHS_LIMIT).map(({ path }) => path)
  const lines = tellingLines(files)
  const text = [subject, message, paths.join(' '), ...lines].filter((part) => part !== '').join('\n')
  return maskSecrets(text).slice(0, DIGEST_CHARACTERS)
}

interface ChangedLine {
  readonly text: string
  readonly sign: '+' | '-'
  readonly score: number
  readonly order: number
}

/** The best lines in the order of the diff; what only moved, and what was said already, is left out. */
export function tellingLines(files: readonly ChangedFile[]): readonly string[] {
  const removed = new Set(files.flatMap((file) => file.removed))
  const added = new Set(files.flatMap((file) => file.added))
  const lines: ChangedLine[] = []
  for (const file of files) {
    for (const text of file.added) if (!removed.has(text)) lines.push(weigh(text, '+', lines.length))
    for (const text of file.removed) if (!added.has(text)) lines.push(weigh(text, '-', lines.length))
  }
  const seen = new Set<string>()
  const best = lines
    .toSorted((a, b) => b.score - a.score || a.order - b.order)
    .filter(({ text, score }) => {
      const isNew = score > 0 && !seen.has(text)
      seen.add(text)
      return isNew
    })
    .slice(0, LINES_LIMIT)
  return best.toSorted((a, b) => a.order - b.order).map(({ sign, text }) => `${sign} ${plain(text)}`)
}

function weigh(text: string, sign: '+' | '-', order: number): ChangedLine {
  const words = new Set(text.match(/\p{L}{3,}/gu) ?? []).size
  const kind = DEFINITION.test(text) ? 3 : COMMENT.test(text) ? 2 : PLUMBING.test(text) ? -2 : 0
  const score = words === 0 ? 0 : Math.min(words, 8) / 2 + kind + (sign === '+' ? 1 : 0)
  return { text, sign, score, order }
}

/** Names as the words they are made of, which is what an embedder of prose understands. */
function plain(text: string): string {
  return text
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/_+/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, LINE_CHARACTERS)
}
