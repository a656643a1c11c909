// Sparky behind HTTP: the same calls as in-process, answered by the running server.
import { z } from 'zod'
import type { OperationDescription } from '#agents/operations/registry.ts'
import { type ErrorCode, SparkyError } from '#lib/errors.ts'
import type { RunEvent } from '#lib/events.ts'
import type { FindingEntry, HealthEntry, Progress, RepositoryEntry, SparkyClient } from './client.ts'
import type { ServerRecord } from './server-file.ts'

/** Point reads answer in milliseconds; a server that is silent this long hangs. */
const CALL_TIMEOUT_MS = 30_000
/** Adding a repository checks its address over the network; an operation may search for seconds. */
const SLOW_CALL_TIMEOUT_MS = 120_000

interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly accept?: string
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/** A client of the server at `server.url`; it connects with the first call. */
export function createHttpClient(server: Pick<ServerRecord, 'url' | 'token'>): SparkyClient {
  const json = async (call: Call) =>
    parseBody(server.url, await readBody(server.url, call, await fetchFrom(server, call)))
  return {
    where: server.url,
    outlivesCommand: true,
    async *ask({ question, repositoryId, revision }, signal) {
      const body = { question, repository: repositoryId, ...(revision !== undefined && { revision }) }
      const call: Call = {
        method: 'POST',
        path: '/api/ask',
        body,
        accept: 'application/x-ndjson',
        signal,
        timeoutMs: 0,
      }
      for await (const line of linesOf(server.url, call, await fetchFrom(server, call))) {
        // The server is ours and of the same version: its events are trusted once they are JSON.
        const event = parseBody(server.url, line) as RunEvent
        yield event
        if (event.type === 'run-end') return
      }
      throw signal.aborted ? stopped(signal.reason) : brokenOff(server.url, undefined)
    },
    repositories: async () => Repositories.parse(await json({ path: '/api/repositories' })).repositories,
    async add(address, { name, signal }) {
      const body = { address, ...(name !== undefined && { name }) }
      const answer = await json({
        method: 'POST',
        path: '/api/repositories',
        body,
        signal,
        timeoutMs: SLOW_CALL_TIMEOUT_MS,
      })
      return z.object({ repository: RepositoryShape }).parse(answer).repository
    },
    async refresh(id) {
      await json({ method: 'POST', path: `/api/repositories/${id}/refresh`, body: {} })
    },
    async progress(id) {
      const answer = z.object({ progress: ProgressShape }).parse(await json({ path: `/api/repositories/${id}` }))
      return answer.progress
    },
    async remove(id) {
      await json({ method: 'DELETE', path: `/api/repositories/${id}`, timeoutMs: SLOW_CALL_TIMEOUT_MS })
    },
    operations: async () => Operations.parse(await json({ path: '/api/operations' })).operations,
    async runOperation({ repositoryId, operation, input, revision }, signal) {
      const path = `/api/repositories/${repositoryId}/operations/${encodeURIComponent(operation)}`
      const body = { input, ...(revision !== undefined && { revision }) }
      return FindingShape.parse(await json({ method: 'POST', path, body, signal, timeoutMs: SLOW_CALL_TIMEOUT_MS }))
    },
    health: async () => Health.parse(await json({ path: '/api/health' })).parts,
    close: async () => undefined,
  }
}

/**
 * One request; the answer is known to be a success.
 *
 * @throws SparkyError what the server reports, `http/unreachable` when it does not answer, `run/aborted` when the caller stopped.
 */
async function fetchFrom(server: Pick<ServerRecord, 'url' | 'token'>, call: Call): Promise<Response> {
  const { method = 'GET', path, body, accept = 'application/json', signal, timeoutMs = CALL_TIMEOUT_MS } = call
  const limits = [signal, timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined].filter(
    (limit) => limit !== undefined,
  )
  const headers = {
    accept,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(server.token && { authorization: `Bearer ${server.token}` }),
  }
  const response = await fetch(new URL(path, server.url), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(limits.length > 0 && { signal: AbortSignal.any(limits) }),
  }).catch((cause: unknown) => {
    throw signal?.aborted ? stopped(cause) : unreachable(server.url, cause)
  })
  if (!response.ok) throw errorOf(response, path, await readBody(server.url, call, response))
  return response
}

