// `setup`: what `start` would install and build, without starting: for images and machines without a network later.
import { loadConfig } from '#lib/config.ts'
import { readArguments } from './arguments.ts'
import { buildWhenStale } from './build.ts'
import { type CommandInput, EXIT, type ExitCode } from './command.ts'

export async function setup({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  readArguments(args, { options: {}, positionals: [0, 0] })
  const { rootFolder } = loadConfig()
  const hasBuilt = await buildWhenStale({ rootFolder, terminal, signal })
  terminal.print(hasBuilt ? 'Installed and built.' : 'Installed and built already.')
  return EXIT.answered
}
