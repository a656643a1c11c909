// What each word of a question is worth: by how rare it is, and by where in the question it stands.
import { type Postings, rarityOf, type WeightedQuestion } from './postings.ts'
import { RANKING } from './ranking.ts'
import type { IndexedWord } from './terms-in-index.ts'

export interface RankedWords extends WeightedQuestion {
  readonly words: readonly IndexedWord[]
}

/** All words of the title; of what is told and of what is quoted only the rarest, each for less. */
export function weighWords(words: readonly IndexedWord[], postings: Postings): RankedWords {
  const weighed = words.map((word) => ({ word, rarity: rarityOf(postings, word) * worthOf(word) }))
  const rarest = (from: IndexedWord['from']) =>
    weighed
      .filter(({ word }) => word.from === from)
      .toSorted((a, b) => b.rarity - a.rarity)
      .slice(0, RANKING.rarest)
  const kept = [...weighed.filter(({ word }) => word.from === 'title'), ...rarest('prose'), ...rarest('quoted')]
  return { words: kept.map(({ word }) => word), rarities: kept.map(({ rarity }) => rarity) }
}

function worthOf({ kind, from }: IndexedWord): number {
  return (kind === 'part' ? RANKING.part : 1) * (from === 'title' ? 1 : RANKING.below)
}
