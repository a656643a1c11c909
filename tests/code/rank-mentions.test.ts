// What a question names outright leads to the files that are meant, and to no other.
import { describe, expect, test } from 'vitest'
import { indexPaths, readMentions } from '#lib/code/words/rank-mentions.ts'
import { createToyIndex } from './toy-index.ts'

const PATHS = [
  'src/requests/sessions.py',
  'src/requests/models.py',
  'src/requests/__init__.py',
  'tests/test_sessions.py',
  'lib/router/index.js',
  'web/src/app.ts',
  'api/src/app.ts',
  'crates/ignore/src/walk.rs',
  'README.md',
]
const meant = (text: string) =>
  [...indexPaths(PATHS).mentioned(readMentions(text).names)].sort((a, b) => b[1] - a[1]).map(([file]) => PATHS[file])

describe('files', () => {
  test.each([
    ['see src/requests/models.py', ['src/requests/models.py']],
    ['`models.py` is wrong', ['src/requests/models.py']],
    ['File "/usr/lib/python3/site-packages/requests/sessions.py", line 12, in send', ['src/requests/sessions.py']],
    ['requests.sessions.Session.send hangs', ['src/requests/sessions.py']],
    ['    at next (/srv/node_modules/express/lib/router/index.js:14:3)', ['lib/router/index.js']],
    ['ignore::walk::WalkBuilder loses it', []],
    ['in web\\src\\app.ts', ['web/src/app.ts']],
    ['README.md', ['README.md']],
    ['src/requests/MODELS.PY', ['src/requests/models.py']],
  ])('%s', (text, files) => {
    expect(meant(text)).toEqual(files)
  })
  test.each([
    'File "/usr/lib/python3/threading.py", line 3, in run',
    'https://example.org/requests/models.py',
    'version 2.31.0 of 2024.1.2',
    'self.sessions',
    'and/or',
    '',
  ])('none: %s', (text) => {
    expect(meant(text)).toEqual([])
  })
  test('a name of two files leads to both, each less surely than a name of one', () => {
    const strengths = indexPaths(PATHS).mentioned(readMentions('app.ts and models.py').names)
    const of = (path: string) => strengths.get(PATHS.indexOf(path)) ?? 0
    expect(of('web/src/app.ts')).toBe(of('api/src/app.ts'))
    expect(of('web/src/app.ts')).toBeLessThan(of('src/requests/models.py'))
    expect(of('src/requests/models.py')).toBeLessThan(1)
  })
  test('a log of ten thousand names is cut', () => {
    const log = Array.from({ length: 10_000 }, (_, line) => `a/b${line}.py`).join('\n')
    expect(readMentions(log).names.length).toBeLessThanOrEqual(100)
  })
})

test.each([
  ['call `send` twice', ['send']],
  ['HTTPAdapter fails', ['HTTPAdapter']],
  ['get_user and getUser', ['get_user', 'getUser']],
  ['open() leaks', ['open']],
  ['Session.rebuild_auth', ['rebuild_auth']],
  ['the session is lost', []],
])('identifiers of “%s”', (text, identifiers) => {
  expect(readMentions(text).identifiers).toEqual(identifiers)
})

describe('in a search', () => {
  const about = (name: string) => `def ${name}(request):\n${'    the session keeps the cookie\n'.repeat(6)}`
  const index = createToyIndex({
    'src/a.py': about('first'),
    'src/b.py': about('rebuild_auth'),
    'src/deep/c.py': about('keep'),
  })
  test.each([
    ['nothing is named', 'The session loses its cookie', 'src/a.py'],
    ['an identifier', 'The session loses its cookie\n\n`rebuild_auth` is never called', 'src/b.py'],
    ['a frame', 'The session loses its cookie\n\n  File "/app/deep/c.py", line 2, in run', 'src/deep/c.py'],
  ])('%s', (_, question, path) => {
    expect(index.paths(question)[0]).toBe(path)
  })
})
