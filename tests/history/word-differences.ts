// Compares the word index with git's pickaxe: sampled whole words, and sampled pieces of changed lines.
import { findWordChanges } from '#lib/history/word-index.ts'
import type { Check, Compared } from './differences.ts'

/** Commits whose changed lines give the samples. */
const SAMPLED_COMMITS = 60
const AT_ONCE = 2

interface Asked {
  readonly text: string
  readonly wholeWord: boolean
}

export async function* compareWords(compared: Compared): AsyncGenerator<Check> {
  const asked = await sampleTexts(compared)
  for (let start = 0; start < asked.length; start += AT_ONCE)
    yield* await Promise.all(asked.slice(start, start + AT_ONCE).map((one) => compareText(compared, one)))
}

/** What is in binary files is left out on both sides: the index reads lines, and git's pickaxe reads those files too. */
async function compareText({ context, history }: Compared, asked: Asked): Promise<Check> {
  const pattern = asked.wholeWord ? ['--pickaxe-regex', `-S\\b${asked.text}\\b`] : [`-S${asked.text}`]
  const shown = await history.git('log', '--no-merges', '-M', '--numstat', '--format=%x01%H', ...pattern, history.head)
  const blocks = shown
    .toString('latin1')
    .split('\x01')
    .slice(1)
    .map((block) => block.split('\n').filter(Boolean))
  const isBinary = (lines: readonly string[]) => lines.slice(1).every((line) => line.startsWith('-\t-\t'))
  const onlyBinary = new Set(blocks.filter(isBinary).map(([oid]) => oid))
  const { commitIds, complete } = await findWordChanges(context.history, context.reach, {
    ...{ ...asked, revision: history.head, signal: context.signal },
  })
  const rows = await context.history.db.query<{ oid: string }>(
    'SELECT oid FROM commits WHERE repository_id = $1 AND id = ANY($2::int[])',
    [context.history.repositoryId, commitIds],
  )
  const compared = (oids: readonly (string | undefined)[]) =>
    oids
      .filter((oid) => !onlyBinary.has(oid))
      .toSorted()
      .join(' ')
  return {
    name: asked.wholeWord ? 'commits of a word' : 'commits of a text',
    input: asked.text,
    expected: compared(blocks.map(([oid]) => oid)),
    actual: `${complete ? '' : 'incomplete '}${compared(rows.map(({ oid }) => oid))}`,
  }
}

/** As many words as pieces of lines, from changes all over the history; some that never were. */
async function sampleTexts({ history, sample }: Compared): Promise<readonly Asked[]> {
  const changed = history.commits.filter(({ parents, changes }) => parents.length < 2 && changes.length > 0)
  const texts: string[] = []
  for (let index = 0; index < Math.min(SAMPLED_COMMITS, changed.length); index += 1) {
    const shown = await history.git('show', '--format=', '-U0', '--text', sample.pick(changed).oid)
    // Of a huge change the beginning is enough.
    const lines = shown.toString('utf8', 0, 200_000).split('\n')
    texts.push(...lines.filter((line) => /^[+-](?![+-])/.test(line)).map((line) => line.slice(1)))
  }
  const words = texts.flatMap((text) => text.match(/\w{2,}/g) ?? []).filter((word) => word.length <= 80)
  const asked: Asked[] = [{ text: 'neverSeenAnywhere', wholeWord: true }]
  for (let index = 0; index < sample.size && words.length > 0; index += 1) {
    asked.push({ text: sample.pick(words), wholeWord: true })
    const piece = pieceOf(sample.pick(texts), sample)
    // Bytes that are not UTF-8 cannot be handed over.
    if (piece.length >= 3 && !/[\0\r\uFFFD]/.test(piece)) asked.push({ text: piece, wholeWord: false })
  }
  return asked
}

function pieceOf(text: string, sample: Compared['sample']): string {
  const start = sample.one(Math.max(1, text.length - 4))
  return text.slice(start, start + 4 + sample.one(24)).trim()
}
