// Makes questions about the history of repositories, with answers computed by git:
// node bench/history-questions/make.ts --out FOLDER [--seed S] [--each N] OWNER/NAME=GIT_FOLDER …
// Writes tuning.jsonl and held-out.jsonl. The same seed on the same repositories gives the same files.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printRow } from '../measure.ts'
import type { Kind, Slots } from './kind.ts'
import { CODE_KINDS } from './kinds-code.ts'
import { COMMIT_KINDS } from './kinds-commits.ts'
import { CREDIT_KINDS } from './kinds-credits.ts'
import { CREW_KINDS } from './kinds-crews.ts'
import { FALSE_KINDS } from './kinds-false.ts'
import { FILE_KINDS } from './kinds-files.ts'
import { MERGE_KINDS } from './kinds-merges.ts'
import { NAME_KINDS } from './kinds-names.ts'
import { NEVER_KINDS } from './kinds-never.ts'
import { PEOPLE_KINDS } from './kinds-people.ts'
import { RANGE_KINDS } from './kinds-ranges.ts'
import { RELEASE_KINDS } from './kinds-releases.ts'
import { SUMMARY_KINDS } from './kinds-summaries.ts'
import { TIME_KINDS } from './kinds-time.ts'
import { createRandom, hashOf, type Random } from './random.ts'
import { readWorld, type World } from './world.ts'

const KINDS: readonly Kind[] = [
  ...PEOPLE_KINDS,
  ...CREW_KINDS,
  ...TIME_KINDS,
  ...MERGE_KINDS,
  ...CREDIT_KINDS,
  ...COMMIT_KINDS,
  ...NAME_KINDS,
  ...FILE_KINDS,
  ...RELEASE_KINDS,
  ...RANGE_KINDS,
  ...CODE_KINDS,
  ...SUMMARY_KINDS,
  ...NEVER_KINDS,
  ...FALSE_KINDS,
]
/** Subjects tried before a kind is given up for a repository: most are turned down for having two honest answers. */
const TRIES = 60
const WORDINGS = 3
/** One in so many repositories holds the questions of a kind out; which one differs from kind to kind. */
const HELD_OUT_OF = 8

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'bench/history-questions' },
    seed: { type: 'string', default: '1' },
    each: { type: 'string', default: '1' },
  },
})

interface Question {
  readonly id: string
  readonly isHeldOut: boolean
  readonly [key: string]: unknown
}

async function questionsOf(world: World, place: number): Promise<readonly Question[]> {
  const out: Question[] = []
  for (const kind of KINDS) {
    const random = createRandom(`${values.seed} ${world.repo} ${kind.name}`)
    const isHeldOut = kind.isHeldOut === true || (hashOf(kind.name) + place) % HELD_OUT_OF === 0
    let tries = 0
    let made = 0
    for (const slots of await kind.subjects(world, random)) {
      tries += 1
      if (made >= Number(values.each) || tries > TRIES) break
      const found = await kind.answer(world, slots)
      if (found === undefined) continue
      made += 1
      out.push({
        ...describe({ kind, world, slots, random, isHeldOut, number: made }),
        ...found,
        ...hashed(found.answer),
      })
    }
  }
  return out
}

function describe(o: {
  readonly kind: Kind
  readonly world: World
  readonly slots: Slots
  readonly random: Random
  readonly isHeldOut: boolean
  readonly number: number
}) {
  const { kind, world, slots, isHeldOut } = o
  const fresh = isHeldOut && kind.isHeldOut !== true ? kind.wordings.slice(WORDINGS) : []
  const usual = o.random.shuffled(kind.wordings.slice(0, WORDINGS))
  const [question = '', ...paraphrases] = [...fresh, ...usual].slice(0, WORDINGS).map((wording) => fill(wording, slots))
  const name = world.repo.split('/')[1]
  return {
    id: `own-${name}-${kind.name}-${o.number}`,
    isHeldOut,
    repo: world.repo,
    at: world.head,
    template: kind.name,
    route: kind.name.endsWith('_report') || kind.name.endsWith('_profile') ? 'summary' : 'git',
    question,
    paraphrases,
    slots,
    ...(kind.isFalsePremise === true && { negative: true }),
  }
}

function fill(wording: string, slots: Slots): string {
  return wording.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(slots[name]))
}

function hashed(answer: unknown) {
  return { truth_sha256: createHash('sha256').update(JSON.stringify(answer)).digest('hex') }
}

const questions: Question[] = []
for (const [place, argument] of positionals.entries()) {
  const [repo = '', gitFolder = ''] = argument.split('=')
  questions.push(...(await questionsOf(await readWorld(gitFolder, repo), place)))
  printRow(repo, `${questions.length} questions so far`)
}
mkdirSync(values.out, { recursive: true })
for (const [file, isHeldOut] of [
  ['tuning.jsonl', false],
  ['held-out.jsonl', true],
] as const) {
  const own = questions.filter((question) => question.isHeldOut === isHeldOut)
  const lines = own.map(({ isHeldOut: _, ...question }) => `${JSON.stringify(question)}\n`)
  writeFileSync(join(values.out, file), lines.join(''))
  printRow(file, `${own.length} questions of ${new Set(own.map(({ template }) => template)).size} kinds`)
}
for (const kind of KINDS.filter(({ name }) => !questions.some(({ template }) => template === name)))
  printRow('left out', `${kind.name}: no repository has a subject with one honest answer`)
