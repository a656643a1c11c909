// Runs one model request, turning its deltas into events, and returns the whole text.
import type { AgentName } from '#lib/events.ts'
import type { ChatModel, ChatRequest } from '#lib/models/chat-model.ts'
import type { RunScope } from './state.ts'

export interface StreamTextOptions {
  readonly model: ChatModel
  readonly agent: AgentName
  readonly scope: RunScope
  /** True when the reader sees the text as it comes; reasoning is always shown. */
  readonly visible: boolean
  readonly request: Omit<ChatRequest, 'signal'>
  /** Ends this request alone; the signal of the run always does. */
  readonly signal?: AbortSignal
}

/** @throws SparkyError of the model room (`model/…`), also when the run is stopped. */
export async function streamText({
  model,
  agent,
  scope,
  visible,
  request,
  signal,
}: StreamTextOptions): Promise<string> {
  const startedMs = performance.now()
  let firstTokenMs: number | undefined
  let text = ''
  for await (const delta of model.stream({
    ...request,
    signal: signal ? AbortSignal.any([scope.signal, signal]) : scope.signal,
  })) {
    switch (delta.kind) {
      case 'text':
        firstTokenMs ??= performance.now() - startedMs
        text += delta.text
        if (visible) scope.emit({ type: 'text-delta', agent, text: delta.text })
        break
      case 'reasoning':
        firstTokenMs ??= performance.now() - startedMs
        scope.emit({ type: 'reasoning-delta', agent, text: delta.text })
        break
      case 'usage':
        scope.emit({
          type: 'usage',
          agent,
          model: model.id,
          promptTokens: delta.promptTokens,
          completionTokens: delta.completionTokens,
          elapsedMs: Math.round(performance.now() - startedMs),
          firstTokenMs: Math.round(firstTokenMs ?? 0),
        })
        break
    }
  }
  return text
}
