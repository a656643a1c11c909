// What a kind of question is: its subjects, its wordings, and the git command that answers it.
import type { Random } from './random.ts'
import type { World } from './world.ts'

export type Slots = Readonly<Record<string, string | number>>

/** An answer in the format that the scorer reads. */
export interface Answer {
  readonly type:
    | 'sha'
    | 'sha_list'
    | 'author'
    | 'author_date'
    | 'author_set'
    | 'number'
    | 'tag'
    | 'date'
    | 'path_set'
    | 'summary'
    | 'why'
    | 'none'
  readonly value: unknown
  /** Ids that an answer may name without being right or wrong for it. */
  readonly ignore?: readonly string[]
  readonly [key: string]: unknown
}

export interface Subject {
  readonly slots: Slots
  readonly answer: Answer
  /** The git command, and after `|` what is done with its lines. */
  readonly truth_cmd: string
}

export interface Kind {
  readonly name: string
  /** True when no question of this kind is for tuning. */
  readonly isHeldOut?: boolean
  readonly isFalsePremise?: boolean
  /** `{slot}` is filled in. The first three are for tuning; those after them only for what is held out. */
  readonly wordings: readonly string[]
  /** Candidates in random order; each is answered only as far as it is needed. */
  subjects(world: World, random: Random): Iterable<Slots> | Promise<Iterable<Slots>>
  /** Undefined when two honest readings of the question would have different answers. */
  answer(world: World, slots: Slots): Promise<Omit<Subject, 'slots'> | undefined>
}

export const number = (value: number): Answer => ({ type: 'number', value })

/** Arguments as a line for a shell. */
export function commandLine(args: readonly string[], then = ''): string {
  const words = args.map((word) => (/^[\w@%+=:,./^~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
  return `git ${words.join(' ')}${then === '' ? '' : ` | ${then}`}`
}

/** Names as a scorer looks for them: each as a list of spellings. */
export function spellings(names: readonly string[]): readonly (readonly string[])[] {
  return names.map((name) => [name])
}

/** Counts with the highest first; ties in the order of their first line. */
export function ranked(lines: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)
}

/** The one at the top, where it stands out by at least a tenth. */
export function clearWinner(counts: readonly (readonly [string, number])[]): string | undefined {
  const [first, second] = counts
  return first !== undefined && first[1] >= 3 && first[1] > (second?.[1] ?? 0) * 1.1 ? first[0] : undefined
}

export const COUNT_UNIQUE = 'sort | uniq -c | sort -rn'
