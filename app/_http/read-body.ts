// Reads the JSON body of a request: counted while it streams, then checked against a schema.
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'

export const BODY_LIMIT_BYTES = 1024 * 1024

/** @throws SparkyError `http/too-large`; `http/bad-request` naming the field that does not fit. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(parseJson(await readText(request)))
  if (parsed.success) return parsed.data
  throw new SparkyError({
    code: 'http/bad-request',
    message: `The body does not fit: ${z.prettifyError(parsed.error)}`,
    remedy: 'Correct the fields that are named.',
  })
}

async function readText({ body }: Request): Promise<string> {
  if (body === null) return '{}'
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  for await (const part of body) {
    sizeBytes += part.byteLength
    if (sizeBytes > BODY_LIMIT_BYTES)
      throw new SparkyError({
        code: 'http/too-large',
        message: `The body is larger than ${BODY_LIMIT_BYTES / 1024} KiB.`,
        remedy: 'Send less.',
      })
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SparkyError({
      code: 'http/bad-request',
      message: 'The body is not JSON.',
      remedy: 'Send one JSON object.',
      cause,
    })
  }
}
