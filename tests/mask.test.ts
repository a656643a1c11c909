// What masking guarantees: secrets of the known kinds never come through, honest code does.
import { describe, expect, it } from 'vitest'
import { maskSecrets } from '#lib/mask.ts'

// Put together here, so that no scanner takes this file for a leak.
const join = (...parts: readonly string[]) => parts.join('')
const SECRETS: Readonly<Record<string, string>> = {
  'AWS key id': join('AKIA', 'IOSFODNN7EXAMPLE'),
  'GitHub token': join('ghp_', 'abcdefghijklmnopqrstuvwxyz0123456789'),
  'GitHub fine-grained token': join('github_pat_', '11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789'),
  'GitLab token': join('glpat-', 'abcdefghij0123456789'),
  'OpenAI key': join('sk-', 'proj-abcd1234ABCD5678abcd1234'),
  'Anthropic key': join('sk-', 'ant-api03-abcd1234ABCD5678abcd1234'),
  'Slack token': join('xoxb-', '123456789012-abcdefghijkl'),
  'Stripe key': join('sk_', 'live_abcdefghijklmnop1234'),
  'Google key': join('AIza', 'SyA1234567890abcdefghijklmnopqrstuv'),
  'npm token': join('npm_', 'abcdefghijklmnopqrstuvwxyz0123456789'),
  'Hugging Face token': join('hf_', 'abcdefghijklmnopqrstuvwxyzABCDEFGH'),
  'JSON web token': join('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0.', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'),
}

describe('maskSecrets', () => {
  it.each(Object.entries(SECRETS))('masks a %s wherever it stands', (_, secret) => {
    for (const text of [
      secret,
      `key: ${secret}`,
      `const k = '${secret}';`,
      `+  "${secret}",`,
      `curl -H 'X: ${secret}' https://x`,
      `(${secret})`,
    ]) {
      expect(maskSecrets(text)).not.toContain(secret)
      expect(maskSecrets(text)).toContain('[masked ')
    }
  })

  it.each([
    ['password = "hunter2-Xk9"', 'hunter2-Xk9'],
    ["DB_PASSWORD='9f8a7b6c5d4e'", '9f8a7b6c5d4e'],
    ['PASSWORD=S3cr3tP4ssw0rd', 'S3cr3tP4ssw0rd'],
    ['"client_secret": "a8f5f167f44f4964e6c998dee827110c"', 'a8f5f167f44f4964e6c998dee827110c'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMI'],
    ['api-key: 0123456789abcdef0123456789abcdef', '0123456789abcdef'],
    ['Authorization: Bearer abcdefghij1234567890', 'abcdefghij1234567890'],
    ['authorization: basic dXNlcjpwYXNzd29yZDE=', 'dXNlcjpwYXNzd29yZDE'],
    ['postgres://bob:s3cr3t-word@db:5432/x', 's3cr3t-word'],
    ['AccountKey=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab==', 'abcdefghijklmnop'],
  ])('masks %s', (text, secret) => {
    expect(maskSecrets(text)).not.toContain(secret)
  })

  it('masks private keys line by line, whole, cut off, in a diff or on one line', () => {
    const begin = join('-----BEGIN RSA ', 'PRIVATE KEY-----')
    const end = join('-----END RSA ', 'PRIVATE KEY-----')
    const body = ['MIIEpAIBAAKCAQEA1c7+9z5Pad7OejecsQ0bu3aozN3', 'x8tRk3+abcdefghijklmnop', 'Qw==']
    const block = [begin, ...body, end, 'after'].join('\n')
    for (const text of [
      block,
      block.replace(/^/gm, '+'),
      [begin, ...body].join('\n'),
      `key = "${[begin, ...body, end].join('\\n')}"`,
    ]) {
      const masked = maskSecrets(text)
      for (const line of body) expect(masked).not.toContain(line)
      expect(masked.split('\n')).toHaveLength(text.split('\n').length)
      expect(masked).toContain('[masked private key]')
    }
    expect(maskSecrets(block)).toContain('after')
    expect(maskSecrets(join('-----BEGIN OPENSSH ', 'PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n'))).not.toContain(
      'b3BlbnNzaC1rZXk',
    )
    expect(maskSecrets(join('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----\n\nlQOYBF\n-----END'))).not.toContain('lQOYBF')
  })

  it.each([
    'password = request.form["password"]',
    'token = tokenize(line)',
    'const password = process.env.DB_PASSWORD1',
    ['password: $', '{DB_PASSWORD}'].join(''),
    "SECRET_KEY = 'dev'",
    'def check_password(self, password: str) -> bool:',
    'if token == Token.NUMBER2:',
    'passwordHash = await hashPassword(password)',
    'secret: "correct horse battery"',
    'sk-fading-circle and sk-cube-grid-item',
    'commit 1a3e64c6c4a623626ff0687008732a8e007e2a1c',
    'Basic usage of this library is explained below',
    'the bearer of good news',
    'https://example.org/a:b@c',
    'a.b.c',
  ])('leaves honest text as it is: %s', (text) => {
    expect(maskSecrets(text)).toBe(text)
  })

  it('gives the same when masked again', () => {
    const text = `${Object.values(SECRETS).join('\n')}\npassword = "hunter2-Xk9"\npostgres://bob:s3cr3t-word@db/x`
    expect(maskSecrets(maskSecrets(text))).toBe(maskSecrets(text))
  })

  it('takes no longer than the text allows, whatever it holds', () => {
    for (const piece of [
      'eyJ',
      'a',
      '-----BEGIN PRIVATE KEY-----',
      'password=',
      'password',
      'sk-',
      'https://a:',
      'bearer ',
      '\\',
      'eyJaaaaaaaaaa.',
      'token.',
    ]) {
      const text = piece.repeat(Math.ceil(300_000 / piece.length))
      expect(maskSecrets(text).length).toBeGreaterThan(0)
    }
  })
})
