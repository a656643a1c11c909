// The weights of ranking by words: chosen on a part of the measured questions, confirmed on the rest (bench/retrieval.ts).

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
  /** The file's score beside that of the piece; both at most 1. */
  file: 1.25,
  /** The share of the question that the name of the file has, and that of what a piece defines; each at most 1. */
  nameOfFile: 1.5,
  nameOfPiece: 1,
  /** What is gained when all words that are neighbours in the question are neighbours in the piece. */
  phrase: 0.1,
  /** A shorter form in the code of a word of the question, beside 1 for the word itself: auth, config. */
  abbreviation: 0.5,
  /** A part of a compound in the question, beside 1 for the whole. */
  part: 0.75,
  /** Pieces whose neighbouring words are looked at. */
  rescored: 200,
} as const
