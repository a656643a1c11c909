// What a person may name as a repository: a local folder within the allowed roots, or a URL of an allowed scheme.
import { lookup } from 'node:dns/promises'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SparkyError } from '../errors.ts'
import { checkFolder } from './local-folder.ts'
import { isHostAllowed, isPublicAddress, privateHostError } from './remote-host.ts'

export type RepositoryAddress =
  | {
      readonly kind: 'folder'
      /** The real path of the folder that was named. */
      readonly path: string
      /** Its `.git`, the folder itself when it is bare, or the folder behind a gitfile. */
      readonly gitFolder: string
    }
  | {
      readonly kind: 'remote'
      /** Without credentials, query or fragment. */
      readonly url: string
      /** Lower case; an IPv6 address without its brackets. */
      readonly host: string
      readonly port: number
      readonly credentials?: { readonly user: string; readonly password: string }
    }

/** What the configuration allows. */
export interface AddressRules {
  /** Folders inside which local repositories, and all that they point to, have to lie; absolute. */
  readonly allowedRoots: readonly string[]
  /** Beside https: `http`, `ssh`. */
  readonly allowedSchemes: readonly string[]
  /** Remote hosts that may have private addresses. */
  readonly allowedPrivateHosts: readonly string[]
}

const PORTS: Readonly<Record<string, number>> = { https: 443, http: 80, ssh: 22 }
const ADDRESS_LIMIT_CHARACTERS = 4_096
const LOOKUP_TIMEOUT_MS = 5_000

/**
 * Checks an address before anything touches it.
 *
 * A name that cannot be looked up now passes: the mirror looks it up again, and says that it is unreachable.
 *
 * @throws SparkyError `git/unsafe-address` when the rules do not allow it; `git/unsafe-repository` when a local repository
 *   points outside the roots; `git/not-a-repository` when the folder is none.
 */
export async function parseAddress(text: string, rules: AddressRules): Promise<RepositoryAddress> {
  const address = text.trim()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass.
  if (address === '' || address.length > ADDRESS_LIMIT_CHARACTERS || /[\x00-\x1f\x7f]/.test(address)) {
    throw unsafeError(address, 'it is empty, too long, or holds control characters')
  }
  if (address.startsWith('-')) throw unsafeError(address, 'it begins like an option')
  if (/^[a-z][a-z0-9+.-]*::/i.test(address)) throw unsafeError(address, 'remote helpers are not allowed')
  if (/^file:/i.test(address)) return await checkFolder(pathOfFileUrl(address), rules.allowedRoots)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return await parseRemote(address, rules)
  const short = /^(?:([\w.-]+)@)?([\w.-]+|\[[0-9a-f:.]+\]):(?!\/\/)(.+)$/i.exec(address)
  if (short !== null && !/^[./~]/.test(address)) {
    const [, user, host = '', path = ''] = short
    return await parseRemote(`ssh://${user === undefined ? '' : `${user}@`}${host}/${path.replace(/^\//, '')}`, rules)
  }
  const path = address === '~' || address.startsWith('~/') ? homedir() + address.slice(1) : resolve(address)
  return await checkFolder(path, rules.allowedRoots)
}

/** A short name: `flask` for a folder, `pallets/flask` for a URL; for showing, not unique. */
export function repositoryNameOf(address: RepositoryAddress): string {
  const path = address.kind === 'folder' ? address.path : decodeOr(new URL(address.url).pathname)
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.at(-1) === '.git') parts.pop()
  const last = (parts.at(-1) ?? '').replace(/\.git$/, '')
  const name = address.kind === 'folder' ? last : [...parts.slice(-2, -1), last].join('/')
  return name === '' ? 'repository' : name
}

async function parseRemote(address: string, rules: AddressRules): Promise<RepositoryAddress> {
  const url = URL.parse(address)
  if (url === null || url.hostname === '') throw unsafeError(address, 'it is not a URL')
  const scheme = url.protocol.slice(0, -1)
  if (scheme !== 'https' && !(rules.allowedSchemes.includes(scheme) && scheme in PORTS)) {
    throw unsafeError(withoutCredentials(url), `the scheme ${scheme} is not allowed`)
  }
  const host = hostOf(url)
  if (host.startsWith('-') || url.username.startsWith('-') || url.pathname.startsWith('/-')) {
    throw unsafeError(withoutCredentials(url), 'a part of it begins like an option')
  }
  await checkHost(host, rules)
  const [user, password] = [decodeOr(url.username), decodeOr(url.password)]
  const clean = withoutCredentials(url)
  return {
    kind: 'remote',
    // The user of ssh is not a secret and has no other way to the server.
    url: scheme === 'ssh' && user !== '' ? clean.replace('ssh://', `ssh://${encodeURIComponent(user)}@`) : clean,
    host,
    port: url.port === '' ? (PORTS[scheme] ?? 443) : Number(url.port),
    ...(scheme !== 'ssh' && (user !== '' || password !== '') ? { credentials: { user, password } } : {}),
  }
}

/** Host of a URL in lower case, without brackets and the root's dot. */
export function hostOf(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

function withoutCredentials(url: URL): string {
  const clean = new URL(url)
  clean.username = ''
  clean.password = ''
  clean.search = ''
  clean.hash = ''
  return clean.href
}

async function checkHost(host: string, rules: AddressRules): Promise<void> {
  if (isHostAllowed(host, rules.allowedPrivateHosts)) return
  const found = await withTimeout(lookup(host, { all: true }), LOOKUP_TIMEOUT_MS)
  if (found !== undefined && !found.every(({ address }) => isPublicAddress(address))) throw privateHostError(host)
}

/** The value, or undefined when it failed or took too long. */
async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  const { promise, resolve: give } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => give(undefined), timeoutMs)
  try {
    return await Promise.race([work.catch(() => undefined), promise])
  } finally {
    clearTimeout(timer)
  }
}

function decodeOr(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that is no escape stands for itself.
    return text
  }
}

function pathOfFileUrl(address: string): string {
  try {
    return fileURLToPath(address)
  } catch (cause) {
    throw unsafeError(address, 'it is not a local file URL', cause)
  }
}

function unsafeError(address: string, reason: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'git/unsafe-address',
    message: `The address "${address.slice(0, 200)}" is not used: ${reason}.`,
    remedy:
      'Give a folder on this machine or an https URL. Other schemes, folders and private hosts are allowed by SPARKY_ALLOW_SCHEMES, SPARKY_ROOTS and SPARKY_ALLOW_PRIVATE_HOSTS.',
    ...(cause === undefined ? {} : { cause }),
  })
}
