// Which addresses only this machine can reach.
import { isIPv4 } from 'node:net'

/** True for `localhost` and the addresses of the loopback device; IPv6 with or without its brackets. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))
}
