// The way to the source of a repository, checked to its end: address pinned, redirects followed by us, secrets off argv.
import { readFile } from 'node:fs/promises'
import { get as getHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { get as getHttps, Agent as HttpsAgent } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { toProcessEnvironment } from '../config.ts'
import { SparkyError } from '../errors.ts'
import { type AddressRules, hostOf, type RepositoryAddress } from './address.ts'
import { inheritedVariables } from './environment.ts'
import { resolveHost } from './remote-host.ts'

/** How git reaches the source. */
export interface Transport {
  /** URL or absolute folder: the last argument before refspecs, after `--`. */
  readonly target: string
  /** For `-c`. */
  readonly settings: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Options of fetch, clone and ls-remote. */
  readonly options: readonly string[]
}

type RemoteAddress = Extract<RepositoryAddress, { kind: 'remote' }>

/** More hops than any honest forge makes. */
const REDIRECT_LIMIT = 5
const PROBE_TIMEOUT_MS = 15_000
const PROBE = '/info/refs?service=git-upload-pack'
/** Below this speed for this long, the transfer counts as stuck (`http.lowSpeedLimit`, `http.lowSpeedTime`). */
const LOW_SPEED_BYTES = 1_000
const LOW_SPEED_S = 20

/**
 * What runs at the side of a local source. It takes nothing from that repository's configuration: git reads the hook
 * that packs objects only from protected configuration, grafts and replacements are off, and the folder was chosen by the
 * user, whoever owns it.
 */
const UPLOAD_PACK =
  "GIT_GRAFT_FILE=/nonexistent/grafts git --no-replace-objects -c 'safe.directory=*' -c core.fsmonitor=false -c core.hooksPath=/dev/null upload-pack"

/**
 * Checks the whole way to the source and gives git's arguments for it.
 *
 * @throws SparkyError `git/unsafe-address` when the host, or one that it redirects to, is private or of a scheme that is
 *   not allowed; `git/unreachable`.
 */
export async function openTransport(o: {
  readonly address: RepositoryAddress
  readonly rules: AddressRules
  readonly signal?: AbortSignal
}): Promise<Transport> {
  if (o.address.kind === 'folder') {
    return {
      target: o.address.gitFolder,
      settings: [],
      environment: { GIT_ALLOW_PROTOCOL: 'file' },
      options: [`--upload-pack=${UPLOAD_PACK}`],
    }
  }
  const { host, port } = o.address
  const addresses = await resolveHost(host, o.rules.allowedPrivateHosts)
  if (new URL(o.address.url).protocol === 'ssh:') return openSsh(o.address, addresses)
  const final = await followRedirects({ ...o, address: o.address, addresses, host, port })
  return {
    target: final.url,
    settings: [
      'http.followRedirects=false',
      `http.lowSpeedLimit=${LOW_SPEED_BYTES}`,
      `http.lowSpeedTime=${LOW_SPEED_S}`,
      ...(isIP(final.host) === 0
        ? [`http.curloptResolve=${final.host}:${final.port}:${final.addresses.map(bracket).join(',')}`]
        : []),
    ],
    environment: {
      GIT_ALLOW_PROTOCOL: new URL(final.url).protocol.slice(0, -1),
      ...(final.credentials === undefined ? {} : headerEnvironment(final.url, final.credentials)),
    },
    options: [],
  }
}

/** ssh resolves the name again: it is pinned to a checked address, and may ask for nothing. */
function openSsh({ url, host }: RemoteAddress, addresses: readonly string[]): Transport {
  const pinned = addresses[0] ?? host
  return {
    target: url,
    settings: [],
    environment: {
      GIT_ALLOW_PROTOCOL: 'ssh',
      GIT_SSH_COMMAND: `ssh -o BatchMode=yes -o ConnectTimeout=15 -o ProxyCommand=none -o HostName=${pinned} -o HostKeyAlias=${host}`,
      GIT_SSH_VARIANT: 'ssh',
    },
    options: [],
  }
}

/** As git reads settings from variables, neither `ps` nor a stored configuration shows the secret. */
function headerEnvironment(
  url: string,
  { user, password }: { user: string; password: string },
): Record<string, string> {
  const token = Buffer.from(`${user}:${password}`, 'utf8').toString('base64')
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${token}`,
  }
}

interface Hop {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly addresses: readonly string[]
  readonly credentials?: { readonly user: string; readonly password: string }
}

/** The address at the end of all redirects; each hop is checked like the first, credentials stay with their server. */
async function followRedirects(o: {
  readonly address: RemoteAddress
  readonly addresses: readonly string[]
  readonly rules: AddressRules
  readonly host: string
  readonly port: number
  readonly signal?: AbortSignal
}): Promise<Hop> {
  let hop: Hop = {
    url: o.address.url,
    host: o.host,
    port: o.port,
    addresses: o.addresses,
    ...(o.address.credentials === undefined ? {} : { credentials: o.address.credentials }),
  }
  for (let hops = 0; hops <= REDIRECT_LIMIT; hops += 1) {
    const location = await probe(hop, o.signal)
    if (location === undefined) return hop
    hop = await nextHop(hop, location, o.rules)
  }
  throw redirectError(o.address.url, `it redirects more than ${REDIRECT_LIMIT} times`)
}

async function nextHop(hop: Hop, location: string, rules: AddressRules): Promise<Hop> {
  const next = URL.parse(location, hop.url)
  if (next === null) throw redirectError(hop.url, 'it redirects to what is no URL')
  const scheme = next.protocol.slice(0, -1)
  // Never down from https, whatever schemes are allowed.
  const isAllowed =
    scheme === 'https' || (scheme === 'http' && hop.url.startsWith('http:') && rules.allowedSchemes.includes('http'))
  if (!isAllowed) throw redirectError(hop.url, `it redirects to the scheme ${scheme}`)
  if (!`${next.pathname}${next.search}`.endsWith(PROBE))
    throw redirectError(hop.url, 'it redirects to what is no repository')
  const host = hostOf(next)
  const addresses = await resolveHost(host, rules.allowedPrivateHosts)
  const url = `${next.origin}${next.pathname.slice(0, -'/info/refs'.length)}`
  const isSameServer = next.origin === new URL(hop.url).origin
  return {
    url,
    host,
    port: next.port === '' ? (scheme === 'https' ? 443 : 80) : Number(next.port),
    addresses,
    ...(isSameServer && hop.credentials !== undefined ? { credentials: hop.credentials } : {}),
  }
}

/**
 * Where the server redirects the first request of git to; undefined when it answers it itself.
 *
 * A server that cannot be asked counts as one that does not redirect: git follows no redirect, and tells its failure.
 */
async function probe(hop: Hop, signal: AbortSignal | undefined): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(PROBE_TIMEOUT_MS)
  const response = await request(hop, signal === undefined ? timeout : AbortSignal.any([signal, timeout])).catch(
    () => undefined,
  )
  response?.destroy()
  if (signal?.aborted) {
    throw new SparkyError({
      code: 'git/aborted',
      message: `The connection to ${hop.host} was stopped.`,
      remedy: 'Add or refresh the repository again.',
      retryable: true,
    })
  }
  const isRedirect = response !== undefined && [301, 302, 303, 307, 308].includes(response.statusCode ?? 0)
  return isRedirect ? response.headers.location : undefined
}

async function request(hop: Hop, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(`${hop.url.replace(/\/$/, '')}${PROBE}`)
  const variables = inheritedVariables()
  const headers = {
    'user-agent': 'git/2 sparky',
    ...(hop.credentials === undefined
      ? {}
      : {
          authorization: `Basic ${Buffer.from(`${hop.credentials.user}:${hop.credentials.password}`).toString('base64')}`,
        }),
  }
  // A proxy of the machine, where there is one, is used as git uses it.
  const agentOptions = { lookup: pinTo(hop.addresses), proxyEnv: toProcessEnvironment(variables), keepAlive: false }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  if (url.protocol === 'https:') {
    const ca = variables.SSL_CERT_FILE === undefined ? {} : { ca: await readFile(variables.SSL_CERT_FILE) }
    getHttps(url, { headers, signal, ...ca, agent: new HttpsAgent(agentOptions) }, resolve).on('error', reject)
  } else getHttp(url, { headers, signal, agent: new HttpAgent(agentOptions) }, resolve).on('error', reject)
  return await promise
}

/** The checked addresses are the ones that are used: a second answer of the name server has no say. */
function pinTo(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, callback) => {
    const [first] = found
    if (options.all === true || first === undefined) callback(null, found)
    else callback(null, first.address, first.family)
  }
}

function bracket(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address
}

function redirectError(url: string, reason: string): SparkyError {
  return new SparkyError({
    code: 'git/unsafe-address',
    message: `The address ${url} is not used: ${reason}.`,
    remedy: 'Give the address at which the repository really lies.',
  })
}
