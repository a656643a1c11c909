// `index`: adds a repository or looks for its new commits, and shows how far it is.
import { readArguments } from './arguments.ts'
import { namedRepository, toAddress } from './choose-repository.ts'
import { type CommandInput, EXIT, type ExitCode } from './command.ts'
import { withClient } from './connect.ts'
import { untilIdle, untilReady } from './follow-progress.ts'

const OPTIONS = {
  name: { type: 'string' },
  wait: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export async function indexRepository({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, { options: OPTIONS, positionals: [1, 1] })
  const [wanted = ''] = positionals
  return withClient(async (client) => {
    const known = namedRepository(await client.repositories(), wanted)
    if (known) await client.refresh(known.id)
    const repository = known ?? (await client.add(toAddress(wanted), { name: values.name, signal }))
    const follow = { client, repository, terminal, signal }
    if (values.wait) await untilIdle(follow)
    else await untilReady(follow)
    const progress = await client.progress(repository.id)
    const { error } = progress.repository
    if (error) terminal.note(`What is new could not be read: ${error.message} ${error.remedy}`)
    if (values.json) terminal.print(JSON.stringify(progress))
    else
      terminal.print(
        `${progress.repository.name} can be asked${progress.complete ? '' : '; the rest is indexed in the background'}.`,
      )
    if (!progress.complete && !client.outlivesCommand)
      terminal.note(
        'No server runs: the rest goes on with the next command, with ./sparky start, or at once with --wait.',
      )
    return EXIT.answered
  })
}
