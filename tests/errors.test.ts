// The one error class, known as such wherever it was loaded.
import { describe, expect, it } from 'vitest'
import { reportError, SparkyError, toSparkyError } from '#lib/errors.ts'

const facts = { code: 'git/timeout', message: 'git was slow.', remedy: 'Try again.', retryable: true } as const

describe('an error of ours', () => {
  it('is known when another copy of its module made it', async () => {
    const copy: typeof import('#lib/errors.ts') = await import(`${import.meta.resolve('#lib/errors.ts')}?another`)
    expect(copy.SparkyError).not.toBe(SparkyError)
    const error = new copy.SparkyError(facts)
    expect(error).toBeInstanceOf(SparkyError)
    expect(toSparkyError(error)).toBe(error)
    expect(reportError(error)).toEqual(facts)
  })
  it('is seen through an error that only wraps it', () =>
    expect(reportError(new Error('Failed query', { cause: new SparkyError(facts) }))).toEqual(facts))
  it.each([new Error('x'), { name: 'SparkyError' }, 'text', null])('is not %s', (other) => {
    expect(other instanceof SparkyError).toBe(false)
    expect(reportError(other).code).toBe('internal')
  })
})
