// Who is who: the mailmap as git reads it, and joining without joining too much.
import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import { isBot } from '#lib/history/bots.ts'
import { groupIdentities, type Identity } from '#lib/history/group-identities.ts'
import { parseMailmap } from '#lib/history/mailmap.ts'
import { nearness, plainWords } from '#lib/history/nearness.ts'
import { makeRepository } from '#tests/git/make-repository.ts'

const MAILMAP = `# comment
Proper Name <commit@example.org>
<proper@example.org> <old@example.org>
Both Names <both@example.org> <was@example.org>
Split One <one@example.org> first <shared@example.org>
Split Two <two@example.org> Second <SHARED@example.org>
Fallback <shared@example.org>
   Indented Name   <indented@example.org>   # trailing
Later Wins <commit2@example.org>
Wins Indeed <commit2@example.org>
broken line without address
No Close <x@example.org
Empty <>
Owner <owner@example.org> <>
  # not a comment for git <odd@example.org>
Mixed Case <MiXeD@Example.org>
`

describe('mailmap', () => {
  const repository = makeRepository()
  afterAll(() => repository.dispose())

  test('gives the names and addresses that git gives, for all four forms and broken lines', () => {
    repository.commit({ files: { '.mailmap': MAILMAP } })
    const people = [
      ['x', 'commit@example.org'],
      ['y', 'COMMIT@example.org'],
      ['Kept', 'old@example.org'],
      ['z', 'was@example.org'],
      ['first', 'shared@example.org'],
      ['FIRST', 'shared@example.org'],
      ['Second', 'shared@example.org'],
      ['third', 'shared@example.org'],
      ['i', 'indented@example.org'],
      ['l', 'commit2@example.org'],
      ['n', 'x@example.org'],
      ['nobody', 'else@example.org'],
      ['o', 'odd@example.org'],
      ['m', 'mixed@example.org'],
      ['Owner?', 'owner@example.org'],
    ] as const
    const mailmap = parseMailmap(MAILMAP)
    const contacts = people.map(([name, email]) => `${name} <${email}>\n`).join('')
    const expected = execFileSync('git', ['check-mailmap', '--stdin'], {
      cwd: repository.folder,
      input: contacts,
      encoding: 'utf8',
    })
    const ours = people
      .map(([name, email]) => mailmap.map(name, email))
      .map((mapped) => `${mapped.name} <${mapped.email}>\n`)
    expect(ours.join('')).toBe(expected)
  })
})

