// Judges answers about history without a judge: what an answer says is compared with what git says.
import type { z } from 'zod'
import { runGit } from '#lib/git/run.ts'
import type { GivenAnswer, JudgedQuestion, Summary, Truth } from './format.ts'
import { bare, daysIn, idsIn, numbersIn, overlap, pathsIn, spoken, versionsIn } from './read-answer.ts'

export interface Judgement {
  readonly question: JudgedQuestion
  readonly variant: number
  /** 0 to 1. */
  readonly score: number
  /** Different ids in the answer, and how many of them the repository does not have. */
  readonly ids: number
  readonly madeUpIds: number
}

/** What answers are compared with, beside the truth of each question. */
export interface Ground {
  /** All commits of all refs, sorted. */
  readonly shas: readonly string[]
  readonly paths: ReadonlySet<string>
  /** Names of all authors, before and after the .mailmap, as they are looked for; two spellings of one name are two. */
  readonly people: readonly string[]
}

const OUTPUT_BYTES = 512 * 1024 * 1024

export async function readGround(gitFolder: string, at: string): Promise<Ground> {
  const lines = async (...args: readonly string[]) =>
    (await runGit({ gitFolder, args, outputLimitBytes: OUTPUT_BYTES, timeoutMs: 120_000 })).stdout
      .toString()
      .split('\n')
      .filter(Boolean)
  const people = await lines('log', '--use-mailmap', '--format=%aN%n%an', at)
  return {
    shas: (await lines('rev-list', '--all')).toSorted(),
    paths: new Set(await lines('log', '--all', '--no-renames', '--name-only', '--format=')),
    people: [...new Set(people)].map(bare).filter((name) => name.length > 3),
  }
}

const NEGATION =
  /\b(no|not|never|none|cannot|can't|couldn't|could not|doesn't|does not|did not|didn't|isn't|wasn't|unable|unknown|nothing|nonexistent|non-existent|without)\b/i
/** A score from here on is a right answer; sums of weights end a hair below 1. */
const EXACT = 0.999

export const isExact = ({ score }: Judgement) => score >= EXACT

/** One answer to one wording. A wrong id more costs points; an id that does not exist is counted apart. */
export function judge(ground: Ground, question: JudgedQuestion, given: GivenAnswer): Judgement {
  const asked = [question.question, ...question.paraphrases][given.variant] ?? question.question
  const full = [given.answer, ...given.citations.map(({ sha }) => sha ?? '')].join(' ')
  const inQuestion = idsIn(asked)
  const ids = [...new Set(idsIn(full))]
  const madeUp = ids.filter((id) => resolveId(ground, id) === undefined && !inQuestion.includes(id))
  const ignored = new Set([...question.answer.ignore, ...inQuestion.map((id) => resolveId(ground, id))])
  const real = [...new Set(ids.flatMap((id) => resolveId(ground, id) ?? []))]
  const named = real.filter((sha) => !ignored.has(sha))
  const score = scoreOf({
    ground,
    truth: question.answer,
    asked,
    text: given.answer,
    real,
    named,
    madeUp: madeUp.length,
  })
  return { question, variant: given.variant, score, ids: ids.length, madeUpIds: madeUp.length }
}

interface Said {
  readonly ground: Ground
  readonly truth: Truth
  readonly asked: string
  readonly text: string
  /** Existing commits of the answer, in the order of the text. */
  readonly real: readonly string[]
  /** Those of them that count: neither in the question nor to be ignored. */
  readonly named: readonly string[]
  readonly madeUp: number
}

function scoreOf(said: Said): number {
  const { truth, asked, text, named, ground } = said
  switch (truth.type) {
    case 'sha':
      return scoreSha(said, truth)
    case 'sha_list':
      return likeness(named, truth.value)
    case 'author':
      return scorePerson(said, truth.value)
    case 'author_date':
      return (
        (firstRight(daysIn(text), (day) => truth.value.date.includes(day)) + scorePerson(said, truth.value.author)) / 2
      )
    case 'author_set':
      return scorePeople(said, truth.value)
    case 'number': {
      const inQuestion = new Set(asked.match(/\d+/g) ?? [])
      const candidates = numbersIn(text).filter((one) => !inQuestion.has(one) || one === String(truth.value))
      return firstRight(candidates, (one) => Number(one) === truth.value)
    }
    case 'tag': {
      const inQuestion = new Set(asked.match(/v?\d+\.\d+(?:\.\d+)*/g) ?? [])
      const candidates = versionsIn(text).filter((one) => !inQuestion.has(one))
      const plain = (version: string) => version.replace(/^v/, '')
      return firstRight(candidates.map(plain), (one) => one === plain(truth.value))
    }
    case 'date':
      return firstRight(daysIn(text), (day) => truth.value.includes(day))
    case 'path_set': {
      const inQuestion = new Set(pathsIn(asked))
      const candidates = pathsIn(text).filter((path) => ground.paths.has(path) && !inQuestion.has(path))
      return likeness(candidates, truth.value)
    }
    case 'summary':
      return scoreSummary(said, truth.value)
    case 'why': {
      const words = bare(text)
      const start = (word: string) => bare(word).slice(0, Math.max(4, Math.ceil(bare(word).length * 0.75)))
      const found =
        truth.value.keywords.filter((word) => words.includes(start(word))).length / truth.value.keywords.length
      // Half of the words of the reason are as good as all of them: an answer says it in its own.
      return 0.5 * firstRight(named, (sha) => sha === truth.value.sha) + 0.5 * Math.min(1, found / 0.5)
    }
    case 'none':
      return NEGATION.test(text) && named.length === 0 && said.madeUp === 0 ? 1 : 0
  }
}

