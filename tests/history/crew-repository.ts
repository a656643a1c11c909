// A repository of ten people with aliases, three bots, shared addresses and moved files, made by fast-import; it is always the same.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Each person's spellings; two with nothing but a first name or a machine's address in common are two people. */
export const CREW: Readonly<Record<string, readonly string[]>> = {
  ada: ['Ada Lovelace <ada@crew.example>', 'Ada Lovelace <ada@home.example>', 'ada <ADA@crew.example>'],
  grace: ['Grace Hopper <grace@navy.example>', 'Grace Hopper <77+grace@users.noreply.github.com>'],
  jose: ['José Núñez <jose@crew.example>', 'josé núñez <jose.n@old.example>'],
  duy: ['Nguyễn Thái Ngọc Duy <duy@crew.example>', 'Duy Nguyễn <duy@crew.example>'],
  mary: ['Mary Shaw <mary@crew.example>', 'Mary Shaw <build@crew.example>'],
  anna: ['Anna <anna@crew.example>'],
  otherAnna: ['Anna <anna@else.example>'],
  rootAnna: ['Anna <root@localhost>'],
  ben: ['Ben Okri <build@crew.example>'],
  kim: ['Kim <noreply@github.com>'],
  dependabot: ['dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>'],
  renovate: ['renovate[bot] <bot@renovateapp.com>'],
  // It commits under the address of a person, and is not that person.
  releaseBot: ['release-bot <ada@crew.example>'],
}
export const BOTS = ['dependabot', 'renovate', 'releaseBot']

/** The person behind a spelling. */
export const PERSON_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(CREW).flatMap(([person, spellings]) => spellings.map((spelling) => [spelling, person])),
)

export interface CrewRepository {
  /** A bare store. */
  readonly gitFolder: string
  /** The lines that git prints, without empty ones. */
  git(...args: readonly string[]): readonly string[]
  /** Another commit that gives a file this text, or removes it. */
  put(path: string, text: string | undefined): void
  dispose(): void
}

const COMMITS = 160
/** The folder `old/` becomes `src/` in this commit, but for the file that is renamed alone before. */
const MOVE_AT = 90
const RENAME_AT = 50
/** Touches more files than say anything about what belongs together. */
const SWEEP_AT = 120
const SWEEP_FILES = 130
const START_S = Date.UTC(2018, 0, 1) / 1000
/** 160 commits are some three years, so that the first people are long gone. */
const STEP_S = 7 * 86_400 + 5 * 3_600 + 1_800

export function makeCrewRepository(): CrewRepository {
  const gitFolder = mkdtempSync(join(tmpdir(), 'sparky-crew-'))
  const run = (args: readonly string[], input?: string) =>
    execFileSync('git', [`--git-dir=${gitFolder}`, '-c', 'core.quotePath=false', ...args], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
      ...(input !== undefined && { input }),
    })
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitFolder])
  run(['fast-import', '--quiet', '--date-format=raw'], history())
  return {
    gitFolder,
    git: (...args) =>
      run(args)
        .split('\n')
        .filter((line) => line !== ''),
    put(path, text) {
      const change = text === undefined ? `D ${path}` : `M 100644 inline ${path}\n${data(text)}`
      const who = `Ada Lovelace <ada@crew.example> ${START_S + COMMITS * STEP_S} +0000`
      const head = run(['rev-parse', 'main']).trim()
      run(
        ['fast-import', '--quiet', '--date-format=raw'],
        `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(`Put ${path}`)}\nfrom ${head}\n${change}\n`,
      )
    },
    dispose: () => rmSync(gitFolder, { recursive: true, force: true }),
  }
}

function history(): string {
  const random = createRandom(7)
  const spellings = Object.values(CREW).flat()
  const early = ['old/core.ts', 'old/parse.ts', 'old/lexer.ts', 'docs/guide.md', 'web/page.ts']
  const texts = new Map<string, string>()
  const out: string[] = []
  for (let mark = 1; mark <= COMMITS; mark += 1) {
    // Ada and Grace write most; everybody writes something; José and Duy leave after a third.
    const skewed = random(3) === 0 ? random(spellings.length) : random(5)
    const pick = mark <= spellings.length ? mark - 1 : skewed
    const chosen = spellings[pick] ?? ''
    const author = mark > COMMITS / 3 && /jose|duy/.test(chosen) ? (spellings[0] ?? '') : chosen
    const atS = START_S + mark * STEP_S
    out.push(
      'commit refs/heads/main',
      `mark :${mark}`,
      `author ${author} ${atS} ${['+0000', '-0730', '+0545'][mark % 3]}`,
    )
    out.push(`committer Grace Hopper <grace@navy.example> ${atS + 60} +0000`, data(`Work ${mark}\n`))
    if (mark > 1) out.push(`from :${mark - 1}`)
    out.push(...changesOf({ mark, texts, early, random }), '')
  }
  return out.join('\n')
}

interface Step {
  readonly mark: number
  readonly texts: Map<string, string>
  readonly early: readonly string[]
  readonly random: (below: number) => number
}

function changesOf({ mark, texts, early, random }: Step): readonly string[] {
  const rename = (from: string, to: string) => {
    texts.set(to, texts.get(from) ?? '')
    texts.delete(from)
    return `R ${from} ${to}`
  }
  const put = (path: string, text: string) => {
    texts.set(path, text)
    return `M 100644 inline ${path}\n${data(text)}`
  }
  if (mark === RENAME_AT) return [rename('old/lexer.ts', 'src/tokens.ts')]
  if (mark === MOVE_AT)
    return [...texts.keys()]
      .filter((path) => path.startsWith('old/'))
      .map((path) => rename(path, path.replace('old/', 'src/')))
  if (mark === SWEEP_AT)
    return [
      ...['src/core.ts', 'src/tokens.ts'].map((path) => put(path, `// Licence\n${texts.get(path)}`)),
      ...Array.from({ length: SWEEP_FILES }, (_, index) => put(`data/${index}.csv`, `${index}\n`)),
    ]
  const present = mark === 1 ? early : [...texts.keys()].filter((path) => !path.startsWith('data/'))
  const count = mark === 1 ? early.length : 1 + random(3)
  const chosen = new Set(
    Array.from({ length: count }, (_, index) => present[mark === 1 ? index : random(present.length)] ?? ''),
  )
  return [...chosen].map((path) => {
    const indent = ['', '  ', '\t', '\t\t    '][random(4)]
    const added = Array.from({ length: 1 + random(12) }, (_, line) => `${indent}work${mark}_${line}()\n`)
    return put(path, (texts.get(path) ?? '') + added.join(''))
  })
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`
}

/** A linear congruential generator: the upper bits of each state. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
