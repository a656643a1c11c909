// An installation whose Next is a small script: `start` and `setup` as real processes, without a build of the application.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FakeNext {
  /** What `next build` does. */
  readonly build?: string
  /** What the server answers to paths other than its health: the body of `(request, response) => {…}`. */
  readonly answer?: string
  /** What the server does before it listens. */
  readonly beforeListening?: string
}

/** Makes `folder` an installation: set SPARKY_ROOT to it. The server answers its health checks, and stops on SIGTERM. */
export function makeFakeInstallation(
  folder: string,
  { build = '', answer = 'response.writeHead(404).end()', beforeListening = '' }: FakeNext = {},
): void {
  const next = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next')
  mkdirSync(join(next, '..'), { recursive: true })
  writeFileSync(
    next,
    `const { appendFileSync, mkdirSync } = require('node:fs')
const { join } = require('node:path')
const pid = process.pid
if (process.argv[2] === 'build') {
  mkdirSync('.next', { recursive: true })
  appendFileSync('builds', 'build ' + pid + '\\n')
  ${build}
} else {
  appendFileSync(join(process.argv[3], 'servers'), pid + '\\n')
  ${beforeListening}
  require('node:http').createServer((request, response) => {
    if (request.url === '/api/health/ready') return response.end('{}')
    if (request.url === '/api/health/live') return response.end(JSON.stringify({ status: 'live', pid }))
    ${answer}
  }).listen(Number(process.argv[7]), process.argv[5])
  process.on('SIGTERM', () => process.exit(0))
}
`,
  )
  chmodSync(next, 0o755)
}
