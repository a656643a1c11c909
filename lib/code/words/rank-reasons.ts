// Why a place is among the results, each reason with something that a reader can check.
import { maskSecrets } from '#lib/mask.ts'
import type { VotedFile } from './history-votes.ts'
import type { RankedChunk } from './lexical-index.ts'

/** Words of a reason; more are not read. */
const WORDS_SHOWN = 8
const SUBJECT_CHARACTERS = 60
const OID_CHARACTERS = 9

/** "words: session, signed", "name: sessions.py", "named in the question", "earlier commits: 3 like abc1234ef “…”", "meaning 0.71". */
export function reasonsFor(
  { words, names, signals }: Pick<RankedChunk, 'words' | 'names' | 'signals'>,
  { votes, similarity }: { readonly votes: VotedFile | undefined; readonly similarity: number | undefined },
): readonly string[] {
  return [
    ...(words.length > 0 ? [`words: ${words.slice(0, WORDS_SHOWN).join(', ')}`] : []),
    ...(names.length > 0 ? [`name: ${names.join(', ')}`] : []),
    ...(signals.mentioned > 0 ? ['named in the question'] : []),
    ...(signals.defined > 0 ? ['defines what the question names'] : []),
    ...(votes ? [`earlier commits: ${votes.commitCount} like ${describe(votes.best)}`] : []),
    ...(similarity !== undefined ? [`meaning ${similarity.toFixed(2)}`] : []),
  ]
}

function describe({ oid, subject: text }: VotedFile['best']): string {
  const subject = maskSecrets(text)
  const cut = subject.length > SUBJECT_CHARACTERS ? `${subject.slice(0, SUBJECT_CHARACTERS).trimEnd()}…` : subject
  return `${oid.slice(0, OID_CHARACTERS)} “${cut}”`
}
