// Kinds of question about the names of files: former ones, renames, removals.
import { commandLine, type Kind, ranked } from './kind.ts'
import { clearRenamesAsSlots, deletionsOf, removals, renames } from './paths.ts'

export const NAME_KINDS: readonly Kind[] = [
  {
    name: 'former_name',
    wordings: [
      'what was {to} called before?',
      '{to} has not always had this name, has it? Under which path did it live earlier?',
      'old path of {to}',
      'Wie hieß {to} früher?',
    ],
    subjects: clearRenamesAsSlots,
    async answer(world, { from, to }) {
      const args = ['log', '--follow', '-M', '--name-status', '--diff-filter=R', '--format=', 'HEAD', '--', String(to)]
      const names = (await world.git(args)).map((line) => line.split('\t')[1] ?? '')
      if (names.length !== 1 || names[0] !== from) return undefined
      return { answer: { type: 'path_set', value: names }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'rename_commit',
    wordings: [
      'which commit renamed {from} to {to}?',
      'At some point {from} was moved to {to}. Find me the commit that did it.',
      '{from} -> {to}, sha?',
    ],
    subjects: clearRenamesAsSlots,
    async answer(world, { from, to }) {
      const args = ['log', '--no-merges', '-M', '--diff-filter=R', '--name-status', '--format=%H', 'HEAD']
      const found = (await renames(world)).filter((one) => one.from === from && one.to === to)
      if (found.length !== 1) return undefined
      return {
        answer: { type: 'sha', value: found[0]?.sha },
        truth_cmd: commandLine(args, `grep -B9 '${from}.*${to}'`),
      }
    },
  },
  {
    name: 'removal_commit',
    wordings: [
      'when was {file} deleted, and in which commit?',
      "I can't find {file} any more. Which commit removed it?",
      'commit that deleted {file}',
      'En qué commit se borró {file}?',
    ],
    subjects: async (world, random) => (await removals(world, random)).map(({ file }) => ({ file })),
    async answer(world, { file }) {
      const args = deletionsOf(file)
      const found = await world.git(args)
      if (found.length !== 1) return undefined
      return { answer: { type: 'sha', value: found[0] }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'why_removed',
    isHeldOut: true,
    wordings: [
      'why did they remove {file}?',
      'For what reason was {file} dropped from the repository? Please cite the commit.',
      'reason for deleting {file}?',
    ],
    subjects: async (world, random) => (await removals(world, random)).map(({ file }) => ({ file })),
    async answer(world, { file }) {
      const args = deletionsOf(file)
      const found = await world.git(args)
      const body = world.bySha.get(found[0] ?? '')?.body ?? ''
      const words = ranked(body.toLowerCase().match(/\p{L}{5,}/gu) ?? []).map(([word]) => word)
      if (found.length !== 1 || words.length < 8 || body.length > 600) return undefined
      const keywords = words
        .filter((word) => !/^(which|there|these|those|their|where|about|would|could|should)$/.test(word))
        .slice(0, 8)
      return { answer: { type: 'why', value: { sha: found[0], keywords, body } }, truth_cmd: commandLine(args) }
    },
  },
]
