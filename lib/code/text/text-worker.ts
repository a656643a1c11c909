// The thread of exact search: it keeps texts and scans them, so that the web process never stalls.
import { answerQuestions } from '../asked-thread.ts'
import { createKeptTexts } from './kept-texts.ts'
import { findLiteral } from './literal-search.ts'
import type { TextAnswer, TextQuestion } from './text-protocol.ts'

const texts = createKeptTexts()

answerQuestions(async (question: TextQuestion): Promise<TextAnswer> => {
  switch (question.kind) {
    case 'literal': {
      const files = texts.filesOf(question)
      return { found: files === undefined ? null : findLiteral(files, question) }
    }
    case 'begin':
      texts.filesOf(question)
      return { found: null }
    case 'prepare':
      await texts.prepare(question)
      return { found: null }
    case 'forget':
      await texts.forget(question.gitFolder)
      return { found: null }
  }
})
