// A diff that does not fit the window is condensed file by file: nothing is left out without being named.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'
import { scriptedModel } from './scripted-model.ts'

let repository: TestRepository
let agents: OpenAgents
const shas = { some: '', many: '' }
beforeAll(async () => {
  repository = makeRepository()
  const filesNamed = (name: string, count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `src/${name}${index}.ts`,
        Array.from({ length: 40 }, (_, line) => `export const ${name}${index}line${line} = ${line}\n`).join(''),
      ]),
    )
  repository.commit({ files: { 'README.md': '# A\n' }, message: 'Start' })
  shas.some = repository.commit({ files: filesNamed('some', 12), message: 'Add some files' })
  shas.many = repository.commit({ files: filesNamed('many', 90), message: 'Add many files' })
  agents = await openAgents(repository)
})
afterAll(async () => {
  await agents?.close()
  repository?.dispose()
})

const condensed = (model: ReturnType<typeof scriptedModel>) =>
  model.requests
    .filter(({ messages }) => messages[0]?.text.startsWith('Condense this part'))
    .map(({ messages }) => messages[1]?.text ?? '')

test('every changed line is read by the summarizer, and the writer gets the notes', async () => {
  const model = scriptedModel(['NOTE-OF-A-PART'], { contextTokens: 3_000 })
  await agents.ask(`why was commit ${shas.some} made?`, { model, isSupervisor: true })
  const read = condensed(model).join('\n')
  for (let file = 0; file < 12; file += 1)
    for (let line = 0; line < 40; line += 1) expect(read).toContain(`+export const some${file}line${line} = ${line}`)
  expect(condensed(model).length).toBeGreaterThan(2)
  const written = model.requests.at(-1)?.messages[1]?.text ?? ''
  expect(written).toContain('NOTE-OF-A-PART')
  expect(written).toContain('Add some files')
})

test('what is too much even for the summarizer is named', async () => {
  const model = scriptedModel(['NOTE'], { contextTokens: 2_000 })
  const { answer } = await agents.ask(`why was commit ${shas.many} made?`, { model, isSupervisor: true })
  expect(condensed(model).length).toBeLessThan(90)
  const told = answer.notices.join(' ')
  expect(told).toMatch(/parts were not read by the summarizer: .*src\/many\d+\.ts/)
})
