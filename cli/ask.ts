// `ask`: one question, streamed to the terminal or printed as one JSON object.
import { readAcross } from '#agents/understand/across.ts'
import type { Answer, Citation, RunEvent } from '#lib/events.ts'
import { readArguments, readNumber } from './arguments.ts'
import { askBatch } from './ask-batch.ts'
import { findRepository } from './choose-repository.ts'
import { type CommandInput, EXIT, type ExitCode, UsageError } from './command.ts'
import { withClient } from './connect.ts'
import { failedAnswer } from './failed-answer.ts'
import type { Terminal } from './terminal.ts'

const OPTIONS = {
  repo: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean', default: false },
  batch: { type: 'string' },
  out: { type: 'string' },
  concurrency: { type: 'string', default: '1' },
} as const

export async function ask({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, { options: OPTIONS, positionals: [0, 1] })
  const question = positionals[0]?.trim()
  if (values.batch !== undefined || values.out !== undefined) {
    if (values.batch === undefined || values.out === undefined || question)
      throw new UsageError('--batch FILE and --out FILE belong together, without a question.')
    const concurrency = readNumber('concurrency', values.concurrency, [1, 4])
    return askBatch({
      questionsFile: values.batch,
      answersFile: values.out,
      concurrency,
      repository: values.repo,
      terminal,
      signal,
    })
  }
  if (!question) throw new UsageError('The question is missing.')
  const startedMs = performance.now()
  try {
    return await askOne({
      question,
      repository: values.repo,
      revision: values.at,
      asJson: values.json,
      terminal,
      signal,
    })
  } catch (error) {
    // A script that reads JSON gets the reason as JSON too; main prints it for people.
    if (values.json)
      terminal.print(
        JSON.stringify(
          failedAnswer(error, {
            repository: values.repo,
            revision: values.at,
            elapsedMs: performance.now() - startedMs,
          }),
        ),
      )
    throw error
  }
}

interface Question {
  readonly question: string
  readonly repository: string | undefined
  readonly revision: string | undefined
  readonly asJson: boolean
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

async function askOne({
  question,
  repository: wanted,
  revision,
  asJson,
  terminal,
  signal,
}: Question): Promise<ExitCode> {
  return withClient(async (client) => {
    const repository = await findRepository({
      client,
      wanted,
      isForAll: readAcross(question) !== undefined,
      terminal,
      signal,
    })
    const show = asJson ? () => undefined : createView(terminal)
    let answer: Answer | undefined
    for await (const event of client.ask({ question, repositoryId: repository.id, revision }, signal)) {
      show(event)
      if (event.type === 'run-end') answer = event.answer
    }
    if (answer === undefined) throw new Error('The run ended without an answer.')
    if (asJson) terminal.print(JSON.stringify(answer))
    if (answer.error) throwReported(answer, asJson, terminal)
    return exitCodeOf(answer)
  })
}

/** The exit code that an answer means. */
export function exitCodeOf({ status }: Pick<Answer, 'status'>): ExitCode {
  switch (status) {
    case 'answered':
      return EXIT.answered
    case 'not_found':
      return EXIT.notFound
    case 'refused':
    case 'incomplete':
    case 'error':
      return EXIT.error
  }
}

function throwReported({ error }: Answer, asJson: boolean, terminal: Terminal): void {
  if (!error || asJson) return
  terminal.note(terminal.paint.bad(error.message))
  terminal.note(`  ${error.remedy}`)
}

/** Shows a run as it happens: what is being done on standard error, the answer on standard output. */
function createView(terminal: Terminal): (event: RunEvent) => void {
  const { paint } = terminal
  let shown = ''
  return (event) => {
    switch (event.type) {
      case 'agent-start':
        terminal.progress(paint.dim(`${event.agent ?? 'sparky'} · ${event.task}`))
        return
      case 'tool-result':
        terminal.note(
          paint.dim(
            [
              event.agent ?? 'git-reader',
              event.operation.replaceAll('_', ' '),
              event.error?.message ?? event.summary,
              `${Math.round(event.elapsedMs)} ms`,
            ].join(' · '),
          ),
        )
        return
      case 'text-delta':
        // A file or pipe gets the finished answer only: what is streamed may still be corrected.
        if (!terminal.isInteractive) return
        shown += event.text
        terminal.write(event.text)
        return
      case 'text-reset':
        if (shown !== '') terminal.write(`\n${paint.dim(`(corrected: ${event.reason})`)}\n\n`)
        shown = ''
        return
      case 'run-end':
        if (shown.trim() === event.answer.answer.trim())
          terminal.write(shown === '' || shown.endsWith('\n') ? '' : '\n')
        else terminal.print(shown === '' ? event.answer.answer : `\n\n${event.answer.answer}`)
        showEvidence(event.answer, terminal)
        return
      default:
        return
    }
  }
}

function showEvidence(answer: Answer, terminal: Terminal): void {
  const { paint } = terminal
  if (answer.citations.length > 0) terminal.print('')
  for (const citation of answer.citations)
    terminal.print(`${paint.bold(`[${citation.id}]`)} ${describeCitation(citation)}`)
  for (const notice of answer.notices) terminal.note(paint.dim(`note: ${notice}`))
  for (const { outcome, claim, replacement, detail } of answer.mended ?? [])
    terminal.note(
      paint.dim(`${outcome}: “${claim}”${replacement === undefined ? '' : ` → ${replacement}`} (${detail})`),
    )
  for (const remark of answer.basis?.remarks ?? []) terminal.note(paint.dim(`basis: ${remark}`))
  if (answer.status !== 'error')
    terminal.note(
      paint.dim(
        `${answer.verification} · ${answer.repository} at ${answer.revision.slice(0, 9)} · ${Math.round(answer.elapsedMs)} ms`,
      ),
    )
}

function describeCitation({ path, line, endLine, label, verified, repository }: Citation): string {
  const lines = line === undefined ? '' : `:${line}${endLine === undefined || endLine === line ? '' : `-${endLine}`}`
  const place = path === undefined || repository ? label : `${path}${lines}`
  return verified ? place : `${place} (not verified)`
}
