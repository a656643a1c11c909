// How a message names issues and requests to merge: GitHub, GitLab and Jira, with the word that says whether it closes them.
import type { Message, MessageLink } from './message-links.ts'

/** How a message can name an issue or a request to merge, the strongest word first. */
export const ISSUE_KINDS = ['fixes-issue', 'pull-request', 'issue'] as const
export type IssueLinkKind = (typeof ISSUE_KINDS)[number]

/** GitHub's words, see "Linking a pull request to an issue"; GitLab takes lists behind them too. */
const CLOSING =
  /(?<![\w-])(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\b:?\s+(?:(?:the\s+)?(?:issues?|bugs?|tickets?)\s+)?$/i
/** On the same line: a sentence may end with "not" before "Fixes #12". */
const NEGATED =
  /(?:\bnot|n't|\bnever)[ \t]+(?:\w+[ \t]+)?\w+:?[ \t]+(?:(?:the[ \t]+)?(?:issues?|bugs?|tickets?)[ \t]+)?$/i
const LISTED = /^\s*(?:,|&|and|,\s*and)\s*(?:(?:issues?|bugs?)\s+)?$/i
/** Characters before a reference in which its word stands. */
const BEFORE = 60
/** "Merge pull request #12", "Merged in x (pull request #12)", "See merge request a/b!12", "PR-URL: …". */
const BROUGHT_IN = /^(?:merged?\b.*(?:pull|merge) request|see merge request|(?:pull|merge)[ -]request|pr-url):?\s+$/i

const REFERENCE = new RegExp(
  [
    String.raw`https?:\/\/github\.com\/(?<github>[\w.-]+\/[\w.-]+)\/(?:issues|pull|discussions)\/(?<githubNumber>\d+)(?!\d)[\w#/-]*`,
    String.raw`https?:\/\/[\w.-]+\/(?<gitlab>[\w.-]+(?:\/[\w.-]+)+?)\/(?:-\/)?(?<gitlabKind>issues|merge_requests)\/(?<gitlabNumber>\d+)(?!\d)`,
    String.raw`https?:\/\/[\w.-]+\/(?:[\w.-]+\/)*browse\/(?<browsed>[A-Z][A-Z0-9]+-\d+)`,
    // #12, owner/name#12, group/name!12; GH-12, bug 12.
    String.raw`(?<![\w&/.#!-])(?<slug>[\w.-]+(?:\/[\w.-]+)+)?(?<mark>[#!])(?<number>[1-9]\d{0,8})(?![\w=]|\.\d)`,
    String.raw`(?<![\w-])(?:[gG][hH]-|(?:[iI]ssue|[bB]ug|[tT]icket) )(?<worded>[1-9]\d{0,8})(?![\w-]|\.\d)`,
    String.raw`(?<![\w./:@-])(?<jira>[A-Z]{2}[A-Z0-9]{0,13}-[1-9]\d{0,6})(?![\w-]|\.\d)`,
  ].join('|'),
  'g',
)

/** What every reference has: most messages need no closer look. */
const HAS_NUMBER = /[#!/-]\d|(?:issue|bug|ticket) \d/i

/** Issues and requests, each once with the strongest word that the message has for it, strongest first. */
export function issueLinks({ subject, body, ownName }: Message): readonly MessageLink[] {
  const text = `${subject}\n\n${body}`
  if (!HAS_NUMBER.test(text)) return []
  const found = new Map<string, MessageLink & { readonly kind: IssueLinkKind }>()
  let former: { readonly end: number; readonly isClosed: boolean } | undefined
  for (const match of text.matchAll(REFERENCE)) {
    const key = keyOf(match.groups ?? {}, ownName)
    if (key === undefined) continue
    const end = match.index + match[0].length
    const before = text.slice(Math.max(0, match.index - BEFORE), match.index)
    const isNext = former?.isClosed === true && LISTED.test(text.slice(former.end, match.index))
    const isClosed = isNext || (CLOSING.test(before) && !NEGATED.test(before))
    former = { end, isClosed }
    const line = text.slice(text.lastIndexOf('\n', match.index - 1) + 1, match.index)
    const isAtEnd = end <= subject.length && line.endsWith('(') && text[end] === ')'
    const isRequest = BROUGHT_IN.test(line) || (isAtEnd && /^[#!]/.test(key))
    const kind: IssueLinkKind = isClosed ? 'fixes-issue' : isRequest ? 'pull-request' : 'issue'
    const known = found.get(key)
    if (known === undefined || rank(kind) < rank(known.kind)) found.set(key, { kind, key, value: match[0] })
  }
  return [...found.values()].toSorted((a, b) => rank(a.kind) - rank(b.kind))
}

function rank(kind: IssueLinkKind): number {
  return ISSUE_KINDS.indexOf(kind)
}

function keyOf(groups: Readonly<Record<string, string | undefined>>, ownName: string | undefined): string | undefined {
  const { github, gitlab, browsed, number, worded, jira } = groups
  if (github !== undefined) return requestKey({ slug: github, mark: '#', number: groups.githubNumber, ownName })
  if (gitlab !== undefined) {
    const mark = groups.gitlabKind === 'issues' ? '#' : '!'
    return requestKey({ slug: gitlab, mark, number: groups.gitlabNumber, ownName })
  }
  if (number !== undefined) return requestKey({ slug: groups.slug, mark: groups.mark, number, ownName })
  if (worded !== undefined) return `#${worded}`
  return browsed ?? (jira !== undefined && !isStandard(jira) ? jira : undefined)
}

/** `#12` for one of the repository's own, else `owner/name#12`. */
export function requestKey(o: {
  readonly slug?: string | undefined
  readonly mark?: string | undefined
  readonly number?: string | undefined
  readonly ownName?: string | undefined
}): string {
  const { slug = '', mark = '#', number = '', ownName = '' } = o
  const name = ownName.includes('/') ? slug : slug.split('/').at(-1)
  const isOwn = slug === '' || name?.toLowerCase() === ownName.toLowerCase()
  return `${isOwn ? '' : slug}${mark}${Number(number)}`
}

/** Names of standards, formats and algorithms, which are written like keys of Jira: UTF-8, SHA-256, ISO-8859. */
const STANDARDS = new Set(
  (
    'AES AGPL AMD ANSI ARM ASCII AVX BASE BCP BIG BLAKE BSD BZIP CC CHACHA CIE COVID CP CRC CVE CWE CXX DES DIN DOS DSA EBCDIC ' +
    'ECDSA ECMA ED EN ES EUC FIPS GB GCC GHSA GMT GPL HEX HMAC HS HTTP IBM IE IEC IEEE IPV ISO ISSUE JIS JSON KOI LATIN LGPL LZ ' +
    'MAC MD MIT MP MPEG MPL MS NIST OAUTH OS PBKDF PDF PEP PHP PKCS POSIX PR PS PY PYTHON QT RC RFC RIPEMD RS RSA SHA SHAKE SSE ' +
    'SSL STD TIS TLS TR UAX UCS UNICODE US USB UTC UTF UTR UTS WIN WINDOWS WPA XEP XML'
  ).split(' '),
)

function isStandard(key: string): boolean {
  // SHA3-256, UTF8-1: the figures of the name are no part of it.
  return STANDARDS.has(key.slice(0, key.lastIndexOf('-')).replace(/\d+$/, ''))
}

/** Whether a trailer is nothing but one closed issue, which stands among the links already. */
export function isIssueTrailer({ token, value }: { readonly token: string; readonly value: string }): boolean {
  return (
    /^(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)$/i.test(token) && value.match(REFERENCE)?.[0]?.length === value.length
  )
}
