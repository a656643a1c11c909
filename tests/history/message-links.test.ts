// What a message names: trailers against git interpret-trailers, everything else against what the forges document.
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { parseTrailers } from '#lib/history/link-trailers.ts'
import { readMessageLinks } from '#lib/history/message-links.ts'

const links = (subject: string, body = '', ownName?: string) =>
  readMessageLinks({ subject, body, ...(ownName && { ownName }) }).map(({ kind, key }) => `${kind} ${key}`)

describe('trailers', () => {
  /** git, asked about one message; it trims what it prints no more than we do. */
  const byGit = (body: string) =>
    execFileSync('git', ['interpret-trailers', '--parse', '--no-divider'], {
      input: `Subject\n\n${body}\n`,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    }).replace(/\n$/, '')
  const byUs = (body: string) =>
    parseTrailers(body)
      .map(({ token, value }) => `${token}: ${value}`)
      .join('\n')

  test.each([
    ['one', 'Text.\n\nSigned-off-by: Ada <ada@example.org>'],
    ['none in a paragraph of prose', 'Note: this is prose\nthat goes on.'],
    ['mixed lines with one that git writes', 'a line\nanother\nthird\nSigned-off-by: A <a@b.c>'],
    ['too many mixed lines', 'one\ntwo\nthree\nfour\nSigned-off-by: A <a@b.c>'],
    ['a cherry-pick line', 'x\n\nReviewed-by: A <a@b.c>\n(cherry picked from commit 0123456789abcdef)'],
    ['folded values', 'x\n\nLink: one\n  two\n\tthree\nAcked-by: B <b@c.d>'],
    ['comments at the end', 'x\n\nAcked-by: B <b@c.d>\n# a comment\n\n#another'],
    ['a list of conflicts at the end', 'x\n\nAcked-by: B <b@c.d>\n\nConflicts:\n\ta.ts\n\tb.ts'],
    ['below the scissors', 'x\n\nAcked-by: B <b@c.d>\n# ------------------------ >8 ------------------------\ndiff'],
    ['a space before the colon', 'x\n\nAcked-by : B\nBug:12'],
    ['the whole body', 'Acked-by: B <b@c.d>'],
    ['an address of the web', 'x\n\nhttps://example.org/1'],
    ['an empty value', 'x\n\nToken:\nOther: 1'],
    ['a divider, which messages may have', 'x\n---\n\nAcked-by: B <b@c.d>'],
    ['only the last paragraph', 'Acked-by: B <b@c.d>\n\nCo-authored-by: C <c@d.e>'],
  ])('%s: what git sees', (_, body) => {
    expect(byUs(body)).toBe(byGit(body))
  })

  test('of messages made of random lines are those that git sees', () => {
    const lines = [
      ...['', '', 'Some prose', 'Signed-off-by: A <a@b.c>', 'Reviewed-by:  B <b@c.d> ', ' folded', '\tfolded too'],
      ...[
        '(cherry picked from commit 0123456)',
        'Key with spaces: no',
        'key:value',
        '# comment',
        'Conflicts:',
        '\ta.ts',
        '   ',
      ],
    ]
    let seed = 7
    const next = (count: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((seed / 2_147_483_648) * count)
    }
    const bodies = Array.from({ length: 150 }, () =>
      Array.from({ length: 2 + next(9) }, () => lines[next(lines.length)])
        .join('\n')
        .trim(),
    ).filter((body) => body !== '')
    for (const body of bodies) expect([body, byUs(body)]).toEqual([body, byGit(body)])
    expect(bodies.filter((body) => byGit(body) !== '').length).toBeGreaterThan(20)
  })

  test('are links of their own kind, people by their address', () => {
    expect(
      links(
        'x',
        'y\n\nCo-authored-by: Ada L <Ada@Example.org>\nMessage-Id: <1@example.org>\nChange-Id: I8f3a\nFixes: #12\nLink: https://example.org/1',
      ),
    ).toEqual([
      ...['fixes-issue #12', 'co-authored-by ada@example.org', 'message-id 1@example.org', 'change-id I8f3a'],
      'link https://example.org/1',
    ])
  })
})

