// The operations as tools for a language model, in the shape that OpenAI-compatible servers take.
import { describeOperations } from './registry.ts'

/** @see https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools */
export interface ModelTool {
  readonly type: 'function'
  readonly function: {
    readonly name: string
    readonly description: string
    /** JSON Schema of the arguments. */
    readonly parameters: object
  }
}

/** One tool an operation, in the order of the registry. What a model fills in is checked when the operation runs. */
export function listTools(): readonly ModelTool[] {
  return describeOperations().map(({ name, description, example, input }) => ({
    type: 'function',
    function: {
      name,
      description: `${description} Example: ${JSON.stringify(example)}`,
      parameters: withoutDialect(input),
    },
  }))
}

/** Some servers refuse a schema that names its dialect. */
function withoutDialect(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'))
}
