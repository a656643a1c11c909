// Loopback decides whether a server needs a token: what is not surely of this machine is not.
import { expect, it } from 'vitest'
import { isLoopback } from '#lib/loopback.ts'

it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('%s is reached from this machine alone', (host) => {
  expect(isLoopback(host)).toBe(true)
})

it.each(['0.0.0.0', '::', '192.168.0.7', '127.0.0.1.example.org', '127.0.0.999', 'localhost.example.org', ''])(
  '"%s" may be reached from elsewhere',
  (host) => {
    expect(isLoopback(host)).toBe(false)
  },
)
