// Which names and addresses belong to one person: the mailmap's verdict first, then careful likeness.
import { isBot } from './bots.ts'
import { fold, forgeLogin, isFullName, isNobodys, ownAddresses } from './mailboxes.ts'
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
/** The people behind `identities`; every identity belongs to exactly one. In the order of their ids. */
export function groupIdentities(identities: readonly Identity[], mailmap: Mailmap): readonly Person[] {
  const nodes = identities.map((identity) => createNode(identity, mailmap))
  const groups = createGroups(nodes)
  const isOwnAddress = ownAddresses(nodes)
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
  joinBy((node) => (node.isSplit || !isOwnAddress(node) ? undefined : node.email))
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
  readonly commits: number
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
    commits: identity.commits,
    shownEmail: mapped.email,
    verdict: mapped.hasName ? mapped.name : undefined,
    isSplit: !mapped.isMapped && mailmap.splits(identity.email),
    login: forgeLogin(identity.email) ?? forgeLogin(email),
    isBot: isBot(mapped),
  }
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
