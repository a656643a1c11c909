// The weights of ranking: chosen on some repositories, confirmed on others (docs/retrieval.md).
import type { QuestionKind } from './question-parts.ts'
import type { Signals } from './rank-pieces.ts'

export const RANKING = {
  /** How much a longer text is discounted, 0 to 1; b of BM25. */
  length: 0.6,
  /** A term of an import, beside 1 for any other: it is mentioned there and nothing is done with it. */
  imported: 0.3,
  /** Terms, counted for a piece, of what it defines and of the name of its file. */
  chunkName: 3,
  chunkFileName: 3,
  /** Terms of the name of a file, counted for the file. */
  fileName: 6,
  /** Terms of the folders of a path. */
  folder: 1,
  /** What is gained when all words that are neighbours in the question are neighbours in the piece. */
  phrase: 0.1,
  /** A shorter form in the code of a word of the question, beside 1 for the word itself: auth, config. */
  abbreviation: 0.5,
  /** A part of a compound in the question, beside 1 for the whole. */
  part: 0.75,
  /** A word that stands below the title of a report, beside 1 for one of the title. */
  below: 0.3,
  /** So many of the words that are told, and of those that are quoted, count: the rarest. */
  rarest: 15,
  /** Files whose pieces are looked at for neighbouring words. */
  rescored: 50,
  /** Most pieces of one file among the results. */
  perFile: 3,
} as const

/** What each signal, which is 0 to 1, counts beside the others. */
export type SignalWeights = Readonly<Record<keyof Signals, number>>

const COMMON = {
  ...{ piece: 1, file: 0.7, nameOfFile: 1.5, nameOfPiece: 0.7, path: 1.2, mentioned: 2, defined: 0.5, meaning: 0.5 },
}

/**
 * Rounded from the best of 60 weightings, each tested on repositories that had no say in choosing it (docs/retrieval.md). Half or
 * twice of any weight costs less than 0.01: what matters is that a subject of a commit believes earlier commits more.
 */
export const SIGNAL_WEIGHTS: Readonly<Record<QuestionKind, SignalWeights>> = {
  change: { ...COMMON, votes: 1.75 },
  question: { ...COMMON, votes: 0.5 },
  report: { ...COMMON, votes: 0.5 },
}
