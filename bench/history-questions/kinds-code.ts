// Kinds of question about code in time: identifiers that came and went, the origin of lines, the history of functions.
import { commandLine, type Kind, ranked } from './kind.ts'
import { utcDay } from './periods.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

const SOURCE = /\.(rs|py|js|go|rb|sh|c|ts)$/
const IDENTIFIER = /\b[a-z][a-zA-Z0-9]*(?:_[a-z0-9]+)+\b|\b[a-z]+[A-Z][a-zA-Z0-9]+\b/g
const SAMPLED_FILES = 40

async function textOf(world: World, revision: string, path: string): Promise<string> {
  return (await world.git(['show', `${revision}:${path}`])).join('\n')
}

/** Identifiers of source files as they were at a revision. */
async function identifiers(world: World, random: Random, revision: string): Promise<ReadonlySet<string>> {
  const paths = (await world.git(['ls-tree', '-r', '--name-only', revision])).filter((path) => SOURCE.test(path))
  const texts = await Promise.all(
    random
      .shuffled(paths)
      .slice(0, SAMPLED_FILES)
      .map((path) => textOf(world, revision, path)),
  )
  return new Set(texts.flatMap((text) => text.match(IDENTIFIER) ?? []).filter((word) => word.length >= 9))
}

async function presentSymbols(world: World, random: Random) {
  return random.shuffled([...(await identifiers(world, random, world.head))]).map((symbol) => ({ symbol }))
}

async function removedSymbols(world: World, random: Random) {
  const old = world.releases[Math.floor(world.releases.length / 3)]?.sha ?? world.commits.at(-30)?.sha ?? world.head
  const words = random.shuffled([...(await identifiers(world, random, old))])
  return words.map((symbol) => ({ symbol }))
}

/** Commits without merges that changed how often a word occurs, newest first; undefined when a longer word holds it. */
async function pickaxe(world: World, symbol: unknown): Promise<readonly string[] | undefined> {
  const find = (args: readonly string[]) => world.git(['log', '--no-merges', '--format=%H', ...args, 'HEAD'])
  const [plain, whole] = [await find([`-S${symbol}`]), await find(['--pickaxe-regex', `-S\\b${symbol}\\b`])]
  return plain.join() === whole.join() ? plain : undefined
}

const command = (symbol: unknown) => ['log', '--no-merges', '--format=%H', `-S${symbol}`, 'HEAD']

async function isAtHead(world: World, symbol: unknown): Promise<boolean> {
  // Nothing found is exit code 1, which the door to git calls a failure.
  const found = await world.git(['grep', '-l', '-F', String(symbol), world.head]).catch(() => [])
  return found.length > 0
}

