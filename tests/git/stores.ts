// Temporary folders and stores for the tests of the git room, removed after each test.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { type AddressRules, parseAddress } from '#lib/git/address.ts'
import { type MirrorOrder, type MirrorResult, mirrorRepository } from '#lib/git/mirror.ts'
import { makeRepository, type TestRepository } from './make-repository.ts'

export const OPEN_RULES: AddressRules = { allowedRoots: ['/'], allowedSchemes: [], allowedPrivateHosts: [] }

/** Makers of what the running test needs; everything is gone when it ends. */
export interface Workshop {
  folder(): string
  repository(folder?: string): TestRepository
  /** Mirrors an address into a new store, or into `gitFolder`. */
  mirror(address: string, o?: Partial<MirrorOrder>): Promise<MirrorResult & { readonly gitFolder: string }>
}

/** To be called once at the top of a test file. */
export function openWorkshop(): Workshop {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  const folder = () => {
    const made = realpathSync(mkdtempSync(join(tmpdir(), 'sparky-git-')))
    folders.push(made)
    return made
  }
  return {
    folder,
    repository: (place = folder()) => makeRepository(place),
    mirror: async (text, o = {}) => {
      const rules = o.rules ?? OPEN_RULES
      const gitFolder = o.gitFolder ?? join(folder(), 'store')
      const address = o.address ?? (await parseAddress(text, rules))
      return { ...(await mirrorRepository({ ...o, address, gitFolder, rules })), gitFolder }
    },
  }
}

/** All items of batches, in order. */
export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const items: T[] = []
  for await (const batch of batches) items.push(...batch)
  return items
}
