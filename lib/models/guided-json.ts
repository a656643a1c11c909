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

/** Places at which an object may begin that are tried: a text full of braces must not cost its square. */
const STARTS_LIMIT = 100

/** The first JSON object in the text that fits; else what is wrong with the first. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  let fault: string | undefined
  for (const candidate of objectsIn(text)) {
    const parsed = checkJson(candidate, schema)
    if (parsed.success) return parsed
    fault ??= parsed.fault
  }
  return { success: false, fault: fault ?? 'there is no JSON object' }
}

function checkJson<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  try {
    const checked = schema.safeParse(JSON.parse(text))
    return checked.success
      ? { success: true, data: checked.data }
      : { success: false, fault: z.prettifyError(checked.error) }
  } catch (error) {
    return { success: false, fault: error instanceof Error ? error.message : 'it is no JSON' }
  }
}

/** Each outermost stretch from a brace to the one that closes it; the rest of the text when none does. */
function* objectsIn(text: string): Iterable<string> {
  let from = text.indexOf('{')
  for (let tried = 0; from >= 0 && tried < STARTS_LIMIT; tried += 1) {
    const to = endOfObject(text, from)
    yield text.slice(from, to)
    from = text.indexOf('{', to)
  }
}

/** Just behind the closing brace; braces inside strings do not count. */
function endOfObject(text: string, from: number): number {
  let depth = 0
  let inString = false
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (inString && character === '\\') at += 1
    else if (character === '"') inString = !inString
    else if (!inString && character === '{') depth += 1
    else if (!inString && character === '}') depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}
