// What git answers is understood whatever its version, and cut where it ends.
import { describe, expect, it } from 'vitest'
import { createAnswerReader, type ObjectAnswer, type ObjectRequest } from '#lib/git/object-answers.ts'

const OID = 'a'.repeat(40)
const OTHER = 'b'.repeat(40)
const info = (name: string): ObjectRequest => ({ verb: 'info', name: Buffer.from(name) })
const contents = (name: string): ObjectRequest => ({ verb: 'contents', name: Buffer.from(name) })

/** The answers to `requests` from an output that comes in pieces of `size` bytes. */
function answersOf(output: string, requests: readonly ObjectRequest[], size: number): readonly ObjectAnswer[] {
  const reader = createAnswerReader()
  const bytes = Buffer.from(output)
  const answers: ObjectAnswer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size))
    for (let request = requests[answers.length]; request !== undefined; request = requests[answers.length]) {
      const answer = reader.take(request)
      if (answer.kind === 'incomplete') break
      answers.push(answer)
    }
  }
  return answers
}

describe.each([1, 7, 10_000])('answers in pieces of %i bytes', (size) => {
  it('a submodule whose commit is elsewhere is missing, as git from 2.51 on tells it', () => {
    const output = `${OTHER} submodule\n${OID} blob 3\nabc\n`
    expect(answersOf(output, [info(`${OID}:lib/sub`), contents(OID)], size)).toMatchObject([
      { kind: 'missing' },
      { kind: 'found', info: { oid: OID, type: 'blob', sizeBytes: 3 }, content: Buffer.from('abc') },
    ])
  })

  it('a line that is not known is the answer to its own request only', () => {
    const output = `${OID} surprise 3\n${OTHER}:a surprise\n${OID} tree 12\n`
    expect(answersOf(output, [info(`${OID}:a`), info(`${OTHER}:a`), info(OID)], size)).toMatchObject([
      { kind: 'unknown', line: `${OID} surprise 3` },
      { kind: 'unknown', line: `${OTHER}:a surprise` },
      { kind: 'found', info: { oid: OID, type: 'tree', sizeBytes: 12 } },
    ])
  })

  it('a missing name may hold line breaks, and look like an answer itself', () => {
    const names = [`${OID}:no\npe`, `${OID}:x missing\n`, `${OID}:ü`, OTHER]
    expect(answersOf(names.map((name) => `${name} missing\n`).join(''), names.map(info), size)).toEqual(
      names.map(() => ({ kind: 'missing' })),
    )
  })
})
