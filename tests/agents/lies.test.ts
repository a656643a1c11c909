// Right answers stand the check, and falsehoods made of them do not reach the reader unmarked: with figures.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { writePlainly } from '#agents/plain-sentences.ts'
import type { RunScope, RunState } from '#agents/state.ts'
import { verify } from '#agents/verifier.ts'
import type { Verification } from '#lib/events.ts'
import { listPeople } from '#lib/history/people.ts'
import { liesOf, seeded, type World } from './corrupt.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'
import {
  answersOfGarden,
  answersOfHarbour,
  answersOfStory,
  type Garden,
  type Harbour,
  makeGarden,
  makeHarbour,
  type RightAnswers,
} from './right-answers.ts'
import { makeStory, type Story } from './story.ts'

const SEED = 20_190_506
/** With SPARKY_REPORT set, all lies are told and each miss is printed; else every fourth one guards the figures. */
const IS_REPORT = process.env.SPARKY_REPORT !== undefined
const EVERY = IS_REPORT ? 1 : 4
const TIMEOUT_MS = 180_000

interface Scene {
  readonly agents: OpenAgents
  readonly people: readonly string[]
  readonly world: World
  readonly cases: readonly RightAnswers[]
}

let story: Story
let harbour: Harbour
let garden: Garden
let scenes: readonly Scene[]
beforeAll(async () => {
  story = makeStory()
  harbour = makeHarbour()
  garden = makeGarden()
  scenes = [
    await openScene(story, answersOfStory(story)),
    await openScene(harbour, answersOfHarbour(harbour)),
    await openScene(garden, answersOfGarden(garden)),
  ]
}, TIMEOUT_MS)
afterAll(async () => {
  for (const { agents } of scenes ?? []) await agents.close()
  story?.dispose()
  harbour?.dispose()
  garden?.dispose()
})

async function openScene(repository: Story | Harbour | Garden, cases: readonly RightAnswers[]): Promise<Scene> {
  const agents = await openAgents(repository)
  const people = (await listPeople(agents.context().history)).map((person) => person.name)
  return { agents, people, world: worldOf(repository), cases }
}

function worldOf({ git, made }: Story | Harbour | Garden): World {
  const lines = (...args: readonly string[]) => [
    ...new Set(
      git(...args)
        .split('\n')
        .filter((line) => line !== ''),
    ),
  ]
  return {
    shas: Object.values(made),
    people: lines('log', '--format=%an'),
    paths: lines('ls-files').filter((path) => path.includes('/')),
    days: lines('log', '--date=short', '--format=%ad'),
    tags: lines('tag'),
  }
}

interface Checked {
  readonly verification: Verification
  readonly answer: string
  readonly details: readonly string[]
}

/** What becomes of a text that a model insists on. */
async function check({
  scene: { agents, people },
  text,
  question,
  finding,
}: {
  scene: Scene
  text: string
  question: string
  finding: Finding
}): Promise<Checked> {
  const details: string[] = []
  const operations = agents.context()
  const scope: Partial<RunScope> = {
    operations,
    people: async () => people,
    emit: (event) => {
      if (event.type === 'claim-check' && event.outcome !== 'verified')
        details.push(`${event.outcome} ${event.claim}: ${event.detail}`)
      if (event.type === 'text-reset') details.push(event.reason)
    },
  }
  const state: Partial<RunState> = {
    question,
    findings: [finding],
    citations: finding.sources.map((source, index) => ({ ...source, id: String(index + 1), verified: true })),
    draft: { text, writer: 'model' },
    // The writer has been asked once already.
    attempts: 1,
    status: 'answered',
  }
  // The verifier reads no other field of state and scope.
  const { verification = 'unverified', answer = '' } = await verify(state as RunState, scope as RunScope)
  return { verification, answer, details }
}

async function eachCase(
  { agents, cases }: Scene,
  visit: (one: RightAnswers, finding: Finding, text: string, index: number) => Promise<void>,
): Promise<void> {
  for (const one of cases) {
    const finding = await runOperation(agents.context(), one.operation, one.input)
    for (const [index, text] of one.answers.entries()) await visit(one, finding, text, index)
  }
}

