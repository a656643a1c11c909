// What the message of a commit names: other commits, issues, mails and people, read from its text alone.
import { commitLinks, isCommitTrailer, isShaLike } from './link-commits.ts'
import { isIssueTrailer, issueLinks, requestKey } from './link-issues.ts'
import { parseTrailers, type Trailer } from './link-trailers.ts'

/** One mention. */
export interface MessageLink {
  /** A CommitLinkKind, an IssueLinkKind, `message-id`, or the token of a trailer in lower case. */
  readonly kind: string
  /**
   * What is named, in one spelling: `#12`, `!12`, `ABC-45`, `owner/name#12`, an object id (whole or abbreviated), the
   * subject of a commit, an address of mail or web, the id of a mail.
   */
  readonly key: string
  /** As the message spells it; of a commit that is named with its subject, that subject. */
  readonly value: string
}

export interface Message {
  /** The first paragraph on one line. */
  readonly subject: string
  /** The rest. */
  readonly body: string
  /** The repository itself, `owner/name` or `name` alone: what is written as `owner/name#12` is then its own `#12`. */
  readonly ownName?: string
}

/** Keys lie in an index; nothing honest is longer. */
const KEY_LIMIT_CHARACTERS = 300
const VALUE_LIMIT_CHARACTERS = 1_000

/** Every mention of a message: commits, then issues, mails and trailers; trailers are all that git sees as such. */
export function readMessageLinks(message: Message): readonly MessageLink[] {
  const trailers = parseTrailers(message.body).filter((trailer) => !isSaidAlready(trailer))
  const commits = commitLinks(message)
  return [
    ...commits,
    ...(commits.some(({ kind, key }) => kind === 'reverts' && isShaLike(key)) ? [] : revertedRequests(message)),
    ...issueLinks(message),
    ...mailLinks(message.body),
    ...trailers.map(trailerLink),
  ].map(({ kind, key, value }) => ({
    kind: cut(kind, KEY_LIMIT_CHARACTERS),
    key: cut(key, KEY_LIMIT_CHARACTERS),
    value: cut(value, VALUE_LIMIT_CHARACTERS),
  }))
}

/** The forges: "Reverts owner/name#12", "This reverts merge request !12". */
function revertedRequests({ body, ownName }: Message): readonly MessageLink[] {
  const found = body.matchAll(
    /^(?:this )?reverts(?: (?:merge|pull) request)? ((?:[\w.-]+\/)*[\w.-]*)([#!])(\d{1,9})\b/gim,
  )
  return [...found].map(([, slug = '', mark, number]) => ({
    kind: 'reverts',
    key: requestKey({ slug, mark, number, ownName }),
    value: `${slug}${mark}${number}`,
  }))
}

/** Archives of mailing lists, whose addresses end with the id of the mail. */
const ARCHIVED =
  /https?:\/\/(?:(?:lore|patch)\.kernel\.org|public-inbox\.org|msgid\.link|marc\.info|www\.postgresql\.org\/message-id)\/(?:[\w.-]+\/)?(?:\?i=)?([^\s/<>"')\]]+(?:@|%40)[^\s/<>"')\]]+)/g

function mailLinks(body: string): readonly MessageLink[] {
  if (!body.includes('://')) return []
  const links = [...body.matchAll(ARCHIVED)].map(([value, id = '']) => ({
    kind: 'message-id',
    key: id.replaceAll('%40', '@').replace(/[.,;]$/, ''),
    value,
  }))
  return [...new Map(links.map((link) => [link.key, link])).values()]
}

/** A trailer that is nothing but a commit or an issue stands among those; `https://…` is none. */
function isSaidAlready(trailer: Trailer): boolean {
  return trailer.value.startsWith('//') || isCommitTrailer(trailer) || isIssueTrailer(trailer)
}

function trailerLink({ token, value }: Trailer): MessageLink {
  const kind = token.toLowerCase()
  if (kind === 'message-id') return { kind, key: value.replaceAll(/[<>]/g, ''), value }
  const address = /<([^<>\s]+@[^<>\s]+)>/.exec(value)?.[1]
  return { kind, key: address?.toLowerCase() ?? value, value }
}

function cut(text: string, limit: number): string {
  return text.length > limit ? text.slice(0, limit).toWellFormed() : text
}
