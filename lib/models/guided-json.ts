// One JSON value from a model: guided where the server can, checked always, repaired once.
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import type { ChatMessage, ChatModel } from './chat-model.ts'

export interface CompleteJsonOptions<T> {
  readonly messages: readonly ChatMessage[]
  readonly schema: z.ZodType<T>
  readonly maxTokens: number
  readonly signal: AbortSignal
}

/** @throws SparkyError `model/bad-output` when two attempts do not fit the schema; what the model throws. */
export async function completeJson<T>(
  model: ChatModel,
  { messages, schema, maxTokens, signal }: CompleteJsonOptions<T>,
): Promise<T> {
  const jsonSchema = z.toJSONSchema(schema, { io: 'input' })
  const first = await complete(model, { messages, maxTokens, jsonSchema, signal })
  const parsed = parseJson(first, schema)
  if (parsed.success) return parsed.data
  const again: ChatMessage[] = [
    ...messages,
    { role: 'assistant', text: first.slice(0, 2000) },
    {
      role: 'user',
      text: `That does not fit: ${parsed.fault}. Reply with one JSON value only, fitting this schema: ${JSON.stringify(jsonSchema)}`,
    },
  ]
  const second = parseJson(await complete(model, { messages: again, maxTokens, jsonSchema, signal }), schema)
  if (second.success) return second.data
  throw new SparkyError({
    code: 'model/bad-output',
    message: `${model.id} gave no fitting JSON in two attempts: ${second.fault}.`,
    remedy: 'Use a larger model for this role, or none.',
  })
}

async function complete(
  model: ChatModel,
  request: {
    readonly messages: readonly ChatMessage[]
    readonly maxTokens: number
    readonly jsonSchema: object
    readonly signal: AbortSignal
  },
): Promise<string> {
  let text = ''
  for await (const delta of model.stream({ ...request, temperature: 0 })) if (delta.kind === 'text') text += delta.text
  return text
}

type Parsed<T> = { readonly success: true; readonly data: T } | { readonly success: false; readonly fault: string }

/** The first JSON object in the text, checked. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')]
  if (from < 0 || to < from) return { success: false, fault: 'there is no JSON object' }
  try {
    const checked = schema.safeParse(JSON.parse(text.slice(from, to + 1)))
    return checked.success
      ? { success: true, data: checked.data }
      : { success: false, fault: z.prettifyError(checked.error) }
  } catch (error) {
    return { success: false, fault: error instanceof Error ? error.message : 'it is no JSON' }
  }
}
