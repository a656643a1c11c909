// `index`: adds a repository or looks for its new commits, and shows how far it is.
import { readArguments } from './arguments.ts'
import { namedRepository, toAddress } from './choose-repository.ts'
import type { Progress } from './client.ts'
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
        `${progress.repository.name} can be asked${describeRest(progress, values.wait, client.outlivesCommand)}.`,
      )
    return EXIT.answered
  })
}

/** What is not indexed yet, and when it will be; empty when all is done. */
function describeRest({ complete, stages }: Progress, hasWaited: boolean, goesOn: boolean): string {
  if (complete) return ''
  // Nothing is going on any more, yet something is open: it waits for a part that is not there.
  if (hasWaited) {
    const open = stages.filter(({ status }) => status !== 'done').map(({ stage }) => stage)
    return `; not done: ${open.join(', ')} (./sparky doctor says what is missing)`
  }
  return goesOn
    ? '; the rest is indexed in the background'
    : '; the rest is indexed with the next command, by ./sparky start, or at once with --wait'
}
