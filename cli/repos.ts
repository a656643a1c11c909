// `repos`: the repositories that Sparky knows.
import { readArguments } from './arguments.ts'
import { type CommandInput, EXIT, type ExitCode } from './command.ts'
import { withModestClient } from './connect.ts'

export async function repos({ args, terminal }: CommandInput): Promise<ExitCode> {
  const { values } = readArguments(args, {
    options: { json: { type: 'boolean', default: false } },
    positionals: [0, 0],
  })
  return withModestClient(async (client) => {
    const repositories = await client.repositories()
    if (values.json) terminal.print(JSON.stringify({ repositories }))
    else
      for (const { name, address, state, error } of repositories)
        terminal.print([name, state, address, ...(error ? [error.message] : [])].join('  '))
    if (repositories.length === 0) terminal.note('There is no repository yet: ./sparky index PATH|URL')
    return EXIT.answered
  })
}