interface Line {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** Lines of source at head that stand only once in the whole tree of their file. */
async function lines(world: World, random: Random): Promise<readonly Line[]> {
  const paths = random.shuffled(world.paths.filter((path) => SOURCE.test(path))).slice(0, 25)
  const out: Line[] = []
  for (const file of paths) {
    const blame = await world.git(['blame', '-s', '-l', world.head, '--', file])
    const texts = blame.map((line) => /^\S+\s+(?:\S+\s+)?\d+\) ?(.*)$/.exec(line)?.[1]?.trim() ?? '')
    const counts = new Map(ranked(texts))
    const fit = texts.flatMap((text, index) => {
      const number = Number(/(\d+)\)/.exec(blame[index] ?? '')?.[1])
      return /^[^`"]{25,75}$/.test(text) && counts.get(text) === 1 ? [{ file, line: number, text }] : []
    })
    out.push(...random.shuffled(fit).slice(0, 4))
  }
  return random.shuffled(out)
}

async function blameOf(world: World, { file, line }: { file: unknown; line: unknown }, flags: readonly string[] = []) {
  const shown = await world.git([
    'blame',
    '-s',
    '-l',
    ...flags,
    '-L',
    `${line},${line}`,
    world.head,
    '--',
    String(file),
  ])
  return (shown[0] ?? '').replace(/^\^/, '').split(' ')[0] ?? ''
}

const fullSha = (world: World, sha: string) => world.commits.find((commit) => commit.sha.startsWith(sha.slice(0, 39)))

export const CODE_KINDS: readonly Kind[] = [
  {
    name: 'symbol_removed',
    wordings: [
      'when did {symbol} disappear from the code?',
      'There used to be something called `{symbol}`. Which commit got rid of the last trace of it?',
      '{symbol} removed in which commit',
      'Mit welchem Commit ist {symbol} endgültig verschwunden?',
    ],
    subjects: removedSymbols,
    async answer(world, { symbol }) {
      if (await isAtHead(world, symbol)) return undefined
      const found = await pickaxe(world, symbol)
      const times = (found ?? []).map((sha) => world.bySha.get(sha)?.commitS ?? 0)
      if (found === undefined || found.length < 2 || times[0] !== Math.max(...times)) return undefined
      return { answer: { type: 'sha', value: found[0] }, truth_cmd: commandLine(command(symbol), 'head -1') }
    },
  },
  {
    name: 'symbol_author',
    wordings: [
      'who introduced {symbol}?',
      'Whose idea was `{symbol}`? I want the author of the commit in which it first shows up.',
      'author of first occurence of {symbol}',
    ],
    subjects: presentSymbols,
    async answer(world, { symbol }) {
      const found = await pickaxe(world, symbol)
      const first = world.bySha.get(found?.at(-1) ?? '')
      const times = (found ?? []).map((sha) => world.bySha.get(sha)?.commitS ?? 0)
      if (first === undefined || first.commitS !== Math.min(...times) || !/ /.test(first.author)) return undefined
      const args = ['log', '--no-merges', '--reverse', '--use-mailmap', '--format=%aN', `-S${symbol}`, 'HEAD']
      return { answer: { type: 'author', value: [first.author] }, truth_cmd: commandLine(args, 'head -1') }
    },
  },
  {
    name: 'symbol_commits',
    wordings: [
      'every commit that added or removed a use of {symbol}',
      'Trace {symbol} for me: all non-merge commits that changed the number of its occurrences.',
      'git log -S {symbol} --no-merges',
    ],
    subjects: removedSymbols,
    async answer(world, { symbol }) {
      const value = await pickaxe(world, symbol)
      if (value === undefined || value.length < 2 || value.length > 6) return undefined
      return { answer: { type: 'sha_list', value }, truth_cmd: commandLine(command(symbol)) }
    },
  },
  {
    name: 'symbol_touch_count',
    isHeldOut: true,
    wordings: [
      'in how many non-merge commits did the number of uses of {symbol} change?',
      'How often was `{symbol}` added somewhere or taken out? Count the commits (without merges) after which it occurs more or less often than before.',
      'git log -S{symbol} --no-merges, count',
    ],
    subjects: presentSymbols,
    async answer(world, { symbol }) {
      const found = await pickaxe(world, symbol)
      if (found === undefined || found.length < 2) return undefined
      return { answer: { type: 'number', value: found.length }, truth_cmd: commandLine(command(symbol), 'wc -l') }
    },
  },
  {
    name: 'line_introduced',
    wordings: [
      'where does the line `{text}` in {file} come from?',
      'In {file} there is `{text}`. Which commit first wrote that line?',
      '{file}: `{text}` <- which commit',
      'Aus welchem Commit stammt die Zeile `{text}` in {file}?',
    ],
    subjects: async (world, random) => (await lines(world, random)).map((line) => ({ ...line })),
    async answer(world, { file, line, text }) {
      const shas = [
        await blameOf(world, { file, line }),
        await blameOf(world, { file, line }, ['-w']),
        await blameOf(world, { file, line }, ['-w', '-M', '-C', '-C']),
        (await world.git(['log', '--no-merges', '--format=%H', `-S${text}`, 'HEAD'])).at(-1) ?? '',
      ].map((sha) => fullSha(world, sha)?.sha)
      if (shas[0] === undefined || new Set(shas).size !== 1) return undefined
      const args = ['blame', '-w', '-M', '-C', '-C', '-s', '-l', '-L', `${line},${line}`, 'HEAD', '--', String(file)]
      return { answer: { type: 'sha', value: shas[0] }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'line_number_author',
    wordings: [
      'who wrote line {line} of {file}?',
      'Blame says what about {file}:{line}? Just the author please.',
      'author of {file} line {line}',
      'Wer hat Zeile {line} von {file} geschrieben?',
    ],
    subjects: async (world, random) => (await lines(world, random)).map(({ file, line }) => ({ file, line })),
    async answer(world, { file, line }) {
      const names = [
        await blameOf(world, { file, line }),
        await blameOf(world, { file, line }, ['-w', '-M', '-C']),
      ].map((sha) => fullSha(world, sha)?.author)
      if (names[0] === undefined || new Set(names).size !== 1 || !/ /.test(names[0])) return undefined
      const args = ['blame', '-L', `${line},${line}`, 'HEAD', '--', String(file)]
      return { answer: { type: 'author', value: [names[0]] }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'line_age',
    isHeldOut: true,
    wordings: [
      'since when does {file} contain `{text}`? a date is fine',
      'How old is the line `{text}` in {file}? Tell me the day it was written.',
      'date of `{text}` in {file}',
    ],
    subjects: async (world, random) => (await lines(world, random)).map((line) => ({ ...line })),
    async answer(world, { file, line, text }) {
      const commit = fullSha(world, await blameOf(world, { file, line }, ['-w', '-M', '-C']))
      const oldest = (await world.git(['log', '--no-merges', '--format=%H', `-S${text}`, 'HEAD'])).at(-1)
      if (commit === undefined || oldest !== commit.sha) return undefined
      const value = [...new Set([utcDay(commit.authorS), utcDay(commit.commitS)])]
      const args = ['blame', '-w', '-M', '-C', '--date=short', '-L', `${line},${line}`, 'HEAD', '--', String(file)]
      return { answer: { type: 'date', value }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'function_history',
    wordings: [
      'which commits changed {symbol} in {file}?',
      'Show me how the function {symbol} ({file}) evolved: all commits that modified its body, including the one that created it.',
      'git log -L of {symbol} in {file}',
    ],
    async subjects(world, random) {
      const paths = random.shuffled(world.paths.filter((path) => SOURCE.test(path))).slice(0, SAMPLED_FILES)
      const out: { file: string; symbol: string }[] = []
      for (const file of paths) {
        const text = await textOf(world, world.head, file)
        const found = [...text.matchAll(/^(?:pub(?:\([a-z]+\))? )?(?:async )?(?:def|function|func|fn) (\w{6,})\(/gm)]
        const names = ranked(found.map((match) => match[1] ?? '')).filter(([, count]) => count === 1)
        out.push(...names.map(([symbol]) => ({ file, symbol })))
      }
      return random.shuffled(out)
    },
    async answer(world, { file, symbol }) {
      const text = (await world.git(['cat-file', '-p', `${world.head}:${file}`])).join('\n')
      if (text.split(String(symbol)).length > 8) return undefined
      const args = ['log', '--no-merges', '-s', '--format=%H', `-L:\\b${symbol}\\b:${file}`, 'HEAD']
      const value = await world.git(args).catch(() => [])
      if (value.length < 2 || value.length > 4) return undefined
      return { answer: { type: 'sha_list', value }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'symbol_removed_by',
    isHeldOut: true,
    wordings: [
      'who threw out {symbol}?',
      '{symbol} is gone. Who was the author of the commit that took it out for good, and when?',
      'person + date: removal of {symbol}',
    ],
    subjects: removedSymbols,
    async answer(world, { symbol }) {
      if (await isAtHead(world, symbol)) return undefined
      const found = await pickaxe(world, symbol)
      const last = world.bySha.get(found?.[0] ?? '')
      if (found === undefined || found.length < 2 || last === undefined || !/ /.test(last.author)) return undefined
      const value = {
        author: [last.author],
        date: [...new Set([utcDay(last.authorS), utcDay(last.commitS)])],
        sha: last.sha,
      }
      const args = [
        'log',
        '-1',
        '--no-merges',
        '--use-mailmap',
        '--date=short',
        '--format=%aN %ad',
        `-S${symbol}`,
        'HEAD',
      ]
      return { answer: { type: 'author_date', value }, truth_cmd: commandLine(args) }
    },
  },
]