async function falseAlarms(scene: Scene): Promise<{ total: number; alarms: readonly string[] }> {
  const alarms: string[] = []
  let total = 0
  await eachCase(scene, async ({ question }, finding, text) => {
    total += 1
    const { verification, details } = await check({ scene, text, question, finding })
    if (verification !== 'verified') alarms.push(`${text}\n    ${details.join('\n    ')}`)
  })
  return { total, alarms }
}

async function missedLies(
  scene: Scene,
): Promise<{ total: number; missed: readonly string[]; kinds: ReadonlyMap<string, readonly [number, number]> }> {
  const missed: string[] = []
  const kinds = new Map<string, readonly [number, number]>()
  let total = 0
  const seen = new Set<string>()
  await eachCase(scene, async (one, finding, text, index) => {
    for (const lie of liesOf(text, scene.world, seeded(SEED + 97 * index))) {
      if (seen.has(lie.text) || one.answers.includes(lie.text)) continue
      seen.add(lie.text)
      if (seen.size % EVERY !== 0) continue
      total += 1
      const { verification } = await check({
        scene,
        text: lie.text,
        question: one.question,
        finding,
      })
      const isCaught = verification !== 'verified'
      const [caught, all] = kinds.get(lie.kind) ?? [0, 0]
      kinds.set(lie.kind, [caught + (isCaught ? 1 : 0), all + 1])
      if (!isCaught) missed.push(`${lie.kind}: ${lie.text}`)
    }
  })
  return { total, missed, kinds }
}

test('there is enough to measure', () => {
  const all = scenes.flatMap(({ cases }) => cases)
  expect(
    new Set(all.map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`)).size,
  ).toBeGreaterThanOrEqual(12)
  expect(all.flatMap(({ answers }) => answers).length).toBeGreaterThanOrEqual(100)
})

/**
 * The check was tuned on the story. The harbour and the garden were written afterwards; when they were first measured, 94 % of
 * the lies about each were caught, with 5 false alarms in 30 and 5 in 26; what caused those was then mended, so that they are
 * guards now and no longer a measurement.
 */
describe.each([
  ['the story', 0, 0.95, 0.03],
  ['the harbour', 1, 0.9, 0.03],
  ['the garden', 2, 0.9, 0.03],
] as const)('%s:', (_, index, caughtShare, alarmShare) => {
  test(
    'right answers pass',
    async () => {
      const { total, alarms } = await falseAlarms(scenes[index] as Scene)
      report(`false alarms ${alarms.length} of ${total}`, alarms)
      expect(alarms.length / total).toBeLessThanOrEqual(alarmShare)
    },
    TIMEOUT_MS,
  )

  test(
    'false ones do not pass as verified',
    async () => {
      const { total, missed, kinds } = await missedLies(scenes[index] as Scene)
      const table = [...kinds].map(([kind, [caught, all]]) => `${kind} ${caught}/${all}`)
      report(`caught ${total - missed.length} of ${total}\n  ${table.join(', ')}`, missed)
      expect(kinds.size).toBeGreaterThanOrEqual(15)
      expect((total - missed.length) / total).toBeGreaterThanOrEqual(caughtShare)
    },
    TIMEOUT_MS,
  )
})

test('what code writes of a finding stands the same check of values and of what belongs together', async () => {
  for (const scene of scenes)
    for (const { operation, input, question } of scene.cases) {
      const finding = await runOperation(scene.agents.context(), operation, input)
      const text = writePlainly([finding])
      const { verification, details } = await check({ scene, text, question, finding })
      expect([operation, verification, details]).toEqual([operation, 'verified', []])
    }
})

function report(head: string, lines: readonly string[]): void {
  if (IS_REPORT) process.stdout.write(`${head}\n${lines.map((line) => `  - ${line}\n`).join('')}`)
}
