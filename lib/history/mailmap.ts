// The .mailmap of a repository: which name and address its authors want to be known by.

/** The verdict of a mailmap on one name and address. */
export interface MailmapVerdict {
  readonly name: string
  readonly email: string
  /** True when a line of the mailmap names this identity. */
  readonly isMapped: boolean
  /** True when that line gives a name, not only an address. */
  readonly hasName: boolean
}

export interface Mailmap {
  /** What git prints as `%aN` and `%aE`. */
  map(name: string, email: string): MailmapVerdict
  /** True when the mailmap tells several people apart who used this address. */
  splits(email: string): boolean
}

interface Target {
  name?: string
  email?: string
}

interface Entry extends Target {
  /** By the name in the commit, lower case. */
  readonly byName: Map<string, Target>
}

/**
 * Reads all four forms of a line; a line that is none of them is ignored, as git does. Later lines win.
 *
 * @see https://git-scm.com/docs/gitmailmap
 */
export function parseMailmap(text: string): Mailmap {
  const entries = new Map<string, Entry>()
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue
    const first = readNameAndEmail(line, false)
    if (first === undefined) continue
    const second = readNameAndEmail(first.rest, true)
    addLine(entries, first, second)
  }
  return {
    map(name, email) {
      const entry = entries.get(fold(email))
      const target: Target | undefined = entry?.byName.get(fold(name)) ?? entry
      return {
        name: target?.name ?? name,
        email: target?.email ?? email,
        isMapped: target?.name !== undefined || target?.email !== undefined,
        hasName: target?.name !== undefined,
      }
    },
    splits: (email) => (entries.get(fold(email))?.byName.size ?? 0) > 0,
  }
}

interface NameAndEmail {
  readonly name: string | undefined
  readonly email: string
  readonly rest: string
}

/** `Name <email>` at the start of a text. Like git, an empty address counts only as the second of a line. */
function readNameAndEmail(text: string, allowsEmptyEmail: boolean): NameAndEmail | undefined {
  const left = text.indexOf('<')
  const right = left < 0 ? -1 : text.indexOf('>', left)
  if (right < 0 || (right === left + 1 && !allowsEmptyEmail)) return undefined
  const name = text.slice(0, left).trim()
  return { name: name === '' ? undefined : name, email: text.slice(left + 1, right), rest: text.slice(right + 1) }
}

function addLine(entries: Map<string, Entry>, first: NameAndEmail, second: NameAndEmail | undefined): void {
  const key = fold(second?.email ?? first.email)
  const entry = entries.get(key) ?? { byName: new Map<string, Target>() }
  entries.set(key, entry)
  const target: Target = second?.name === undefined ? entry : {}
  if (second?.name !== undefined) entry.byName.set(fold(second.name), target)
  if (first.name !== undefined) target.name = first.name
  if (second !== undefined) target.email = first.email
}

/** Git compares ASCII letters without their case and nothing else. */
function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
