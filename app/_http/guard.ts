// Who may talk to the server: decides on the facts of one request, before anything else sees it.
import { timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { isLoopback } from '#lib/loopback.ts'

/** What a browser or program sent, as far as the decision needs it; header values as they came. */
export interface RequestFacts {
  readonly method: string
  readonly path: string
  readonly host: string | null
  readonly origin: string | null
  /** `Sec-Fetch-Site`; absent outside browsers. */
  readonly fetchSite: string | null
  readonly contentType: string | null
  readonly authorization: string | null
  readonly cookieToken: string | undefined
  /** `?token=` of a page. */
  readonly queryToken: string | null
}

export interface GuardRules {
  /** The address that the server listens on. */
  readonly listenHost: string
  /** Further names under which a browser may reach the server. */
  readonly allowedHosts: readonly string[]
  readonly token: string | undefined
}

export type Verdict =
  | { readonly kind: 'pass' }
  /** The token came in the address: keep it in a cookie and go on without it. */
  | { readonly kind: 'keep-token' }
  | { readonly kind: 'refuse'; readonly status: 401 | 403 | 415; readonly message: string; readonly remedy: string }

const PASS: Verdict = { kind: 'pass' }
const READS = new Set(['GET', 'HEAD'])
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The verdict on one request. */
export function judgeRequest(request: RequestFacts, rules: GuardRules): Verdict {
  return judgeHost(request, rules) ?? judgeOrigin(request) ?? judgeToken(request, rules) ?? judgeBody(request) ?? PASS
}

/** Another site can make its own name point here (DNS rebinding), but not make a browser send one of ours. */
function judgeHost({ host }: RequestFacts, { listenHost, allowedHosts }: GuardRules): Verdict | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '')
  const names = [listenHost, listenHost.includes(':') ? `[${listenHost}]` : listenHost, ...allowedHosts]
  if (LOOPBACK_NAMES.has(name) || names.some((allowed) => allowed.toLowerCase() === name)) return undefined
  // An address is no name: nobody else can make it point here.
  if (!isLoopback(listenHost) && isIP(name.replace(/^\[|\]$/g, '')) !== 0) return undefined
  return refuse(403, `This server does not go by the name “${name}”.`, 'Add the name to SPARKY_ALLOWED_HOSTS.')
}

function judgeOrigin({ method, path, host, origin, fetchSite }: RequestFacts): Verdict | undefined {
  const foreign = refuse(403, 'Another site may not use this server.', 'Open the page of Sparky itself.')
  if (origin !== null && hostOf(origin) !== host?.toLowerCase()) return foreign
  const isOwnOrTyped = fetchSite === null || fetchSite === 'same-origin' || fetchSite === 'none'
  if (isOwnOrTyped) return undefined
  // A link from elsewhere to a page is welcome; reading data or changing something is not.
  return !READS.has(method) || path.startsWith('/api/') ? foreign : undefined
}

function judgeToken(request: RequestFacts, { token }: GuardRules): Verdict | undefined {
  if (token === undefined) return undefined
  const { authorization, cookieToken, queryToken, method, path } = request
  if (isSame(cookieToken, token) || isSame(authorization?.replace(/^Bearer /i, ''), token)) return undefined
  if (isSame(queryToken ?? undefined, token) && method === 'GET' && !path.startsWith('/api/'))
    return { kind: 'keep-token' }
  return refuse(
    401,
    'This server asks for its token.',
    'Open the address that ./sparky start printed, with its ?token=…',
  )
}

/** Forms of other sites can send text, never JSON without being asked first. */
function judgeBody({ method, contentType }: RequestFacts): Verdict | undefined {
  if (READS.has(method) || method === 'DELETE' || /^application\/json\b/i.test(contentType ?? '')) return undefined
  return refuse(415, 'Only JSON is taken.', 'Send the body with content-type: application/json.')
}

function refuse(status: 401 | 403 | 415, message: string, remedy: string): Verdict {
  return { kind: 'refuse', status, message, remedy }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function isSame(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
