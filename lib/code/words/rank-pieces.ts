// Joins all that is known of the pieces of a snapshot and of their files into one order: files by their best piece, best first.
import { RANKING, type SignalWeights } from './ranking.ts'
import { topOf } from './top-of.ts'

/** Known of each piece: its words, what it defines, how near its meaning is. */
const OF_PIECES = ['piece', 'nameOfPiece', 'meaning'] as const
/** Known of each file: its words, its name, its path, whether the question names it or what it defines, votes of earlier commits. */
const OF_FILES = ['file', 'nameOfFile', 'path', 'mentioned', 'defined', 'votes'] as const

/** One value, 0 to 1, for each piece or for each file. */
export type Signals = Readonly<Record<(typeof OF_PIECES)[number] | (typeof OF_FILES)[number], Float32Array>>
/** The values of one piece and of its file. */
export type SignalValues = Readonly<Record<keyof Signals, number>>

export function valuesAt(
  signals: Signals,
  { piece, file }: { readonly piece: number; readonly file: number },
): SignalValues {
  const ofPiece = (name: (typeof OF_PIECES)[number]) => signals[name][piece] ?? 0
  const ofFile = (name: (typeof OF_FILES)[number]) => signals[name][file] ?? 0
  return {
    ...{ piece: ofPiece('piece'), nameOfPiece: ofPiece('nameOfPiece'), meaning: ofPiece('meaning') },
    ...{ file: ofFile('file'), nameOfFile: ofFile('nameOfFile'), path: ofFile('path') },
    ...{ mentioned: ofFile('mentioned'), defined: ofFile('defined'), votes: ofFile('votes') },
  }
}

export interface Pieces {
  /** The file of each piece; the pieces of a file stand together. */
  readonly fileOfPiece: Uint32Array
  /** What the kind of its file makes of a piece, 0 to 1. */
  readonly roleOfPiece: Float32Array
}

export interface RankedPiece {
  readonly piece: number
  readonly score: number
}

/**
 * The best pieces, at most RANKING.perFile of one file, of the `limit` files with the best piece; in no order.
 *
 * A piece without any word of the question stands for its file only when it is the first one, or when its meaning is near.
 */
export function bestPieces(
  signals: Signals,
  { fileOfPiece, roleOfPiece }: Pieces,
  { weights, limit }: { readonly weights: SignalWeights; readonly limit: number },
): readonly RankedPiece[] {
  const scores = weightedSum(signals, { names: OF_PIECES, weights, count: fileOfPiece.length })
  const ofFile = weightedSum(signals, { names: OF_FILES, weights, count: signals.file.length })
  const bestOfFile = new Float32Array(signals.file.length)
  for (let piece = 0; piece < scores.length; piece += 1) {
    const file = fileOfPiece[piece] ?? 0
    const isFirst = piece === 0 || fileOfPiece[piece - 1] !== file
    const stands = isFirst || (signals.piece[piece] ?? 0) > 0 || (signals.meaning[piece] ?? 0) > 0
    const score = stands ? (roleOfPiece[piece] ?? 1) * ((scores[piece] ?? 0) + (ofFile[file] ?? 0)) : 0
    scores[piece] = score
    if (score > (bestOfFile[file] ?? 0)) bestOfFile[file] = score
  }
  const best = new Map<number, RankedPiece[]>(topOf(bestOfFile, limit).map((file) => [file, []]))
  for (let piece = 0; piece < scores.length; piece += 1) {
    const score = scores[piece] ?? 0
    if (score > 0) keepBest(best.get(fileOfPiece[piece] ?? 0), { piece, score })
  }
  return [...best.values()].flat()
}

function weightedSum(
  signals: Signals,
  {
    names,
    weights,
    count,
  }: { readonly names: readonly (keyof Signals)[]; readonly weights: SignalWeights; readonly count: number },
): Float32Array {
  const sum = new Float32Array(count)
  for (const name of names) {
    const values = signals[name]
    if (weights[name] === 0) continue
    for (let at = 0; at < count; at += 1) sum[at] = (sum[at] ?? 0) + weights[name] * (values[at] ?? 0)
  }
  return sum
}

/** Puts a piece in its place among the best of its file; of equals the earlier stays first. */
function keepBest(best: RankedPiece[] | undefined, one: RankedPiece): void {
  if (best === undefined) return
  const at = best.findIndex(({ score }) => score < one.score)
  best.splice(at < 0 ? best.length : at, 0, one)
  if (best.length > RANKING.perFile) best.pop()
}

/** Best first; the best piece of each file, then the second ones, and so on, so that one long file cannot fill the list. */
export function filesFirst<T extends { readonly score: number }>(
  pieces: readonly T[],
  fileOf: (piece: T) => number,
): readonly T[] {
  const rounds: T[][] = Array.from({ length: RANKING.perFile }, () => [])
  const counts = new Map<number, number>()
  for (const piece of pieces.toSorted((a, b) => b.score - a.score)) {
    const count = counts.get(fileOf(piece)) ?? 0
    counts.set(fileOf(piece), count + 1)
    rounds[count]?.push(piece)
  }
  return rounds.flat()
}