/** The body as text. @throws SparkyError `http/unreachable` when the server dies before its end, `run/aborted` */
async function readBody(url: string, { signal }: Call, response: Response): Promise<string> {
  return response.text().catch((cause: unknown) => {
    throw signal?.aborted ? stopped(cause) : brokenOff(url, cause)
  })
}

/** @throws SparkyError `http/unreachable` for half an answer, or one of somebody else */
function parseBody(url: string, text: string): unknown {
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw brokenOff(url, cause)
  }
}

function errorOf(response: Response, path: string, text: string): SparkyError {
  const reported = z.object({ error: ReportShape }).safeParse(parseJson(text)).data?.error
  if (reported) return new SparkyError(reported)
  return new SparkyError({
    code: response.status === 404 ? 'http/not-found' : 'internal',
    message: `The server answered ${response.status} to ${path}.`,
    remedy: 'If it was started by an older Sparky, restart it.',
  })
}

/** The lines of the body as they come. @throws SparkyError as `readBody` */
async function* linesOf(url: string, { signal }: Call, response: Response): AsyncIterable<string> {
  if (response.body === null) return
  let rest = ''
  try {
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield line
    }
  } catch (cause) {
    throw signal?.aborted ? stopped(cause) : brokenOff(url, cause)
  }
  if (rest !== '') yield rest
}

function unreachable(url: string, cause: unknown): SparkyError {
  return new SparkyError({
    code: 'http/unreachable',
    message: `The server at ${url} does not answer.`,
    remedy: 'Start it again with ./sparky start.',
    retryable: true,
    cause,
  })
}

function brokenOff(url: string, cause: unknown): SparkyError {
  return new SparkyError({
    code: 'http/unreachable',
    message: `The server at ${url} ended in the middle of its answer.`,
    remedy: 'Its log may say why (server.log in the data folder); start it again with ./sparky start.',
    retryable: true,
    cause,
  })
}

function stopped(cause: unknown): SparkyError {
  return new SparkyError({
    code: 'run/aborted',
    message: 'Stopped.',
    remedy: 'Run the command again.',
    retryable: true,
    cause,
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// --- the shapes of the answers: only what the terminal uses

/** A code that a newer server may know and we do not is passed on as it is. */
const Code = z.custom<ErrorCode>((value) => typeof value === 'string')
const ReportShape = z.object({
  code: Code,
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean().default(false),
})

const RepositoryShape: z.ZodType<RepositoryEntry> = z.object({
  id: z.number().int(),
  name: z.string(),
  address: z.string(),
  kind: z.enum(['folder', 'remote']),
  state: z.enum(['adding', 'ready', 'failed', 'removing']),
  defaultBranch: z.string().nullable(),
  headOid: z.string().nullable(),
  error: ReportShape.nullable(),
})
const Repositories = z.object({ repositories: z.array(RepositoryShape) })

const StageShape = z.object({
  stage: z.string(),
  status: z.enum(['waiting', 'running', 'done', 'failed']),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  skipped: z.array(z.object({ reason: z.string(), count: z.number() })),
  error: ReportShape.nullable(),
})
const ProgressShape: z.ZodType<Progress> = z.object({
  repository: RepositoryShape,
  stages: z.array(StageShape),
  complete: z.boolean(),
  phase: z.enum(['first', 'later', 'idle']),
})

const CellShape = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
const FindingShape = z.object({
  operation: z.string(),
  input: z.unknown(),
  summary: z.string(),
  rows: z.array(z.record(z.string(), CellShape)),
  total: z.number(),
  sources: z.array(z.custom<FindingEntry['sources'][number]>((value) => typeof value === 'object' && value !== null)),
  receipt: z.object({ kind: z.enum(['sql', 'git', 'index']), command: z.string() }),
  text: z.string(),
  missing: z.array(z.object({ kind: z.string(), text: z.string() })).optional(),
  notices: z.array(z.string()).optional(),
  elapsedMs: z.number(),
})

const OperationShape: z.ZodType<OperationDescription> = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  example: z.unknown(),
  input: z.looseObject({}),
})
const Operations = z.object({ operations: z.array(OperationShape) })

const HealthShape: z.ZodType<HealthEntry> = z.object({
  part: z.string(),
  status: z.enum(['ok', 'off', 'warning', 'broken']),
  detail: z.string(),
  remedy: z.string().optional(),
})
const Health = z.object({ parts: z.array(HealthShape) })
