// What an embedder is given of a commit: the message, the paths, and the lines that carry most.
import { describe, expect, it } from 'vitest'
import { digestOf, tellingLines } from '#lib/code/commits/commit-digest.ts'

const file = (path: string, added: readonly string[], removed: readonly string[] = []) => ({ path, added, removed })

describe('the lines that carry most', () => {
  it('are definitions and comments before plumbing, in the order of the diff, names as words', () => {
    const noise = Array.from({ length: 30 }, (_, at) => `import module${String.fromCharCode(97 + (at % 26))}`)
    const lines = tellingLines([
      file('upload.py', [...noise, 'def retryUpload(max_attempts):', '# gives up after some attempts', '}', '']),
    ])
    expect(lines).toEqual(['+ def retry Upload(max attempts):', '+ # gives up after some attempts'])
  })

  it('leave out what only moved, and say nothing twice', () => {
    const moved = 'def unchanged_helper(value):'
    const lines = tellingLines([
      file('a.py', [moved, 'def fresh_thing(value):'], ['def stale_thing(value):']),
      file('b.py', ['def fresh_thing(value):'], [moved]),
    ])
    expect(lines).toEqual(['+ def fresh thing(value):', '- def stale thing(value):'])
  })

  it('are a few, however large the change is', () => {
    const files = Array.from({ length: 40 }, (_, at) =>
      file(
        `src/${at}.ts`,
        Array.from({ length: 60 }, (_, line) => `function handler${at}x${line}(request) {`),
      ),
    )
    expect(tellingLines(files).length).toBeLessThan(20)
    expect(digestOf({ subject: 'Reformat', body: '', files }).length).toBeLessThanOrEqual(800)
  })
})

describe('the digest of a commit', () => {
  it('holds message, paths and lines, without trailers', () => {
    const text = digestOf({
      subject: 'Make caching optional',
      body: 'Some sites cannot cache.\n\nSigned-off-by: Ada <ada@example.org>\n',
      files: [file('src/cache.ts', ['if (!options.cache) return'])],
    })
    expect(text.split('\n')).toEqual([
      'Make caching optional',
      'Some sites cannot cache.',
      'src/cache.ts',
      '+ if (!options.cache) return',
    ])
  })

  it('of a merge or an empty commit is its message', () => {
    expect(digestOf({ subject: 'Merge pull request #1', body: 'Retry uploads', files: [] })).toBe(
      'Merge pull request #1\nRetry uploads',
    )
  })

  it('never holds a secret', () => {
    const secret = `ghp_${'a1B2c3D4'.repeat(5)}`
    const text = digestOf({ subject: 'Configure', body: '', files: [file('env.ts', [`const token = "${secret}"`])] })
    expect(text).not.toContain(secret)
    expect(text).toContain('const token')
  })
})
