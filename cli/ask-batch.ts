// `ask --batch`: answers a file of questions, one line each, and continues where an earlier call stopped.
import { reportError, SparkyError } from '#lib/errors.ts'
import type { Answer } from '#lib/events.ts'
import { appendAnswer, type BatchQuestion, keyOf, readAnswered, readQuestions } from './batch-files.ts'
import { findRepository } from './choose-repository.ts'
import type { RepositoryEntry, SparkyClient } from './client.ts'
import { EXIT, type ExitCode } from './command.ts'
import { withClient } from './connect.ts'
import { failedAnswer } from './failed-answer.ts'
import type { Terminal } from './terminal.ts'

/** Failures that the next question would meet as well: they end the batch, and the same command continues it later. */
const CONCERNS_ALL = /^(db\/.*|http\/(unreachable|unauthorized|forbidden)|git\/(missing|too-old)|run\/aborted)$/

interface Batch {
  readonly questionsFile: string
  readonly answersFile: string
  readonly concurrency: number
  /** For questions that name none. */
  readonly repository: string | undefined
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/**
 * Each answer is on disk before the next question of its lane begins; a line cut off by a kill is asked again. A question that
 * cannot be asked (an unknown repository or revision) has an answer too: its status is `error`, and the next one is asked.
 */
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
  let failed = 0
  await withClient(async (client) => {
    const repositoryOf = rememberRepositories(client, terminal, signal)
    const queue = open.values()
    const lane = async () => {
      for (const question of queue) {
        const answer = await askOne({ client, question, wanted: question.repo ?? repository, repositoryOf, signal })
        const { id, variant } = question
        await appendAnswer(answersFile, { id, variant, ...answer, ms: answer.elapsedMs })
        done += 1
        if (answer.status === 'error') failed += 1
        const line = `${done} of ${open.length} · ${question.id} · ${answer.status} · ${Math.round(answer.elapsedMs)} ms`
        if (terminal.showsProgress) terminal.progress(line)
        else terminal.note(line)
      }
    }
    // One lane's failure ends the batch: the server is gone, or the file cannot be written.
    await Promise.all(Array.from({ length: concurrency }, lane))
  })
  terminal.progress('')
  const without = failed > 0 ? `, ${failed.toLocaleString('en-US')} of them errors` : ''
  terminal.note(`${done.toLocaleString('en-US')} answers written to ${answersFile}${without}.`)
  return EXIT.answered
}

interface AskOne {
  readonly client: SparkyClient
  readonly question: BatchQuestion
  readonly wanted: string | undefined
  readonly repositoryOf: (wanted: string | undefined) => Promise<RepositoryEntry>
  readonly signal: AbortSignal
}

async function askOne({ client, question, wanted, repositoryOf, signal }: AskOne): Promise<Answer> {
  const startedMs = performance.now()
  try {
    const { id } = await repositoryOf(wanted)
    return await runOne(client, question, id, signal)
  } catch (error) {
    if (signal.aborted || CONCERNS_ALL.test(reportError(error).code)) throw error
    return failedAnswer(error, {
      repository: wanted,
      revision: question.at,
      elapsedMs: performance.now() - startedMs,
    })
  }
}

async function runOne(
  client: SparkyClient,
  question: BatchQuestion,
  repositoryId: number,
  signal: AbortSignal,
): Promise<Answer> {
  for await (const event of client.ask({ question: question.question, repositoryId, revision: question.at }, signal)) {
    if (event.type !== 'run-end') continue
    signal.throwIfAborted()
    const { answer } = event
    // A server that is being stopped ends its runs in order: the question is not answered, it waits for the next call.
    if (answer.error && CONCERNS_ALL.test(answer.error.code)) throw new SparkyError(answer.error)
    return answer
  }
  throw new SparkyError({
    code: 'run/failed',
    message: `The run of question ${question.id} ended without an answer.`,
    remedy: 'Ask it again.',
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
