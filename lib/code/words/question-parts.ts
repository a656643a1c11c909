// The parts of a text that somebody asks with: what it is called, what it tells, and the code and logs that it quotes.

export interface QuestionParts {
  /** The first line. */
  readonly title: string
  /** What is told below it, without links. */
  readonly prose: string
  /** Fenced and indented blocks, and sessions of an interpreter. */
  readonly quoted: string
}

/** What a form asks the reporter to fill in is a comment, and about no code. */
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g
/** A fence that is never closed goes on to the end of the text, which `$` is not here. */
const QUOTED = /```[\s\S]*?(?:```|(?![\s\S]))|^(?: {4}|\t|>>> ).*$/gm
const LINK = /https?:\/\/\S+/g

/** A question of one line has a title only. */
export function partsOfQuestion(text: string): QuestionParts {
  const lines = text.replaceAll('\r', '').replace(COMMENT, ' ').trim()
  const end = lines.indexOf('\n')
  if (end < 0) return { title: lines, prose: '', quoted: '' }
  const body = lines.slice(end + 1)
  return {
    title: lines.slice(0, end),
    prose: body.replace(QUOTED, '\n').replace(LINK, ' '),
    quoted: (body.match(QUOTED) ?? []).join('\n'),
  }
}

/**
 * `report`: a text of several lines, or one that is as long; `question`: asks for a place, or looks up a name;
 * `change`: says what was or is to be done.
 */
export type QuestionKind = 'report' | 'question' | 'change'

/** Subjects of commits and questions are shorter, descriptions of a problem longer. */
const REPORT_WORDS = 40
/** A name, or a name and its kind. */
const LOOKUP_WORDS = 2
const ASKS =
  /\?\s*$|^\s*(?:where|which|what|how|who|why|show me|find (?:the|where|out)|wo|wie|welche[rs]?|où|comment|dónde|cómo)\b/i

export function kindOfQuestion(text: string): QuestionKind {
  const { title, prose, quoted } = partsOfQuestion(text)
  const wordCount = text.trim().split(/\s+/).length
  if ((prose + quoted).trim() !== '' || wordCount > REPORT_WORDS) return 'report'
  return ASKS.test(title) || wordCount <= LOOKUP_WORDS ? 'question' : 'change'
}
