// Finds the identities that trailers name: `Co-authored-by: Ada <ada@example.org>`.
import type { HistoryContext } from './context.ts'

export interface LinkedPeople {
  /** The highest id among the identities known. */
  readonly lastId: number
  /** The addresses of identities with a higher id than `after`, in lower case. */
  addressesAfter(after: number): readonly string[]
  /** The identity of that name and address, else one of that address when all with it are the same person. */
  find(link: { readonly kind: string; readonly value: string }): number | undefined
}

/** Addresses that many people commit with. */
const NOBODY = /^(?:no-?reply|none|nobody|unknown|root|unspecified)@/i
const UPDATE_ROWS = 2_000

/** Names and addresses are few enough to be held whole. */
export async function openLinkedPeople({ db, repositoryId }: HistoryContext): Promise<LinkedPeople> {
  const identities = await db.query<{ id: number; name: string; email: string; personId: number }>(
    'SELECT id, name, email, person_id AS "personId" FROM identities WHERE repository_id = $1 ORDER BY id',
    [repositoryId],
  )
  const bySpelling = new Map<string, number>()
  /** Undefined where several people share the address. */
  const byAddress = new Map<string, { readonly id: number; readonly personId: number } | undefined>()
  for (const { id, name, email, personId } of identities) {
    const address = email.toLowerCase()
    bySpelling.set(`${name}\0${address}`, id)
    const known = byAddress.get(address)
    if (!byAddress.has(address)) byAddress.set(address, NOBODY.test(address) ? undefined : { id, personId })
    else if (known?.personId !== personId) byAddress.set(address, undefined)
  }
  return {
    lastId: identities.at(-1)?.id ?? 0,
    addressesAfter: (after) => [
      ...new Set(identities.filter(({ id }) => id > after).map(({ email }) => email.toLowerCase())),
    ],
    find({ kind, value }) {
      if (kind === 'message-id') return undefined
      const [, name = '', email] = /^"?([^"<]*?)"?\s*<([^<>\s]+@[^<>\s]+)>/.exec(value) ?? []
      if (email === undefined) return undefined
      const address = email.toLowerCase()
      return bySpelling.get(`${name}\0${address}`) ?? byAddress.get(address)?.id
    },
  }
}

/** Looks again for the people whom nobody had committed as when their trailers were read: those with an id above `after`. */
export async function recallPeople(
  { db, repositoryId }: HistoryContext,
  { people, after }: { readonly people: LinkedPeople; readonly after: number },
): Promise<void> {
  const unknown = await db.query<{ commitId: number; ordinal: number; kind: string; value: string }>(
    `SELECT commit_id AS "commitId", ordinal, kind, value FROM commit_links
     WHERE repository_id = $1 AND identity_id IS NULL AND key = ANY($2::text[])`,
    [repositoryId, people.addressesAfter(after)],
  )
  const found = unknown.flatMap((link) => {
    const identityId = people.find(link)
    return identityId === undefined ? [] : [{ ...link, identityId }]
  })
  for (let at = 0; at < found.length; at += UPDATE_ROWS) {
    const rows = found.slice(at, at + UPDATE_ROWS)
    await db.query(
      `UPDATE commit_links l SET identity_id = u.identity_id
       FROM unnest($2::int[], $3::int[], $4::int[]) AS u(commit_id, ordinal, identity_id)
       WHERE l.repository_id = $1 AND l.commit_id = u.commit_id AND l.ordinal = u.ordinal`,
      [
        repositoryId,
        rows.map((row) => row.commitId),
        rows.map((row) => row.ordinal),
        rows.map((row) => row.identityId),
      ],
    )
  }
}
