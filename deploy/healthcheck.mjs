// The container's own question whether the server is ready; exit code 0 is yes.
import { readFileSync } from 'node:fs'

const { SPARKY_DATA = '/data', SPARKY_PORT = '3000', SPARKY_TOKEN } = process.env
// Without a token of the user's, `start` makes one; it stands in server.json as soon as the server is ready.
const { url = `http://127.0.0.1:${SPARKY_PORT}`, token = SPARKY_TOKEN } = readServerFile()
const isReady = await fetch(new URL('/api/health/ready', url), {
  signal: AbortSignal.timeout(4_000),
  headers: token ? { authorization: `Bearer ${token}` } : {},
}).then(
  ({ ok }) => ok,
  (error) => {
    process.stderr.write(`${url} does not answer: ${error.message}\n`)
    return false
  },
)
process.exit(isReady ? 0 : 1)

function readServerFile() {
  try {
    return JSON.parse(readFileSync(`${SPARKY_DATA}/server.json`, 'utf8'))
  } catch {
    return {} // Not there yet, or left half by a crash: then the settings say where to ask.
  }
}
