// The two files of `ask --batch`: the questions, and the answers that an earlier call has written already.
import { appendFile, readFile, truncate } from 'node:fs/promises'
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import type { Answer } from '#lib/events.ts'

const Key = z.object({ id: z.union([z.string(), z.number()]), variant: z.union([z.string(), z.number()]).default(0) })
const Question = Key.extend({ repo: z.string().optional(), at: z.string().optional(), question: z.string().min(1) })

/** What a question and its answer have in common. */
type BatchKey = z.infer<typeof Key>
/** One line of the questions. */
export type BatchQuestion = z.infer<typeof Question>

/** Lines that are named when a file has wrong ones. */
const NAMED_LINES = 10

/**
 * All questions, in their order.
 *
 * Nothing is asked when a line is wrong: whoever finds out after hours that some questions were left out has to begin again.
 *
 * @throws SparkyError `http/bad-request` naming the wrong lines and what is wrong, or why the file cannot be read.
 */
export async function readQuestions(file: string): Promise<readonly BatchQuestion[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fileError(`The questions ${file} cannot be read`, cause)
  })
  return readLines(text, Question, {
    file,
    is: 'is not a question',
    remedy:
      'Each line is an object {"id", "variant", "repo", "at", "question"}; correct the lines: nothing was asked yet.',
  })
}

/**
 * The keys in the answers file, which is made when it is not there: a file that cannot be written is found out before the first
 * question. A last line without its end was cut off by a kill and is removed.
 *
 * @throws SparkyError `http/bad-request` for a file that cannot be written, or that has other lines than answers.
 */
export async function readAnswered(file: string): Promise<ReadonlySet<string>> {
  const content = await appendFile(file, '')
    .then(() => readFile(file))
    .catch((cause: unknown) => {
      throw fileError(`The answers ${file} cannot be written`, cause)
    })
  const whole = content.lastIndexOf(0x0a) + 1
  const answers = readLines(content.subarray(0, whole).toString('utf8'), Key, {
    file,
    is: 'is not an answer',
    remedy: 'Choose another file with --out, or remove those lines.',
  })
  if (whole < content.length) await truncate(file, whole)
  return new Set(answers.map(keyOf))
}

/** Adds one line. @throws SparkyError `http/bad-request` when it cannot be written, as on a full disk */
export async function appendAnswer(file: string, answer: Answer & BatchKey & { readonly ms: number }): Promise<void> {
  await appendFile(file, `${JSON.stringify(answer)}\n`).catch((cause: unknown) => {
    throw fileError(`The answers ${file} cannot be written`, cause)
  })
}

/** What makes two lines speak of the same question. */
export function keyOf({ id, variant }: BatchKey): string {
  return JSON.stringify([id, variant])
}

interface Lines {
  readonly file: string
  readonly is: string
  readonly remedy: string
}

function readLines<T>(text: string, shape: z.ZodType<T>, { file, is, remedy }: Lines): readonly T[] {
  const good: T[] = []
  const bad: string[] = []
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue
    const read = readLine(line, shape)
    if ('value' in read) good.push(read.value)
    else bad.push(`Line ${index + 1} of ${file} ${is}: ${read.why}.`)
  }
  if (bad.length === 0) return good
  const more = bad.length > NAMED_LINES ? [`And ${bad.length - NAMED_LINES} more.`] : []
  throw new SparkyError({
    code: 'http/bad-request',
    message: [...bad.slice(0, NAMED_LINES), ...more].join('\n'),
    remedy,
  })
}

function readLine<T>(line: string, shape: z.ZodType<T>): { readonly value: T } | { readonly why: string } {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { why: 'it is no JSON' }
  }
  const { data, error } = shape.safeParse(json)
  if (data !== undefined) return { value: data }
  const [issue] = error?.issues ?? []
  const field = issue?.path.join('.')
  return { why: field ? `"${field}" is missing or wrong` : 'it is no object' }
}

function fileError(what: string, cause: unknown): SparkyError {
  return new SparkyError({
    code: 'http/bad-request',
    message: `${what}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: 'Check the path, its permissions and the room on its disk.',
    cause,
  })
}
