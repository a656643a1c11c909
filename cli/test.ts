// `test`: everything a contributor and CI run (types, format and lint, build, tests), ending with one line of counts.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { loadConfig } from '#lib/config.ts'
import { reportError } from '#lib/errors.ts'
import { buildWhenStale } from './build.ts'
import { childEnvironment } from './child-environment.ts'
import { type CommandInput, EXIT, type ExitCode } from './command.ts'
import { findBrowser } from './find-browser.ts'
import type { Terminal } from './terminal.ts'

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Step {
  readonly rootFolder: string
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** `--servers` is all of them, `--servers=milvus,vllm` some. */
const SERVERS_OPTION = /^--servers(?:=(.+))?$/

/** Arguments go to vitest as they stand, but `--servers`; with any, only the tests run. */
export async function test({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { rootFolder } = loadConfig()
  const step = { rootFolder, terminal, signal }
  const vitestArgs = args.filter((argument) => !SERVERS_OPTION.test(argument))
  const asked = args.map((argument) => SERVERS_OPTION.exec(argument)).find((match) => match !== null)
  const servers = asked ? (asked[1] ?? '1') : undefined
  const checks = vitestArgs.length > 0 ? [] : await runChecks(step)
  const browser = findBrowser(rootFolder, terminal)
  if (browser === undefined)
    terminal.note(
      'Skipped: the browser tests. No browser could be found, installed or downloaded; SPARKY_TEST_BROWSER=FILE names one.',
    )
  if (servers === undefined)
    terminal.note(
      'Skipped: the suites that need Milvus, vLLM and Postgres with pgvector; ./sparky test --servers installs, starts and tests them.',
    )
  const tests = await runVitest({ ...step, vitestArgs, browser, servers })
  const counts = [...checks, tests].reduce((sum, one) => ({
    passed: sum.passed + one.passed,
    failed: sum.failed + one.failed,
    skipped: sum.skipped + one.skipped,
  }))
  terminal.print(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  return counts.failed === 0 ? EXIT.answered : EXIT.error
}

const ONE_PASSED: Counts = { passed: 1, failed: 0, skipped: 0 }
const ONE_FAILED: Counts = { passed: 0, failed: 1, skipped: 0 }

/** Build first: it writes the types of the routes that the type check reads. */
async function runChecks(step: Step): Promise<readonly Counts[]> {
  const built = await buildWhenStale(step).then(
    () => ONE_PASSED,
    (error: unknown) => {
      step.signal.throwIfAborted()
      step.terminal.note(`build failed: ${reportError(error).message}`)
      return ONE_FAILED
    },
  )
  return [
    built,
    await runCheck(step, 'types', ['node_modules/typescript/bin/tsc', '--noEmit']),
    await runCheck(step, 'format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']),
  ]
}

async function runCheck(step: Step, name: string, command: readonly string[]): Promise<Counts> {
  const exitCode = await runNode(step, command, {})
  step.terminal.note(`${name}: ${exitCode === 0 ? 'passed' : 'failed'}`)
  return exitCode === 0 ? ONE_PASSED : ONE_FAILED
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
})

interface VitestRun extends Step {
  readonly vitestArgs: readonly string[]
  readonly browser: string | undefined
  readonly servers: string | undefined
}

async function runVitest({ vitestArgs, browser, servers, ...step }: VitestRun): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'sparky-test-'))
  const file = join(folder, 'report.json')
  try {
    const command = [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...vitestArgs,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]
    const exitCode = await runNode(step, command, {
      SPARKY_TEST_BROWSER: browser,
      SPARKY_TEST_SERVERS: servers,
    })
    const report = VitestReport.safeParse(JSON.parse(await readFile(file, 'utf8').catch(() => 'null'))).data
    if (report === undefined) return ONE_FAILED
    const failed = report.numFailedTests
    // A file that cannot be loaded has no tests to count, yet the run failed.
    return {
      passed: report.numPassedTests,
      failed: exitCode === 0 ? failed : Math.max(1, failed),
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runNode(
  { rootFolder, signal }: Step,
  command: readonly string[],
  additions: Readonly<Record<string, string | undefined>>,
): Promise<number | null> {
  const child = spawn(process.execPath, command, {
    cwd: rootFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: childEnvironment(additions),
    signal,
  })
  const ended = Promise.withResolvers<number | null>()
  child.once('error', ended.reject)
  child.once('exit', ended.resolve)
  return ended.promise
}
