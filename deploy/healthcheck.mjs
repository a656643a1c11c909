// The container's own question whether the server is ready; exit code 0 is yes.
const { SPARKY_PORT = '3000', SPARKY_TOKEN } = process.env
const response = await fetch(`http://127.0.0.1:${SPARKY_PORT}/api/health/ready`, {
  signal: AbortSignal.timeout(4_000),
  headers: SPARKY_TOKEN ? { authorization: `Bearer ${SPARKY_TOKEN}` } : {},
})
process.exit(response.ok ? 0 : 1)
