// Masks secrets in text from a repository before it is indexed, shown to a model, logged or told.

/** A kind of token that is known by its own spelling; every pattern runs in linear time. */
const TOKENS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['AWS key', /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|ANPA|ANVA|AROA)[A-Z0-9]{16}(?![A-Za-z0-9])/g],
  ['GitHub token', /(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})/g],
  ['GitLab token', /(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|soat|cbt|ft|oas)-[A-Za-z0-9_-]{20,255}/g],
  ['Stripe key', /(?<![A-Za-z0-9])(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,255}/g],
  ['API key', /(?<![A-Za-z0-9_-])sk-(?=[A-Za-z_-]{0,200}\d)[A-Za-z0-9_-]{20,255}/g],
  ['Slack token', /(?<![A-Za-z0-9])(?:xox[abceoprs]|xapp)-[A-Za-z0-9-]{10,255}/g],
  ['Slack webhook', /(?<=hooks\.slack\.com\/services\/)[A-Za-z0-9/]{20,255}/g],
  ['Google key', /(?<![A-Za-z0-9])(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,255}|ya29\.[A-Za-z0-9_-]{20,255})/g],
  [
    'package registry token',
    /(?<![A-Za-z0-9])(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{40,255}|rubygems_[a-f0-9]{48})/g,
  ],
  ['Hugging Face token', /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,255}/g],
  ['DigitalOcean token', /(?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{64}/g],
  ['SendGrid key', /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}/g],
  ['Azure key', /(?<=AccountKey=)[A-Za-z0-9+/]{40,255}={0,2}/g],
  ['JSON web token', /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{0,2048}/g],
  ['credentials', /(?<=\b(?:bearer|basic) {1,4})(?=[A-Za-z._~+/-]{0,400}\d)[A-Za-z0-9._~+/-]{16,4096}={0,2}/gi],
  ['password', /(?<=[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"<>]{0,100}:)[^\s:@/'"<>${}[\]]{3,200}(?=@[\w[])/gi],
]

/** A name that says that a secret is assigned to it, then the assignment, up to the value. */
const ASSIGNMENT =
  /(?:passw(?:or)?d|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|credential)[\w.-]{0,30}["'`]?\]?\s{0,8}(?::=|=>|[:=])\s{0,8}(["'`]?)([^\s"'`,;<>(){}[\]]{8,512})\1/gi

const KEY_BLOCK = /-----BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY( BLOCK)?-----/g
/** The longest private key block in use (RSA of 16,384 bits) is about 13,000 characters. */
const KEY_BLOCK_LIMIT_CHARACTERS = 32_768
/** What can follow in a block whose end was cut off: base64, signs of a diff, escapes and quotes. */
const KEY_BODY = /^[A-Za-z0-9+/=\s\\"',:.-]*/

/** Bits a character from which a value with letters and digits looks drawn by chance. Without quotes it is more often code. */
const QUOTED_ENTROPY_BITS = 2.9
const BARE_ENTROPY_BITS = 3.4
const BARE_MINIMUM_CHARACTERS = 16

/**
 * The same text with secrets replaced by `[masked KIND]`: private-key blocks, tokens known by their spelling, bearer and
 * basic credentials, passwords in URLs, and values that look drawn by chance where a name says that they are secret.
 *
 * The number of lines stays the same, so that line numbers hold. Masked text stays as it is when masked again.
 */
export function maskSecrets(text: string): string {
  let masked = maskKeyBlocks(text)
  for (const [name, pattern] of TOKENS) masked = masked.replace(pattern, `[masked ${name}]`)
  return masked.replace(ASSIGNMENT, (whole: string, quote: string, value: string) =>
    looksSecret(value, quote !== '')
      ? `${whole.slice(0, whole.length - value.length - quote.length)}[masked value]${quote}`
      : whole,
  )
}

function maskKeyBlocks(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text
  let masked = ''
  let start = 0
  for (const match of text.matchAll(KEY_BLOCK)) {
    if (match.index < start) continue
    const from = match.index + match[0].length
    const body = text.slice(from, from + KEY_BLOCK_LIMIT_CHARACTERS)
    const end = body.search(/-----END /)
    const length = end >= 0 ? end : (KEY_BODY.exec(body)?.[0].length ?? 0)
    masked += text.slice(start, from) + maskLines(body.slice(0, length))
    start = from + length
  }
  return masked + text.slice(start)
}

/** Every line break stays; the sign of a diff line too. */
function maskLines(body: string): string {
  return body
    .split('\n')
    .map((line) => (/^[+-]?\s*$/.test(line) ? line : `${/^[+ -]?/.exec(line)?.[0] ?? ''}[masked private key]`))
    .join('\n')
}

function looksSecret(value: string, isQuoted: boolean): boolean {
  // References to a secret (${VAR}, $VAR, %VAR%, env.NAME, process.env.X, file names) are not the secret.
  if (/^[$%]|^\w+(?:\.[A-Za-z_]\w*)+$|^(?:https?|file):|^\/|\[masked/i.test(value)) return false
  const [hasDigit, hasLetter] = [/\d/.test(value), /[A-Za-z]/.test(value)]
  if (!hasDigit || !hasLetter) return isQuoted && hasLetter && /[^\w\s.:/-]/.test(value) && entropyBits(value) >= 3.2
  if (isQuoted) return entropyBits(value) >= QUOTED_ENTROPY_BITS
  const isMixed = /[a-z]/.test(value) && /[A-Z]/.test(value)
  return (
    (isMixed && entropyBits(value) >= QUOTED_ENTROPY_BITS) ||
    (value.length >= BARE_MINIMUM_CHARACTERS && entropyBits(value) >= BARE_ENTROPY_BITS)
  )
}

/** Shannon entropy, bits a character. */
function entropyBits(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
