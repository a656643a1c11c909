// Which names and addresses belong to one person: the mailmap's verdict first, then careful likeness.
import { isBot } from './bots.ts'
import type { Mailmap } from './mailmap.ts'

/** A name and address as commits spell it. */
export interface Identity {
  readonly id: number
  readonly name: string
  readonly email: string
  /** Commits that it authored. */
  readonly commits: number
  /** Its latest commit, Unix time in seconds; 0 when it authored none. */
  readonly lastAtS: number
}

/** A person: the smallest id of its identities, so that it stays the same while nothing about it changes. */
export interface Person {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly identityIds: readonly number[]
}

/** A name is chosen among those of a person's last two years: people marry, and addresses of old jobs fade. */
const RECENT_S = 2 * 365 * 24 * 3600
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

/** The people behind `identities`; every identity belongs to exactly one. In the order of their ids. */
export function groupIdentities(identities: readonly Identity[], mailmap: Mailmap): readonly Person[] {
  const nodes = identities.map((identity) => createNode(identity, mailmap))
  const groups = createGroups(nodes)
  const shared = sharedMailboxes(nodes)
  const joinBy = (keyOf: (node: Node) => string | undefined) => {
    const first = new Map<string, number>()
    for (const [index, node] of nodes.entries()) {
      const own = keyOf(node)
      if (own === undefined) continue
      // A program that commits under the address of its owner is not its owner.
      const key = `${node.isBot ? 'bot' : 'person'} ${own}`
      const other = first.get(key)
      if (other === undefined) first.set(key, index)
      else groups.join(other, index)
    }
  }
  joinBy((node) => `${fold(node.name)}\0${node.email}`)
  joinBy((node) => (node.verdict !== undefined && isFullName(node.verdict) ? node.verdict : undefined))
  joinBy((node) => (node.isSplit || isNobodys(node.email) || shared.has(node.email) ? undefined : node.email))
  joinBy((node) => (node.isSplit ? undefined : node.login))
  joinBy((node) => (isFullName(node.name) ? fold(node.name) : undefined))
  return groups
    .all()
    .map((members) => describePerson(members.map((index) => nodes[index]).filter((node) => node !== undefined)))
}

interface Node {
  readonly identity: Identity
  /** After the mailmap; the address in lower case. */
  readonly name: string
  readonly email: string
  readonly shownEmail: string
  /** The name that the mailmap gives. */
  readonly verdict: string | undefined
  /** The mailmap tells people of this address apart, and does not name this one. */
  readonly isSplit: boolean
  readonly login: string | undefined
  readonly isBot: boolean
}

function createNode(identity: Identity, mailmap: Mailmap): Node {
  const mapped = mailmap.map(identity.name, identity.email)
  const email = fold(mapped.email)
  return {
    identity,
    name: mapped.name,
    email,
    shownEmail: mapped.email,
    verdict: mapped.hasName ? mapped.name : undefined,
    isSplit: !mapped.isMapped && mailmap.splits(identity.email),
    login: forgeLogin(identity.email) ?? forgeLogin(email),
    isBot: isBot(mapped),
  }
}

/** The account name in an address that a forge gives out so that the real one stays private. */
export function forgeLogin(email: string): string | undefined {
  return FORGE_MAILBOX.exec(fold(email))?.[1]
}

/** Groups that grow by joining; two groups to which the mailmap gives different names never join. */
function createGroups(nodes: readonly Node[]) {
  const parents = nodes.map((_, index) => index)
  const verdicts = nodes.map((node) => node.verdict)
  const rootOf = (index: number): number => {
    let root = index
    while (parents[root] !== root) root = parents[root] ?? root
    for (let at = index; at !== root; ) {
      const next = parents[at] ?? root
      parents[at] = root
      at = next
    }
    return root
  }
  return {
    join(a: number, b: number): void {
      const [low, high] = [rootOf(a), rootOf(b)].toSorted((x, y) => x - y)
      if (low === undefined || high === undefined || low === high) return
      const [verdict, other] = [verdicts[low], verdicts[high]]
      if (verdict !== undefined && other !== undefined && verdict !== other) return
      parents[high] = low
      verdicts[low] = verdict ?? other
    },
    all(): readonly (readonly number[])[] {
      const groups = new Map<number, number[]>()
      for (const index of nodes.keys()) {
        const root = rootOf(index)
        groups.set(root, [...(groups.get(root) ?? []), index])
      }
      return [...groups.values()]
    },
  }
}

/** Addresses used under so many unlike full names that they must be a team's, a machine's or a placeholder. */
function sharedMailboxes(nodes: readonly Node[]): ReadonlySet<string> {
  const names = new Map<string, Set<string>>()
  for (const { name, email } of nodes) {
    if (!isFullName(name)) continue
    const known = names.get(email) ?? new Set()
    names.set(email, known.add(fold(name)))
  }
  return new Set([...names].filter(([, used]) => countStrangers([...used]) >= STRANGERS_LIMIT).map(([email]) => email))
}

/** Names that share no word with one counted before. */
function countStrangers(names: readonly string[]): number {
  const seen = new Set<string>()
  let strangers = 0
  for (const name of names) {
    const words = name.split(' ')
    if (!words.some((word) => seen.has(word))) strangers += 1
    for (const word of words) seen.add(word)
  }
  return strangers
}

/** An address that several people share, or that is no address at all: it says nothing about who wrote. */
export function isNobodys(email: string): boolean {
  const at = email.lastIndexOf('@')
  const mailbox = email.slice(0, at)
  return at < 0 || NO_MAIL_HOST.test(email.slice(at + 1)) || NOBODYS_MAILBOX.test(mailbox) || ROLE_MAILBOX.test(mailbox)
}

/** Two words or more that could be a person's: enough to take equal names for one person. */
function isFullName(name: string): boolean {
  const folded = fold(name)
  const words = folded.split(' ').filter((word) => /\p{L}/u.test(word))
  return words.length >= 2 && !NOBODYS_NAME.test(folded) && !folded.includes('@')
}

function describePerson(nodes: readonly Node[]): Person {
  const identityIds = nodes.map((node) => node.identity.id).toSorted((a, b) => a - b)
  const lastAtS = nodes.reduce((last, node) => Math.max(last, node.identity.lastAtS), 0)
  const mapped = nodes.filter((node) => node.verdict !== undefined)
  const recent = nodes.filter((node) => node.identity.lastAtS >= lastAtS - RECENT_S)
  const candidates = mapped.length > 0 ? mapped : recent
  const fullNames = candidates.filter((node) => isFullName(node.name))
  const named = mostUsed(fullNames.length > 0 ? fullNames : candidates)
  const reachable = candidates.filter((node) => node.login === undefined && !isNobodys(node.email))
  const sameName = reachable.filter((node) => node.name === named?.name)
  const addressed = mostUsed(sameName.length > 0 ? sameName : reachable.length > 0 ? reachable : candidates)
  return { id: identityIds[0] ?? 0, name: named?.name ?? '', email: addressed?.shownEmail ?? '', identityIds }
}

function mostUsed(nodes: readonly Node[]): Node | undefined {
  return nodes.toSorted((a, b) => b.identity.commits - a.identity.commits || a.identity.id - b.identity.id)[0]
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}