describe('issues and requests', () => {
  test.each([
    ['Fixes #12', 'fixes-issue #12'],
    ['closes: GH-12', 'fixes-issue #12'],
    ['Resolved issue #12 and more', 'fixes-issue #12'],
    ['Bug 1234 - do it', 'issue #1234'],
    ['Fix bug 12', 'fixes-issue #12'],
    ['fixes owner/name#3', 'fixes-issue owner/name#3'],
    ['fixes me/own#3', 'fixes-issue #3'],
    ['Fix https://github.com/a/b.c/issues/7#issuecomment-1.', 'fixes-issue a/b.c#7'],
    ['See https://github.com/me/own/pull/8', 'issue #8'],
    ['https://gitlab.com/group/sub/project/-/merge_requests/5', 'issue group/sub/project!5'],
    ['Merge pull request #34 from ada/feature', 'pull-request #34'],
    ['Add a thing (#56)', 'pull-request #56'],
    ['ABC-45: add a thing', 'issue ABC-45'],
    ['Closes ABC-45', 'fixes-issue ABC-45'],
    ['https://issues.example.org/jira/browse/LONG-1234', 'issue LONG-1234'],
    ['Follow up on !78', 'issue !78'],
    ['This does not fix #12', 'issue #12'],
    ['A bugfix #12', 'issue #12'],
    ['It does not\n\nFixes #12', 'fixes-issue #12'],
  ])('%s', (subject, expected) => {
    expect(links(subject, '', 'me/own')).toEqual([expected])
  })

  test('several behind one closing word are all closed, the request of the subject is not', () => {
    expect(links('Tidy (#9)', 'Fixes #1, #2 and #3. See #4.')).toEqual([
      ...['fixes-issue #1', 'fixes-issue #2', 'fixes-issue #3', 'pull-request #9', 'issue #4'],
    ])
  })

  test('GitLab says the request in the body', () => {
    expect(links("Merge branch 'a' into 'b'", 'Title\n\nCloses #3\n\nSee merge request group/project!12')).toEqual([
      ...['fixes-issue #3', 'pull-request group/project!12'],
    ])
  })

  test.each([
    ...['Use UTF-8, SHA-256 and ISO-8859-1', 'RFC-2616 says so', 'CVE-2024-1234', 'color #fff and &#123;', 'x != !1.5'],
    ...['see http://example.org/a#12', 'C#7', 'v1.0-2', 'E3-1230 has #0', 'return !0 or !important', 'AB-12.3 and X-1'],
    ...['WINDOWS-1252', 'P-256 with ED-25519', 'version1#2', 'Python-3'],
  ])('%s: none', (subject) => {
    expect(links(subject)).toEqual([])
  })
})

describe('other commits', () => {
  const SHA = '0123456789abcdef0123456789abcdef01234567'
  const OTHER = '89abcdef0123456789abcdef0123456789abcdef'

  test('a revert by git names the commit and its subject', () => {
    expect(
      readMessageLinks({
        subject: 'Revert "Add a thing"',
        body: `This reverts commit ${SHA}, reversing\nchanges made to ${OTHER}.`,
      }),
    ).toEqual([
      { kind: 'reverts', key: SHA, value: 'Add a thing' },
      { kind: 'mentions', key: OTHER, value: OTHER },
    ])
  })

  test.each([
    ['Revert "x"', '', ['reverts x']],
    ['Revert "Revert "x""', '', ['reverts Revert "x"']],
    ['Reapply "x"', '', ['reverts Revert "x"']],
    ['Reland "x" (#12)', '', ['reverts Revert "x"', 'pull-request #12']],
    ['Revert "x", and instead do y', '', ['reverts x']],
    ['revert(core)!: feat: a thing', '', ['reverts feat: a thing']],
    ['Revert "x" (#13)', 'Reverts me/own#12', ['reverts x', 'reverts #12', 'pull-request #13', 'issue #12']],
    ['Undo', `This reverts commits 1234567 and ${OTHER}.`, ['reverts 1234567', `reverts ${OTHER}`]],
    ['Undo', `Revert ${SHA}`, [`reverts ${SHA}`]],
    ['Pick', `(cherry picked from commit ${SHA})`, [`cherry-picked-from ${SHA}`]],
    ['Port', `(backported from commit ${SHA})`, [`backported-from ${SHA}`]],
    ['Port', `commit ${SHA} upstream.`, [`backported-from ${SHA}`]],
    ['Port', `x\n\nBackported-from: 1234567 (subject, 2024-01-01)`, ['backported-from 1234567']],
    ['fixup! fixup! Add a thing', '', ['fixes-commit Add a thing']],
    ['Mend', 'After 89abcde (subject, 2020-01-01) it broke.', ['mentions 89abcde']],
    ['Deploy 20240101 to 1234567 users of deadbeefcafe.example.org', '', []],
  ])('%s / %s', (subject, body, expected) => {
    expect(links(subject, body, 'me/own')).toEqual(expected)
  })

  test('a Fixes trailer names the commit and its subject, and no issue', () => {
    expect(
      readMessageLinks({ subject: 'Mend', body: `Text\n\nFixes: 0123456789ab ("net: break it")\nCc: stable` }),
    ).toEqual([
      { kind: 'fixes-commit', key: '0123456789ab', value: 'net: break it' },
      { kind: 'cc', key: 'stable', value: 'stable' },
    ])
  })

  test('mails are named by their archives', () => {
    expect(links('x', 'See https://lore.kernel.org/git/20250113.GD7@example.org/ and more.')).toEqual([
      'message-id 20250113.GD7@example.org',
    ])
  })

  test('a hostile message takes no time', () => {
    const started = performance.now()
    for (const piece of ['fix ', '#1, ', 'a/', '"', 'Revert "', 'https://', 'abcdef0 and ', 'A-', ' \n', 'x: '])
      readMessageLinks({ subject: piece.repeat(20_000), body: piece.repeat(20_000) })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
