// Who may talk to the server, decided on the facts of a request.
import { describe, expect, it } from 'vitest'
import { type GuardRules, judgeRequest, type RequestFacts } from '#app/_http/guard.ts'

const TOKEN = 'a-token-of-enough-length'
const local: GuardRules = { listenHost: '127.0.0.1', allowedHosts: ['sparky.local'], token: undefined }
const open: GuardRules = { listenHost: '0.0.0.0', allowedHosts: [], token: TOKEN }

const page: RequestFacts = {
  method: 'GET',
  path: '/',
  host: '127.0.0.1:3000',
  origin: null,
  fetchSite: null,
  contentType: null,
  authorization: null,
  cookieToken: undefined,
  queryToken: null,
}
const write: RequestFacts = { ...page, method: 'POST', path: '/api/chat', contentType: 'application/json' }
const verdict = (facts: Partial<RequestFacts>, rules = local, base = page) => {
  const judged = judgeRequest({ ...base, ...facts }, rules)
  return judged.kind === 'refuse' ? judged.status : judged.kind
}

describe('the name of the server', () => {
  it.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST', '[::1]:3000', 'sparky.local:80'])('%s is known', (host) =>
    expect(verdict({ host })).toBe('pass'),
  )
  it.each(['evil.example:3000', '127.0.0.1.evil.example', '192.168.1.5:3000', 'localhost.evil.example', '', null])(
    '%s is not, for reading either: a rebound name carries no origin',
    (host) => {
      expect(verdict({ host })).toBe(403)
      expect(verdict({ host, path: '/_next/static/x.js' })).toBe(403)
      expect(verdict({ host }, local, write)).toBe(403)
    },
  )
  it('an address is accepted where the server listens beyond this machine', () => {
    expect(verdict({ host: '192.168.1.5:3000', cookieToken: TOKEN }, open)).toBe('pass')
    expect(verdict({ host: 'evil.example', cookieToken: TOKEN }, open)).toBe(403)
  })
})

describe('another site', () => {
  it.each(['http://evil.example', 'http://127.0.0.1:3001', 'https://127.0.0.1:3000.evil.example', 'null'])(
    'with the origin %s may not read or write',
    (origin) => {
      expect(verdict({ origin }, local, write)).toBe(403)
      expect(verdict({ origin, path: '/api/repositories' })).toBe(403)
    },
  )
  it('may link to a page, but not read data or write', () => {
    expect(verdict({ fetchSite: 'cross-site' })).toBe('pass')
    expect(verdict({ fetchSite: 'cross-site', path: '/api/repositories' })).toBe(403)
    expect(verdict({ fetchSite: 'same-site' }, local, write)).toBe(403)
  })
  it('is told apart from our own page', () => {
    expect(verdict({ origin: 'http://127.0.0.1:3000', fetchSite: 'same-origin' }, local, write)).toBe('pass')
    expect(verdict({ fetchSite: 'none' }, local, write)).toBe('pass')
  })
  it('cannot send a form: only JSON is taken', () => {
    for (const contentType of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', null])
      expect(verdict({ contentType }, local, write)).toBe(415)
    expect(verdict({ contentType: 'application/json; charset=utf-8' }, local, write)).toBe('pass')
  })
})

describe('the token', () => {
  it('is asked of everything, and taken from a cookie or a header', () => {
    expect(verdict({}, open)).toBe(401)
    expect(verdict({ path: '/api/health/live' }, open)).toBe(401)
    expect(verdict({ cookieToken: TOKEN }, open)).toBe('pass')
    expect(verdict({ authorization: `Bearer ${TOKEN}` }, open)).toBe('pass')
    expect(verdict({ cookieToken: `${TOKEN}x` }, open)).toBe(401)
    expect(verdict({ cookieToken: '' }, open)).toBe(401)
  })
  it('in the address of a page is kept in a cookie; in that of a route it does not count', () => {
    expect(verdict({ queryToken: TOKEN }, open)).toBe('keep-token')
    expect(verdict({ queryToken: 'wrong' }, open)).toBe(401)
    expect(verdict({ queryToken: TOKEN, path: '/api/repositories' }, open)).toBe(401)
  })
})