describe('people', () => {
  const identity = (id: number, text: string, commits = 1, lastAtS = 1_600_000_000): Identity => {
    const match = /^(.*) <(.*)>$/.exec(text)
    return { id, name: match?.[1] ?? '', email: match?.[2] ?? '', commits, lastAtS }
  }
  const groups = (texts: readonly string[], mailmap = '') =>
    groupIdentities(
      texts.map((text, index) => identity(index + 1, text)),
      parseMailmap(mailmap),
    ).map((person) => person.identityIds)

  test('the same address in any case, or the same full name, is one person', () => {
    expect(groups(['Ada L <ada@x.org>', 'ada <ADA@x.org>', 'Ada L <other@y.org>'])).toEqual([[1, 2, 3]])
  })

  test('addresses that a forge gives out join by their account', () => {
    expect(
      groups([
        'Ada <123+ada@users.noreply.github.com>',
        'ada <ada@users.noreply.github.com>',
        'bob <bob@users.noreply.github.com>',
      ]),
    ).toEqual([[1, 2], [3]])
  })

  test('one word is not enough for a name to join people', () => {
    expect(groups(['john <a@x.org>', 'john <b@y.org>', 'unknown <c@z.org>', 'unknown <d@z.org>'])).toEqual([
      [1],
      [2],
      [3],
      [4],
    ])
  })

  test('addresses that belong to nobody do not join people', () => {
    for (const email of [
      'root@localhost',
      'noreply@github.com',
      'unknown',
      'none@none',
      '',
      'user@host.(none)',
      'nobody@x.org',
    ])
      expect(groups([`Ada Lovelace <${email}>`, `Grace Hopper <${email}>`]), email).toEqual([[1], [2]])
    expect(groups(['Your Name <a@x.org>', 'Your Name <b@y.org>'])).toEqual([[1], [2]])
  })

  test('an address that many strangers used joins nobody', () => {
    expect(
      groups([
        'Ada Lovelace <team@x.org>',
        'Grace Hopper <team@x.org>',
        'Mary Shaw <team@x.org>',
        'Mary Shaw <m@y.org>',
      ]),
    ).toEqual([[1], [2], [3, 4]])
  })

  test('a commit at the desk of somebody else does not join two people', () => {
    const at = (...spelled: readonly (readonly [string, number])[]) =>
      groupIdentities(
        spelled.map(([text, commits], index) => identity(index + 1, text, commits)),
        parseMailmap(''),
      ).map((person) => person.identityIds)
    expect(
      at(['Ada Lovelace <ada@x.org>', 90], ['Grace Hopper <ada@x.org>', 1], ['Grace Hopper <grace@y.org>', 50]),
    ).toEqual([[1], [2, 3]])
    // A new name without another address, a name in another script, and a new name with a new address are one person's.
    expect(at(['Ada Byron <ada@x.org>', 90], ['Augusta King <ada@x.org>', 1])).toEqual([[1, 2]])
    expect(
      at(['石川 一郎 <ichi@x.org>', 90], ['Ichiro Ishikawa <ichi@x.org>', 1], ['Ichiro Ishikawa <i@y.org>', 9]),
    ).toEqual([[1, 2, 3]])
    expect(at(['Ada Byron <ada@x.org>', 9], ['Augusta King <ada@x.org>', 5], ['Augusta King <king@y.org>', 4])).toEqual(
      [[1, 2, 3]],
    )
  })

  test('an office that people write from joins nobody; the same full name there and elsewhere is still one person', () => {
    expect(groups(['Ada Lovelace <dev@x.org>', 'Grace Hopper <dev@x.org>', 'Ada Lovelace <ada@x.org>'])).toEqual([
      [1, 3],
      [2],
    ])
  })

  test('a bot is not the person whose address it uses, and has its own accounts joined', () => {
    expect(
      groups([
        'Ada Lovelace <ada@x.org>',
        'release-bot <ada@x.org>',
        'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
        'dependabot[bot] <27856297+dependabot[bot]@users.noreply.github.com>',
      ]),
    ).toEqual([[1], [2], [3, 4]])
  })

  test('what the mailmap keeps apart stays apart, and its name is the name', () => {
    const mailmap = 'Ada One <one@x.org>\nAda Two <two@x.org> Ada One <shared@x.org>\n'
    expect(groups(['Ada One <one@x.org>', 'Ada One <shared@x.org>', 'Stranger There <shared@x.org>'], mailmap)).toEqual(
      [[1], [2], [3]],
    )
    const [person] = groupIdentities(
      [identity(1, 'ada <one@x.org>', 9), identity(2, 'Countess Ada <ONE@x.org>', 99)],
      parseMailmap(mailmap),
    )
    expect(person).toMatchObject({ name: 'Ada One', identityIds: [1, 2] })
  })

  test('without a mailmap the most used recent full name is shown, with a reachable address', () => {
    const [person] = groupIdentities(
      [
        identity(1, 'Ada Byron <ada@x.org>', 500, 1_000_000_000),
        identity(2, 'Ada King <ada@x.org>', 20),
        identity(3, 'ada <ada@x.org>', 80),
        identity(4, 'Ada King <7+ada@users.noreply.github.com>', 300),
      ],
      parseMailmap(''),
    )
    expect(person).toMatchObject({ id: 1, name: 'Ada King', email: 'ada@x.org' })
  })
})

describe('bots', () => {
  const spelled = (text: string) => ({ name: text.replace(/ <.*/, ''), email: /<(.*)>/.exec(text)?.[1] ?? '' })

  test.each([
    'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
    'dependabot-preview[bot] <27856297+dependabot-preview[bot]@users.noreply.github.com>',
    'Renovate Bot <bot@renovateapp.com>',
    'renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>',
    'github-actions <github-actions@github.com>',
    'GitHub Actions <actions@users.noreply.github.com>',
    'pre-commit-ci[bot] <66853113+pre-commit-ci[bot]@users.noreply.github.com>',
    'k8s-ci-robot <k8s-ci-robot@users.noreply.github.com>',
    'Somebody <7+release-bot@users.noreply.github.com>',
  ])('%s is one', (text) => {
    expect(isBot(spelled(text))).toBe(true)
  })

  test.each([
    'Jan Bot <jan@bot.example>',
    'Abbot Costello <abbot@x.org>',
    'Talbot <talbot@x.org>',
    'Renate <renate@x.org>',
    'Robot Fan <robotfan@x.org>',
    'Jenkins Smith <js@x.org>',
  ])('%s is none', (text) => {
    expect(isBot(spelled(text))).toBe(false)
  })
})

test('words are compared without case and accents, and with a typo for every four letters', () => {
  expect(plainWords('José  NÚÑEZ-Øre')).toEqual(['jose', 'nunez', 'ore'])
  expect(nearness('hamano', 'hamano')).toBe(1)
  expect(nearness('hamnao', 'hamano')).toBeGreaterThan(0)
  expect(nearness('hamono', 'hamano')).toBeGreaterThan(0)
  expect(nearness('ada', 'ida')).toBe(0)
  expect(nearness('parser', 'person')).toBe(0)
})
