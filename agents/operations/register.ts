// Makes an operation ready to be run by name: its input is checked, its time taken, and files are looked at where `at` says.
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import type { Finding, Operation, OperationContext, RegisteredOperation } from './operation.ts'
import { resolveNow } from './resolve-now.ts'
import { code } from './wording.ts'

/** What an operation on files takes beside its own input. */
const At = z.object({
  at: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('tag, branch, commit or day (2024-03-01) whose files are meant; default: the revision asked about'),
})

/** Closes an operation over its own input type, so that all of them fit in one registry. */
export function register<Input>(operation: Operation<Input>): RegisteredOperation {
  const { execute: _, ...description } = operation
  const at = operation.travels ? At : z.object({})
  return {
    ...description,
    input: operation.travels ? withAt(operation) : operation.input,
    async run(context, input): Promise<Finding> {
      const parsed = operation.input.safeParse(input)
      const place = at.safeParse(input)
      const error = parsed.error ?? place.error
      if (!parsed.success || !place.success) throw badInput(operation.name, error)
      const startedMs = performance.now()
      const found = await operation.execute(await travel(context, place.data), parsed.data)
      const whole = { ...parsed.data, ...place.data }
      // Whoever asks about another time must see in the answer that it was looked at.
      const text = place.data.at === undefined ? found.text : `As of ${code(place.data.at)}: ${found.text}`
      return { ...found, text, operation: operation.name, input: whole, elapsedMs: elapsedSince(startedMs) }
    },
  }
}

/** The schema as models and documents see it. */
function withAt({ name, input }: Pick<Operation<unknown>, 'name' | 'input'>): z.ZodType {
  if (!(input instanceof z.ZodObject)) throw new TypeError(`The input of ${name} is no object, so it cannot travel.`)
  return input.extend(At.shape)
}

/** The same repository as of another revision. @throws SparkyError `git/bad-revision` */
async function travel(context: OperationContext, { at }: z.infer<typeof At>): Promise<OperationContext> {
  if (at === undefined) return context
  const { history, repositoryName: name, revision: headOid } = context
  return { ...context, ...(await resolveNow(history, { name, headOid, revision: at })) }
}

function badInput(operation: string, error: z.ZodError | undefined): SparkyError {
  return new SparkyError({
    code: 'operation/bad-input',
    message: `The input of ${operation} does not fit: ${error ? z.prettifyError(error) : 'unknown reason'}`,
    remedy: `Run \`./sparky run\` to see the input of ${operation} with an example.`,
    cause: error,
  })
}

function elapsedSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) * 10) / 10
}
