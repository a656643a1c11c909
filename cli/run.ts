// `run`: any operation of the registry with its input as JSON; without a name, all of them with an example each.
import type { OperationDescription } from '#agents/operations/registry.ts'
import type { Row } from '#lib/events.ts'
import { readArguments } from './arguments.ts'
import { findRepository } from './choose-repository.ts'
import type { FindingEntry } from './client.ts'
import { type CommandInput, EXIT, type ExitCode, UsageError } from './command.ts'
import { withClient } from './connect.ts'
import type { Terminal } from './terminal.ts'

const OPTIONS = {
  repo: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

export async function run({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, { options: OPTIONS, positionals: [0, 2] })
  const [operation, text] = positionals
  const { describeOperations } = await import('#agents/operations/registry.ts')
  const operations = describeOperations()
  if (operation === undefined) return list(operations, values.json, terminal)
  if (!operations.some(({ name }) => name === operation))
    throw new UsageError(`There is no operation "${operation}"; \`./sparky run\` lists them.`)
  const input = readInput(text)
  return withClient(async (client) => {
    const repository = await findRepository({ client, wanted: values.repo, terminal, signal })
    const finding = await client.runOperation(
      { repositoryId: repository.id, operation, input, revision: values.at },
      signal,
    )
    if (values.json) terminal.print(JSON.stringify(finding))
    else show(finding, terminal)
    return finding.missing?.length || finding.total === 0 ? EXIT.notFound : EXIT.answered
  })
}

function readInput(text = '{}'): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`The input is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function list(operations: readonly OperationDescription[], asJson: boolean, terminal: Terminal): ExitCode {
  if (asJson) terminal.print(JSON.stringify({ operations }))
  else
    for (const { name, description, example } of operations) {
      terminal.print(terminal.paint.bold(name))
      terminal.print(`  ${description}`)
      terminal.print(terminal.paint.dim(`  ./sparky run ${name} '${JSON.stringify(example)}'`))
    }
  return EXIT.answered
}

function show(finding: FindingEntry, terminal: Terminal): void {
  const { paint } = terminal
  terminal.print(paint.bold(finding.summary))
  if (finding.rows.length === 0) terminal.print(finding.text)
  for (const row of finding.rows) terminal.print(describeRow(row))
  if (finding.rows.length > 1 && finding.total > finding.rows.length)
    terminal.note(paint.dim(`${finding.rows.length} of ${finding.total.toLocaleString('en-US')} shown.`))
  for (const notice of finding.notices ?? []) terminal.note(paint.dim(`note: ${notice}`))
  if (finding.receipt.command !== '') terminal.note(paint.dim(`${finding.receipt.kind}: ${finding.receipt.command}`))
}

function describeRow(row: Row): string {
  return Object.entries(row)
    .filter(([, cell]) => cell !== null)
    .map(([name, cell]) => `${name} ${Array.isArray(cell) ? cell.join(', ') : String(cell)}`)
    .join('  ')
}
