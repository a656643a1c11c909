// Stands before every page, route and file: refuses strangers, then sets the headers that keep a page to itself.
import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { securityHeaders } from '#app/_http/content-policy.ts'
import { type GuardRules, judgeRequest } from '#app/_http/guard.ts'
import { loadConfig } from '#lib/config.ts'

/** A browser sends the cookies of a host to all its ports: the port keeps two Sparkys apart. */
const TOKEN_COOKIE = 'sparky-token'

const shared: { sparkyGuardRules?: GuardRules } = globalThis as object

export function proxy(request: NextRequest): NextResponse {
  const rules = guardRules()
  const { nextUrl, headers, cookies } = request
  const cookieName = `${TOKEN_COOKIE}-${nextUrl.port || 'default'}`
  const verdict = judgeRequest(
    {
      method: request.method,
      path: nextUrl.pathname,
      host: headers.get('host'),
      origin: headers.get('origin'),
      fetchSite: headers.get('sec-fetch-site'),
      contentType: headers.get('content-type'),
      authorization: headers.get('authorization'),
      cookieToken: cookies.get(cookieName)?.value,
      queryToken: nextUrl.searchParams.get('token'),
    },
    rules,
  )
  const nonce = randomBytes(16).toString('base64')
  const policy = securityHeaders(nonce)
  switch (verdict.kind) {
    case 'refuse':
      return withHeaders(refusal(request, verdict), policy)
    case 'keep-token':
      return withHeaders(keepToken(request, cookieName, rules.token ?? ''), policy)
    case 'pass': {
      const passed = new Headers(headers)
      passed.set('content-security-policy', policy['content-security-policy'] ?? '')
      passed.set('x-nonce', nonce)
      return withHeaders(NextResponse.next({ request: { headers: passed } }), policy)
    }
  }
}

function guardRules(): GuardRules {
  if (shared.sparkyGuardRules === undefined) {
    const { host, allowedHosts, token } = loadConfig()
    shared.sparkyGuardRules = { listenHost: host, allowedHosts, token }
  }
  return shared.sparkyGuardRules
}

function refusal(
  request: NextRequest,
  { status, message, remedy }: { readonly status: number; readonly message: string; readonly remedy: string },
): NextResponse {
  const code = status === 401 ? 'http/unauthorized' : status === 415 ? 'http/bad-request' : 'http/forbidden'
  if (request.nextUrl.pathname.startsWith('/api/'))
    return NextResponse.json({ error: { code, message, remedy, retryable: false } }, { status })
  return new NextResponse(`${message}\n${remedy}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
}

function keepToken(request: NextRequest, name: string, token: string): NextResponse {
  const { pathname, searchParams } = request.nextUrl
  const kept = new URLSearchParams(searchParams)
  kept.delete('token')
  // Next wants a whole address and makes it relative again: whatever name the browser used stays.
  const location = new URL(kept.size > 0 ? `${pathname}?${kept}` : pathname, request.url).href
  const response = new NextResponse(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })
  response.cookies.set({ name, value: token, httpOnly: true, sameSite: 'strict', path: '/' })
  return response
}

function withHeaders(response: NextResponse, headers: Readonly<Record<string, string>>): NextResponse {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}
