// A model that cannot talk for ever: whatever ignores its limit of tokens is left.
import type { ChatDelta, ChatModel, ChatRequest } from '#lib/models/chat-model.ts'

/** Characters of text a token stands for at most; what goes on for longer ignores its limit. */
const CHARACTERS_PER_TOKEN_MOST = 12
/** Thoughts are not part of the answer, and may take longer than it. */
const REASONING_SHARE = 8

/** The same model; its stream ends where no honest one would still go on. */
export function boundModel(model: ChatModel): ChatModel {
  return { ...model, stream: (request) => boundStream(model, request) }
}

async function* boundStream(model: ChatModel, request: ChatRequest): AsyncGenerator<ChatDelta> {
  const limit = request.maxTokens * CHARACTERS_PER_TOKEN_MOST
  const left = { text: limit, reasoning: limit * REASONING_SHARE }
  for await (const delta of model.stream(request)) {
    if (delta.kind === 'usage') {
      yield delta
      continue
    }
    const text = delta.text.slice(0, left[delta.kind])
    left[delta.kind] -= text.length
    if (text !== '') yield { kind: delta.kind, text }
    // Leaving the loop closes the connection.
    if (left[delta.kind] <= 0) return
  }
}
