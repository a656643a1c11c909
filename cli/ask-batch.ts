// `ask --batch`: answers a file of questions, one line each, and continues where an earlier call stopped.
import { createReadStream } from 'node:fs'
import { appendFile, readFile, truncate } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import type { Answer } from '#lib/events.ts'
import { findRepository } from './choose-repository.ts'
import type { RepositoryEntry, SparkyClient } from './client.ts'
import { EXIT, type ExitCode } from './command.ts'
import { withClient } from './connect.ts'
import type { Terminal } from './terminal.ts'

const Key = z.object({ id: z.union([z.string(), z.number()]), variant: z.union([z.string(), z.number()]).default(0) })
const Question = Key.extend({ repo: z.string().optional(), at: z.string().optional(), question: z.string().min(1) })
type Question = z.infer<typeof Question>

interface Batch {
  readonly questionsFile: string
  readonly answersFile: string
  readonly concurrency: number
  /** For questions that name none. */
  readonly repository: string | undefined
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Each answer is on disk before the next question of its lane begins; a line cut off by a kill is asked again. */
export async function askBatch({
  questionsFile,
  answersFile,
  concurrency,
  repository,
  terminal,
  signal,
}: Batch): Promise<ExitCode> {
  const questions = await readQuestions(questionsFile)
  const answered = await readAnswered(answersFile)
  const open = questions.filter((question) => !answered.has(keyOf(question)))
  terminal.note(
    `${open.length.toLocaleString('en-US')} of ${questions.length.toLocaleString('en-US')} questions to answer.`,
  )
  let done = 0
  await withClient(async (client) => {
    const repositoryOf = rememberRepositories(client, terminal, signal)
    const queue = open.values()
    const lane = async () => {
      for (const question of queue) {
        const { id } = await repositoryOf(question.repo ?? repository)
        const answer = await askOne(client, question, id, signal)
        await appendFile(
          answersFile,
          `${JSON.stringify({ id: question.id, variant: question.variant, ...answer, ms: answer.elapsedMs })}\n`,
        )
        done += 1
        const line = `${done} of ${open.length} · ${question.id} · ${answer.status} · ${Math.round(answer.elapsedMs)} ms`
        if (terminal.showsProgress) terminal.progress(line)
        else terminal.note(line)
      }
    }
    // One lane's failure ends the batch: the server is gone, or the file cannot be written.
    await Promise.all(Array.from({ length: concurrency }, lane))
  })
  terminal.progress('')
  terminal.note(`${done.toLocaleString('en-US')} answers written to ${answersFile}.`)
  return EXIT.answered
}

async function askOne(
  client: SparkyClient,
  question: Question,
  repositoryId: number,
  signal: AbortSignal,
): Promise<Answer> {
  for await (const event of client.ask({ question: question.question, repositoryId, revision: question.at }, signal)) {
    if (event.type !== 'run-end') continue
    signal.throwIfAborted()
    return event.answer
  }
  throw new SparkyError({
    code: 'run/failed',
    message: `The run of question ${question.id} ended without an answer.`,
    remedy: 'Run the command again: it continues with this question.',
    retryable: true,
  })
}

function rememberRepositories(
  client: SparkyClient,
  terminal: Terminal,
  signal: AbortSignal,
): (wanted: string | undefined) => Promise<RepositoryEntry> {
  const found = new Map<string | undefined, Promise<RepositoryEntry>>()
  return (wanted) => {
    const known = found.get(wanted) ?? findRepository({ client, wanted, terminal, signal })
    found.set(wanted, known)
    return known
  }
}

async function readQuestions(file: string): Promise<readonly Question[]> {
  const questions: Question[] = []
  let number = 0
  try {
    for await (const line of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1
      if (line.trim() !== '') questions.push(Question.parse(JSON.parse(line)))
    }
  } catch (cause) {
    const where = number === 0 ? `The questions ${file} cannot be read` : `Line ${number} of ${file} is not a question`
    throw new SparkyError({
      code: 'http/bad-request',
      message: `${where}.`,
      remedy: 'Each line is an object {"id", "variant", "repo", "at", "question"}.',
      cause,
    })
  }
  return questions
}

/** The keys in the answers file; a last line without its end was cut off by a kill and is removed. */
async function readAnswered(file: string): Promise<ReadonlySet<string>> {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const whole = content.lastIndexOf(0x0a) + 1
  if (whole < content.length) await truncate(file, whole)
  const lines = content.subarray(0, whole).toString('utf8').split('\n')
  return new Set(lines.filter((line) => line.trim() !== '').map((line) => keyOf(Key.parse(JSON.parse(line)))))
}

function keyOf({ id, variant }: z.infer<typeof Key>): string {
  return JSON.stringify([id, variant])
}
