// The stand-in for a language model: says what a test wrote, in pieces, and remembers what it was asked.
import { SparkyError } from '#lib/errors.ts'
import type { ChatDelta, ChatModel, ChatRequest } from '#lib/models/chat-model.ts'

export interface ScriptedModel extends ChatModel {
  readonly requests: readonly ChatRequest[]
  /** Resolves when the model has been asked for the first time. */
  readonly asked: Promise<void>
  /** True when the reader left or the run was stopped before the script was over. */
  wasLeft(): boolean
}

/** What the model does when it is asked for the nth time; the last one is repeated. */
export type Script = string | ((request: ChatRequest) => AsyncIterable<string> | string)

const PIECE = 7

export function scriptedModel(
  scripts: readonly Script[],
  o: { readonly strength?: ChatModel['strength']; readonly contextTokens?: number } = {},
): ScriptedModel {
  const requests: ChatRequest[] = []
  const asked = Promise.withResolvers<void>()
  let left = false
  return {
    id: 'scripted',
    server: 'embedded',
    contextTokens: o.contextTokens ?? 8_192,
    strength: o.strength ?? 'small',
    guidedJson: false,
    requests,
    asked: asked.promise,
    wasLeft: () => left,
    async *stream(request): AsyncGenerator<ChatDelta> {
      requests.push(request)
      asked.resolve()
      const script = scripts[Math.min(requests.length, scripts.length) - 1] ?? ''
      const said = typeof script === 'function' ? script(request) : script
      let finished = false
      try {
        for await (const text of typeof said === 'string' ? piecesOf(said) : said) {
          if (request.signal.aborted) throw aborted()
          yield { kind: 'text', text }
        }
        finished = true
      } finally {
        left ||= !finished
      }
      yield { kind: 'usage', promptTokens: 10, completionTokens: 5 }
    },
  }
}

/** Says a text, then dies as a server does whose process was killed. */
export async function* thenDie(text: string): AsyncGenerator<string> {
  yield* piecesOf(text)
  throw new SparkyError({
    code: 'model/unreachable',
    message: 'The model server closed the connection.',
    remedy: 'Look at its log.',
    retryable: true,
  })
}

/** Never stops by itself. */
export async function* endlessly(text: string): AsyncGenerator<string> {
  for (;;) {
    yield text
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Says nothing until the run is stopped. */
export async function* silentUntilStopped({ signal }: ChatRequest): AsyncGenerator<string> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  throw aborted()
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE)
}

function aborted(): SparkyError {
  return new SparkyError({ code: 'model/aborted', message: 'The request was stopped.', remedy: 'Ask again.' })
}
