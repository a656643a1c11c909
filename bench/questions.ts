// Measures answers: asks every question of a file through ./sparky ask --batch, then lets a scorer judge them.
// node bench/questions.ts REPOSITORY --questions QUESTIONS.jsonl [--scorer SCORER.mjs] [--limit N]
// Questions: {id, repo?, at?, question, paraphrases?}; those of another repository than the given one are left out.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { percentile, printFigure, printMachine, printRow } from './measure.ts'
import { gitFolderOfArgument } from './plain-git.ts'

const Question = z.looseObject({
  id: z.string(),
  repo: z.string().optional(),
  at: z.string().optional(),
  question: z.string(),
  paraphrases: z.array(z.string()).default([]),
})
type Question = z.infer<typeof Question>
const Answer = z.looseObject({ id: z.string(), status: z.string(), verification: z.string(), elapsedMs: z.number() })

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    questions: { type: 'string', default: process.env.QUESTIONS ?? '' },
    scorer: { type: 'string', default: process.env.SCORER ?? '' },
    limit: { type: 'string', default: '100000' },
  },
})
const rootFolder = resolve(import.meta.dirname, '..')
const gitFolder = gitFolderOfArgument()
const folder = mkdtempSync(join(tmpdir(), 'sparky-bench-'))

function readLines<T>(file: string, schema: z.ZodType<T>): readonly T[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line.trim() !== '').map((line) => schema.parse(JSON.parse(line)))
}

/** True when the last part of the question's repository is in the name of the folder. */
function isOfRepository({ repo }: Question): boolean {
  const name = basename(gitFolder) === '.git' ? basename(dirname(gitFolder)) : basename(gitFolder)
  return repo === undefined || name.includes(repo.split('/').at(-1) ?? repo)
}

function writeLines(file: string, rows: readonly object[]): string {
  const path = join(folder, file)
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return path
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: process.env })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}.`)
}

/** One line for each wording of a question. */
function wordings({ id, at, question, paraphrases }: Question) {
  return [question, ...paraphrases].map((text, variant) => ({
    ...{ id, variant, repo: gitFolder, question: text },
    ...(at !== undefined && { at }),
  }))
}

function measure(): void {
  const questions = readLines(values.questions, Question).filter(isOfRepository).slice(0, Number(values.limit))
  const asked = writeLines('asked.jsonl', questions.flatMap(wordings))
  const answered = join(folder, 'answers.jsonl')
  run(join(rootFolder, 'sparky'), ['index', gitFolder, '--wait'])
  run(join(rootFolder, 'sparky'), ['ask', '--batch', asked, '--out', answered])
  const answers = readLines(answered, Answer)
  const times = answers.map(({ elapsedMs }) => elapsedMs)
  printRow('answers', `${answers.length} to ${questions.length} questions`)
  for (const status of new Set(answers.map((answer) => answer.status)))
    printRow(`  ${status}`, `${answers.filter((answer) => answer.status === status).length}`)
  printFigure({ work: 'time to an answer, p50', ours: percentile(times, 0.5), unit: 'ms' })
  printFigure({ work: 'time to an answer, p95', ours: percentile(times, 0.95), unit: 'ms' })
  if (values.scorer !== '') run(process.execPath, [values.scorer, writeLines('questions.jsonl', questions), answered])
}

printMachine()
try {
  if (values.questions === '') printRow('questions', 'left out: name a file with --questions or QUESTIONS')
  else measure()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
printMachine()
