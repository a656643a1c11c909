// Which hosts may be reached: every address that a name has must be public, unless the host is allowed by name.
import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { SparkyError } from '../errors.ts'

/** Public by range, yet the metadata service of a cloud (Azure). */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set(['168.63.129.16'])
const LOOKUP_TIMEOUT_MS = 10_000

/** Whether the configuration allows this host to have private addresses. */
export function isHostAllowed(host: string, allowedPrivateHosts: readonly string[]): boolean {
  return allowedPrivateHosts.some((allowed) => allowed.toLowerCase().replace(/^\[|\]$/g, '') === host)
}

/**
 * Whether an IP address is one of the public internet: neither private, loopback, link-local (which holds the metadata
 * services), shared, multicast, reserved nor unspecified, nor an IPv6 form that only wraps an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `::ffff:127.0.0.1` is the IPv4 address that it carries.
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast' && !METADATA_ADDRESSES.has(parsed.toString())
}

/**
 * The addresses of a host, IPv4 first, all of them checked.
 *
 * @throws SparkyError `git/unsafe-address` when any of them is private and the host is not allowed; `git/unreachable`
 *   when the name cannot be looked up.
 */
export async function resolveHost(host: string, allowedPrivateHosts: readonly string[]): Promise<readonly string[]> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('the lookup took too long')), LOOKUP_TIMEOUT_MS)
  try {
    const found = await Promise.race([lookup(host, { all: true, order: 'ipv4first' }), promise])
    const addresses = found.map(({ address }) => address)
    if (isHostAllowed(host, allowedPrivateHosts)) return addresses
    if (addresses.length === 0 || !addresses.every(isPublicAddress)) throw privateHostError(host)
    return addresses
  } catch (error) {
    if (error instanceof SparkyError) throw error
    throw new SparkyError({
      code: 'git/unreachable',
      message: `The host ${host} could not be looked up: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Check the address and the network connection of this machine.',
      retryable: true,
      cause: error,
    })
  } finally {
    clearTimeout(timer)
  }
}

/** The error for a host with an address that is not public. */
export function privateHostError(host: string): SparkyError {
  return new SparkyError({
    code: 'git/unsafe-address',
    message: `The host ${host} is not used: it has an address of a private or local network.`,
    remedy: `If it is yours, name it in SPARKY_ALLOW_PRIVATE_HOSTS=${host}.`,
  })
}
