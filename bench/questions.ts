// Measures answers: asks every question of some files through ./sparky ask --batch and judges what is answered.
// node bench/questions.ts REPOSITORY [--questions FILE.jsonl …] [--model none|embedded|URL#NAME] [--scorer SCORER.mjs] [--limit N] [--save ANSWERS.jsonl]
// Questions: {id, template, repo?, at?, question, paraphrases?, answer}; those of another repository are left out.
// Without --questions: the files in bench/history-questions, of which held-out.jsonl is reported apart, as every file is.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { GivenAnswer, JudgedQuestion } from './history-questions/format.ts'
import { printFigures } from './history-questions/report.ts'
import { judge, readGround } from './history-questions/score.ts'
import { printMachine, printRow } from './measure.ts'
import { gitFolderOfArgument } from './plain-git.ts'

const Question = JudgedQuestion.extend({ repo: z.string().optional(), at: z.string().optional() })
type Question = z.infer<typeof Question>
const Answer = GivenAnswer.extend({ status: z.string(), verification: z.string(), elapsedMs: z.number() })
type Answer = z.infer<typeof Answer>

const rootFolder = resolve(import.meta.dirname, '..')
const OWN_FILES = ['tuning', 'held-out'].map((name) => join(rootFolder, 'bench', 'history-questions', `${name}.jsonl`))
const { QUESTIONS, SCORER, SPARKY_MODEL } = process.env
const { values } = parseArgs({
  allowPositionals: true,
  options: {
    questions: { type: 'string', multiple: true, default: QUESTIONS === undefined ? OWN_FILES : [QUESTIONS] },
    /** Without a model the figures are the same on every machine. */
    model: { type: 'string', default: SPARKY_MODEL ?? 'none' },
    /** Another program that judges: it is given the files of questions and answers. */
    scorer: { type: 'string', default: SCORER ?? '' },
    limit: { type: 'string', default: '100000' },
    save: { type: 'string', default: '' },
  },
})
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
  const env = { ...process.env, SPARKY_MODEL: values.model }
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}.`)
}

/** One line for each wording of a question. */
function wordings({ id, at, question, paraphrases }: Question) {
  return [question, ...paraphrases].map((text, variant) => ({
    ...{ id, variant, repo: gitFolder, question: text },
    ...(at !== undefined && { at }),
  }))
}

async function measure(files: readonly string[]): Promise<void> {
  const own = files.map((file) => readLines(file, Question).filter(isOfRepository).slice(0, Number(values.limit)))
  const questions = own.flat()
  if (questions.length === 0) return printRow('questions', 'left out: none of them is about this repository')
  const answered = join(folder, 'answers.jsonl')
  run(join(rootFolder, 'sparky'), ['index', gitFolder, '--wait'])
  const asked = writeLines('asked.jsonl', questions.flatMap(wordings))
  run(join(rootFolder, 'sparky'), ['ask', '--batch', asked, '--out', answered])
  if (values.save !== '') copyFileSync(answered, values.save)
  const answers = readLines(answered, Answer)
  printRow('answers', `${answers.length} to ${questions.length} questions, model: ${values.model}`)
  for (const status of new Set(answers.map((answer) => answer.status)))
    printRow(`  ${status}`, `${answers.filter((answer) => answer.status === status).length}`)
  for (const [index, file] of files.entries()) await judgeFile(basename(file, '.jsonl'), own[index] ?? [], answers)
  if (values.scorer !== '') run(process.execPath, [values.scorer, writeLines('questions.jsonl', questions), answered])
}

async function judgeFile(title: string, questions: readonly Question[], answers: readonly Answer[]): Promise<void> {
  const byId = new Map(questions.map((question) => [question.id, question]))
  const ground = await readGround(gitFolder, questions[0]?.at ?? 'HEAD')
  const given = answers.filter(({ id }) => byId.has(id))
  const judgements = given.flatMap((answer) => {
    const question = byId.get(answer.id)
    return question === undefined ? [] : [judge(ground, question, answer)]
  })
  const unanswered = questions.filter(({ id }) => !given.some((answer) => answer.id === id))
  const missing = unanswered.map((question) => ({ question, variant: 0, score: 0, ids: 0, madeUpIds: 0 }))
  printFigures(
    title,
    [...judgements, ...missing],
    given.map(({ elapsedMs }) => elapsedMs),
  )
}

printMachine()
try {
  await measure(values.questions)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
printMachine()
