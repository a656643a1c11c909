// Reads the options of a command, strictly: an unknown or misspelled one is a usage error.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './command.ts'

/**
 * Options and positionals of one command.
 *
 * @throws UsageError for an unknown option, a missing value or too many positionals.
 */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  {
    options,
    positionals: limits,
  }: { readonly options: Options; readonly positionals: readonly [least: number, most: number] },
) {
  const parsed = parse(args, options)
  const [least, most] = limits
  const count = parsed.positionals.length
  if (count < least) throw new UsageError('An argument is missing.')
  if (count > most) throw new UsageError(`One argument too many: "${parsed.positionals[most]}".`)
  return parsed
}

/** A whole number within limits, from the text of an option. @throws UsageError */
export function readNumber(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`)
}

/** One of the given words, from the text of an option. @throws UsageError */
export function readChoice<const Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return choice
  throw new UsageError(`--${name} takes ${choices.join(' or ')}, not "${text}".`)
}

function parse<const Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(firstSentence(error.message))
    throw error
  }
}

function firstSentence(text: string): string {
  return `${text.split(/\.\s/, 1)[0]?.replace(/\.$/, '')}.`
}
