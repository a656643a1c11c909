// What an address says about who wrote: whether it is one person's, a team's, a machine's, or only lent.

/** A name and address after the mailmap, and how often they authored. */
export interface Spelling {
  readonly name: string
  /** In lower case. */
  readonly email: string
  readonly commits: number
}

/** An address used by so many people with nothing of their names in common belongs to none of them. */
const STRANGERS_LIMIT = 3

const NO_MAIL_HOST =
  /^$|^[^.]*$|(^|\.)(localhost|localdomain|local|lan|home|internal|invalid|test|none|\(none\)|unknown)$/
const NOBODYS_MAILBOX =
  /^(|root|nobody|no-?reply|donotreply|unknown|none|null|devnull|user|username|admin|administrator|me|you|your|email|mail|test|anonymous)$/
/** An office, not a person: several people write from it, one after the other or at once. */
const ROLE_MAILBOX =
  /^(dev|devs|developer|developers|team|info|contact|support|hello|office|build|builds|ci|jenkins|deploy|git|github|svn|cvs|release|releases|security|ops|devops|webmaster|maintainer|maintainers|opensource|oss)$/
const NOBODYS_NAME =
  /^(|unknown|unknown user|unknown author|no name|no author|none|root|root user|user name|your name|first last|john doe|jane doe|anonymous|anonymous user|anonymous coward|system administrator|test user|github actions|the author|default user)$/
/** `123+login@users.noreply.github.com`, with or without the number. */
const FORGE_MAILBOX = /^(?:\d+[+-])?([^@+]+)@users\.noreply\.(?:[a-z0-9-]+\.)*[a-z]+$/

/** The account name in an address that a forge gives out so that the real one stays private. */
export function forgeLogin(email: string): string | undefined {
  return FORGE_MAILBOX.exec(fold(email))?.[1]
}

/** An address that several people share, or that is no address at all: it says nothing about who wrote. */
export function isNobodys(email: string): boolean {
  const at = email.lastIndexOf('@')
  const mailbox = email.slice(0, at)
  return at < 0 || NO_MAIL_HOST.test(email.slice(at + 1)) || NOBODYS_MAILBOX.test(mailbox) || ROLE_MAILBOX.test(mailbox)
}

/** Two words or more that could be a person's: enough to take equal names for one person. */
export function isFullName(name: string): boolean {
  const folded = fold(name)
  const words = folded.split(' ').filter((word) => /\p{L}/u.test(word))
  return words.length >= 2 && !NOBODYS_NAME.test(folded) && !folded.includes('@')
}

/** Without what differs when one person writes a name or address twice: case and white space. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/**
 * Decides for each spelling whether its address is that of the person who is named.
 *
 * It is not when the address is nobody's, when many strangers used it, or when it was only lent: somebody with another full
 * name used it more, and this name stands more often with other addresses. One commit made at a colleague's desk would else
 * join two people with all that they ever did.
 */
export function ownAddresses(spellings: readonly Spelling[]): (spelling: Spelling) => boolean {
  const names = new Map<string, Map<string, number>>()
  const commitsOf = new Map<string, number>()
  for (const { name, email, commits } of spellings) {
    if (!isFullName(name)) continue
    const known = names.get(email) ?? new Map<string, number>()
    names.set(email, known.set(fold(name), (known.get(fold(name)) ?? 0) + commits))
    commitsOf.set(fold(name), (commitsOf.get(fold(name)) ?? 0) + commits)
  }
  const owners = new Map([...names].map(([email, used]) => [email, mostUsed(used)]))
  const shared = new Set([...names].filter(([, used]) => isShared([...used.keys()])).map(([email]) => email))
  const isLent = ({ name, email }: Spelling) => {
    const [own, owner] = [fold(name), owners.get(email)]
    if (!isFullName(name) || owner === undefined || !areStrangers(own, owner)) return false
    const here = names.get(email)?.get(own) ?? 0
    return (commitsOf.get(own) ?? 0) - here > here
  }
  return (spelling) => !isNobodys(spelling.email) && !shared.has(spelling.email) && !isLent(spelling)
}

function mostUsed(used: ReadonlyMap<string, number>): string {
  return [...used].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}

/** Enough names that share no word with one counted before. */
function isShared(names: readonly string[]): boolean {
  const seen = new Set<string>()
  let strangers = 0
  for (const name of names) {
    const words = name.split(' ')
    if (!words.some((word) => seen.has(word))) strangers += 1
    for (const word of words) seen.add(word)
  }
  return strangers >= STRANGERS_LIMIT
}

/** No word in common, in one script: what is written in two scripts cannot be compared. */
function areStrangers(name: string, other: string): boolean {
  const isLatin = (text: string) => /\p{Script=Latin}/u.test(text)
  const words = new Set(other.split(' '))
  return isLatin(name) === isLatin(other) && !name.split(' ').some((word) => words.has(word))
}