function scoreSha(said: Said, truth: Truth & { type: 'sha' }): number {
  const score = firstRight(said.named, (sha) => sha === truth.value || truth.accept.includes(sha))
  const isSaid = (text: string) =>
    new RegExp(`${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\d)`, 'i').test(said.text)
  if (score > 0) return score
  if (truth.accept_text.some(isSaid)) return 1
  const { author, date } = truth.also
  if (said.named.length > 0 || author === undefined || date === undefined) return 0
  // The right person and day without an id is most of an answer.
  const [person, day] = [scorePerson(said, author), firstRight(daysIn(said.text), (one) => date.includes(one))]
  return person > 0 && day > 0 ? 0.75 * Math.min(person, day) : 0
}

/** Full marks when no other person is named before the right one and few after. */
function scorePerson({ ground, asked, text }: Said, spellings: readonly string[]): number {
  const words = spoken(text)
  const places = spellings.map((name) => words.indexOf(spoken(name))).filter((place) => place >= 0)
  if (places.length === 0) return 0
  const own = spellings.map(bare)
  const others = ground.people
    .filter((name) => !own.some((one) => one.includes(name)) && !spoken(asked).includes(` ${name} `))
    .map((name) => words.indexOf(` ${name} `))
    .filter((place) => place >= 0)
  const before = others.filter((place) => place < Math.min(...places)).length
  if (before === 0) return others.length <= 4 ? 1 : 0.5
  return before <= 2 ? 0.5 : 0.1
}

function scorePeople({ ground, asked, text }: Said, people: readonly (readonly string[])[]): number {
  const words = spoken(text)
  const hits = people.filter((spellings) => spellings.some((name) => words.includes(spoken(name)))).length
  const own = people.flat().map(bare)
  const extra = ground.people.filter(
    (name) =>
      !own.some((one) => one.includes(name)) && words.includes(` ${name} `) && !spoken(asked).includes(` ${name} `),
  ).length
  return hits === 0 ? 0 : (2 * hits) / (hits + extra + people.length)
}

function scoreSummary({ text, real, named, madeUp }: Said, value: z.infer<typeof Summary>): number {
  const isNamed = (sha: string) => {
    const subject = value.subjects[sha] ?? ''
    const issue = /#(\d+)/.exec(subject)?.[1]
    if (real.includes(sha) || (issue !== undefined && new RegExp(`#${issue}(?!\\d)`).test(text))) return true
    return text.split('\n').some((line) => overlap(subject.replace(/\(#\d+\)/, ''), line) >= 0.7)
  }
  const inPeriod = named.filter((sha) => value.commits.includes(sha)).length
  const precision = named.length === 0 ? 0 : inPeriod / (named.length + madeUp)
  const recall = value.key.filter(isNamed).length / value.key.length
  const count = new RegExp(`(?<![\\d.#])${value.count}(?![\\d.])`).test(text) ? 1 : 0
  const words = spoken(text)
  const authors = value.authors.filter((names) => names.some((name) => words.includes(spoken(name)))).length
  return 0.4 * recall + 0.3 * precision + 0.15 * count + (0.15 * authors) / value.authors.length
}

/** Full marks for naming the right one first, fewer the more others are named. */
function firstRight(candidates: readonly string[], isRight: (candidate: string) => boolean): number {
  const different = [...new Set(candidates)]
  if (!different.some(isRight)) return 0
  const [few, some, many] = isRight(different[0] ?? '') ? [1, 0.75, 0.25] : [0.5, 0.25, 0.1]
  return different.length <= 3 ? few : different.length <= 6 ? some : many
}

/** F1 of two sets. */
function likeness(got: readonly string[], wanted: readonly string[]): number {
  const [given, truth] = [new Set(got), new Set(wanted)]
  const hits = [...given].filter((one) => truth.has(one)).length
  return hits === 0 ? 0 : (2 * hits) / (given.size + truth.size)
}

/** The one commit whose id begins so. */
function resolveId({ shas }: Ground, id: string): string | undefined {
  let [low, high] = [0, shas.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((shas[middle] ?? '') < id) low = middle + 1
    else high = middle
  }
  const found = shas[low]
  return found?.startsWith(id) === true && shas[low + 1]?.startsWith(id) !== true ? found : undefined
}
