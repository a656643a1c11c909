// `remove`: forgets a repository and everything known about it; the user's own folder is never touched.
import { readArguments } from './arguments.ts'
import { namedRepository } from './choose-repository.ts'
import { type CommandInput, EXIT, type ExitCode, UsageError } from './command.ts'
import { withModestClient } from './connect.ts'

export async function remove({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, {
    options: { yes: { type: 'boolean', default: false } },
    positionals: [1, 1],
  })
  const [wanted = ''] = positionals
  return withModestClient(async (client) => {
    const repository = namedRepository(await client.repositories(), wanted)
    if (repository === undefined) {
      terminal.note(`There is no repository "${wanted}": ./sparky repos lists them.`)
      return EXIT.notFound
    }
    const isSure =
      values.yes ||
      (await terminal.confirm(
        `Remove ${repository.name}, its index and its conversations? Your own files at ${repository.address} stay.`,
        signal,
      ))
    if (!isSure && !terminal.showsProgress) throw new UsageError('Nobody is there to confirm: add --yes.')
    if (!isSure) return EXIT.error
    await client.remove(repository.id)
    terminal.print(`${repository.name} is removed.`)
    return EXIT.answered
  })
}
