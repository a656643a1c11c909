// No window into a file shows a secret that only the rest of the file gives away.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findOperation } from '#agents/operations/registry.ts'
import { readLines } from '#lib/code/read.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'

const BODY = Array.from({ length: 12 }, (_, line) => `${'MIIEowIBAAKCAQEA'.repeat(3)}${line}`)
/** Put together here, so that no scanner takes this file for a leak. */
const PRIVATE_KEY = ['PRIVATE', 'KEY'].join(' ')
const repository = makeRepository()
let agents: OpenAgents
beforeAll(async () => {
  repository.commit({
    files: {
      'server.pem': [
        `-----BEGIN RSA ${PRIVATE_KEY}-----`,
        ...BODY,
        `-----END RSA ${PRIVATE_KEY}-----`,
        'after',
        '',
      ].join('\n'),
    },
    message: 'Add the certificate',
  })
  agents = await openAgents(repository)
})
afterAll(() => agents?.close())

test('lines from the middle of a private key are masked, and keep their numbers', async () => {
  const { objects, revision } = agents.context()
  const read = await readLines({ objects, revision, path: 'server.pem', startLine: 3, endLine: 15 })
  expect(read).toMatchObject({ startLine: 3, endLine: 15, totalLines: 15 })
  const lines = read?.text.split('\n') ?? []
  expect(lines.slice(0, 11)).toEqual(Array.from({ length: 11 }, () => '[masked private key]'))
  expect(lines.at(-1)).toBe('after')
})

test.each([
  ['read_file', { path: 'server.pem', startLine: 3, endLine: 5 }],
  ['line_origin', { path: 'server.pem', line: 4 }],
  ['find_text', { text: 'QEA5' }],
])('%s gives nothing of a private key away', async (name, input) => {
  const found = await findOperation(name).run(agents.context(), input)
  expect(found.total).toBe(1)
  expect(JSON.stringify(found)).toContain('[masked private key]')
  expect(JSON.stringify(found)).not.toContain('MIIE')
})
