// How a message names other commits: what it reverts, fixes, was picked from or merely mentions.
import type { Message, MessageLink } from './message-links.ts'

/** How a message can name another commit, the strongest word first. */
export const COMMIT_KINDS = ['reverts', 'fixes-commit', 'cherry-picked-from', 'backported-from', 'mentions'] as const
export type CommitLinkKind = (typeof COMMIT_KINDS)[number]

const SHA = '([0-9a-f]{7,64})(?![0-9a-z])'
/** `Fixes: 1234567 ("subject")`: the subject may stand behind any named commit. */
const NAMED = `${SHA}(?:\\s*\\(\\s*"([^\\n]+?)"\\s*\\))?`
const COMMIT = '(?:(?:git\\s+)?commits?:?\\s+)'
const pattern = (text: string) => new RegExp(text, 'gim')

const PATTERNS: readonly { readonly kind: CommitLinkKind; readonly pattern: RegExp }[] = [
  // git itself: "This reverts commit 1234567, reversing changes made to 89abcde."
  { kind: 'reverts', pattern: pattern(`\\brevert(?:s|ing)?:?\\s+(?:the\\s+)?(?:merge\\s+)?${COMMIT}${NAMED}`) },
  { kind: 'reverts', pattern: pattern(`^(?:this\\s+)?reverts?:?\\s+${NAMED}`) },
  { kind: 'fixes-commit', pattern: pattern(`^fixes:\\s*${COMMIT}?${NAMED}`) },
  { kind: 'fixes-commit', pattern: pattern(`\\b(?:fix(?:es|ed)?|amends?)\\s+${COMMIT}${NAMED}`) },
  { kind: 'cherry-picked-from', pattern: pattern(`\\(\\s*cherry[ -]picked\\s+from\\s+${COMMIT}?${NAMED}`) },
  { kind: 'cherry-picked-from', pattern: pattern(`^cherry-?picked-from:\\s*${COMMIT}?${NAMED}`) },
  { kind: 'backported-from', pattern: pattern(`\\bback-?port(?:ed)?\\s+(?:from|of)\\s+${COMMIT}?${NAMED}`) },
  { kind: 'backported-from', pattern: pattern(`^back-?ported-from:\\s*${COMMIT}?${NAMED}`) },
  // The stable branches of Linux.
  { kind: 'backported-from', pattern: pattern(`\\bcommit\\s+${SHA}\\s+upstream\\b`) },
  { kind: 'backported-from', pattern: pattern(`\\[\\s*upstream\\s+commit\\s+${SHA}`) },
]
const HAS_WORD = /revert|fix|amend|pick|port|upstream/i
/** Trailers that the patterns above read. */
const READ_TRAILERS = /^(?:fixes|reverts?|cherry-?picked-from|back-?ported-from)$/i
const ANY_SHA = /(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])/i
/** The next of a list: "reverts commits 1234567 and 89abcde". */
const NEXT = new RegExp(`\\s*(?:,|and|&)\\s*(?:and\\s+)?${COMMIT}?${NAMED}`, 'iy')

/** Commits that a message names, each once with its strongest word; `mentions` are whatever looks like an object id. */
export function commitLinks({ subject, body }: Message): readonly MessageLink[] {
  const found = new Map<string, MessageLink>()
  const add = (link: MessageLink) => void (found.has(link.key) || found.set(link.key, link))
  const text = `${subject}\n\n${body}`
  const reverted = revertedSubject(subject)
  if (ANY_SHA.test(text)) {
    let named = reverted
    for (const { kind, key, subject: own } of commitsOf(text)) {
      // The first id of a revert is the one that its subject quotes.
      const value = own ?? (kind === 'reverts' ? named : undefined) ?? key
      if (kind === 'reverts') named = undefined
      add({ kind, key, value })
    }
  }
  const isRevert = [...found.values()].some(({ kind }) => kind === 'reverts')
  if (reverted !== undefined && !isRevert) add({ kind: 'reverts', key: reverted, value: reverted })
  const [, fixedUp] = /^(?:(?:fixup|squash|amend)! )+(.+)$/.exec(subject) ?? []
  if (fixedUp !== undefined) add({ kind: 'fixes-commit', key: fixedUp, value: fixedUp })
  return [...found.values()]
}

interface NamedCommit {
  readonly kind: CommitLinkKind
  /** Lower case. */
  readonly key: string
  readonly subject?: string
}

function* commitsOf(text: string): Generator<NamedCommit> {
  const said: string[] = []
  for (const { kind, pattern: words } of HAS_WORD.test(text) ? PATTERNS : [])
    for (const match of text.matchAll(words)) {
      let [whole, sha = '', subject] = match
      let end = match.index + whole.length
      for (;;) {
        said.push(sha.toLowerCase())
        yield { kind, key: sha.toLowerCase(), ...(subject !== undefined && { subject }) }
        NEXT.lastIndex = end
        const next = NEXT.exec(text)
        if (next === null) break
        ;[whole, sha = '', subject] = next
        end += whole.length
      }
    }
  for (const [, sha = ''] of text.matchAll(/(?<![\w/.#@=+-])([0-9a-f]{7,40}|[0-9a-f]{64})(?![\w@=+-]|\.\w)/g))
    if (/\d/.test(sha) && /[a-f]/.test(sha) && !said.some((other) => other.startsWith(sha) || sha.startsWith(other)))
      yield { kind: 'mentions', key: sha }
}

/**
 * The subject of the commit that is undone, when the subject alone says so.
 *
 * `Revert "x"` undoes x; `Reapply "x"` and `Reland "x"` undo the revert of x, as git 2.43 and Chromium write.
 */
export function revertedSubject(subject: string): string | undefined {
  const text = subject.trim()
  const [, word = '', quoted, single] =
    /^(?:\[[^\]]*\]\s*)?(?:revert:\s+)?(revert|reapply|re-apply|reland):?\s+(?:["“](.+)["”][^"“”]*|'(.+)'(?:\s*\([#!]\d+\))*\.?)$/i.exec(
      text,
    ) ?? []
  const named = (quoted ?? single)?.trim()
  if (named !== undefined) return word.toLowerCase() === 'revert' ? named : `Revert "${named}"`
  // "revert: feat: a thing", as https://www.conventionalcommits.org has it.
  return /^revert(?:\([^)]*\))?!?:\s+(.+)$/i.exec(text)?.[1]
}

/** Whether a key can be a whole or abbreviated object id. */
export function isShaLike(key: string): boolean {
  return /^[0-9a-f]{7,64}$/.test(key)
}

/** Whether a trailer is nothing but a named commit, which stands among the links already. */
export function isCommitTrailer({ token, value }: { readonly token: string; readonly value: string }): boolean {
  return READ_TRAILERS.test(token) && new RegExp(`^${COMMIT}?${SHA}`, 'i').test(value)
}
