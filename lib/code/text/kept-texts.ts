// The text of all files of the revisions asked about last, kept in memory; equal files are kept once.
import { SparkyError } from '#lib/errors.ts'
import { searchFolderOf, writeFlatStore } from '#lib/git/flat-store.ts'
import { listTree, streamBlobs } from '#lib/git/objects.ts'
import { isBinary } from '../file-kind.ts'
import type { TextFile } from './literal-search.ts'

export interface Place {
  readonly gitFolder: string
  /** Full id of a commit. */
  readonly revision: string
}

export interface KeptTexts {
  /** The files without binary ones; undefined while they are read, or when they are too large to be kept. Never waits. */
  filesOf(place: Place): readonly TextFile[] | undefined
  /** Resolves when search at the revision is as fast as it gets; a failure is not told, git answers without this. */
  prepare(place: Place): Promise<void>
  /** Ends what is done for a repository and drops what is kept of it. */
  forget(gitFolder: string): Promise<void>
}

interface KeptFile extends TextFile {
  readonly oid: string
}

interface Kept {
  readonly place: Place
  /** Undefined until they are read, and for good when they are too large or cannot be read. */
  files: readonly KeptFile[] | undefined
  readonly stop: AbortController
  work: Promise<void>
}

/** Revisions kept, so that a question to many repositories finds all of them still there; each takes about 1 MB beside its texts. */
const REVISIONS_KEPT = 32
/** Bytes of all texts kept, a few times those of git itself. */
const KEPT_BYTES = 160 * 1024 * 1024
/** Bytes of a revision that are worth a second copy on the disk. */
const FLAT_LIMIT_BYTES = 1024 * 1024 * 1024

export function createKeptTexts(): KeptTexts {
  const all = new Map<string, Kept>()
  // One after the other: two of one repository would write the same store.
  let last: Promise<void> = Promise.resolve()

  function begin(place: Place): Kept {
    const kept: Kept = { place, files: undefined, stop: new AbortController(), work: last }
    // Git answers without it, only slower; to try again at each question would make a full disk worse.
    kept.work = last.then(() => prepare(kept)).catch(() => undefined)
    last = kept.work
    return kept
  }

  async function prepare(kept: Kept): Promise<void> {
    const { signal } = kept.stop
    signal.throwIfAborted()
    const { entries, cut } = await listTree({ ...kept.place, recursive: true, signal })
    // Git searches neither symbolic links nor submodules.
    const files = entries.filter(({ type, mode }) => type === 'blob' && mode !== '120000')
    const sizeBytes = files.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0)
    if (!cut && sizeBytes <= KEPT_BYTES) {
      const texts = await readTexts(kept.place, new Set(files.map(({ oid }) => oid)), signal)
      kept.files = files.flatMap(({ path, oid }) => {
        const content = texts.get(oid)
        return content ? [{ path, oid, content }] : []
      })
      dropOldest()
    }
    if (!cut && sizeBytes <= FLAT_LIMIT_BYTES) await writeFlatStore({ ...kept.place, signal })
  }

  /** Contents by id; null for binary ones. Only those not kept are read. */
  async function readTexts(
    { gitFolder }: Place,
    wanted: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Buffer | null>> {
    const texts = new Map<string, Buffer | null>()
    for (const { files } of all.values())
      for (const { oid, content } of files ?? []) if (wanted.has(oid)) texts.set(oid, content)
    const oids = [...wanted].filter((oid) => !texts.has(oid))
    const folder = searchFolderOf(gitFolder)
    for await (const { oid, content } of streamBlobs({ gitFolder: folder, oids, limitBytes: KEPT_BYTES, signal })) {
      if (content === null) throw missingError(oid)
      // A copy: what is given is a view into a larger piece of the stream.
      texts.set(oid, isBinary(content) ? null : Buffer.from(content))
    }
    return texts
  }

  function dropOldest(): void {
    for (const [key, kept] of all) {
      if (all.size <= REVISIONS_KEPT && bytesOf(all.values()) <= KEPT_BYTES) return
      kept.stop.abort()
      all.delete(key)
    }
  }

  function open(place: Place): Kept {
    const key = keyOf(place)
    const kept = all.get(key) ?? begin(place)
    all.delete(key)
    all.set(key, kept)
    return kept
  }

  return {
    filesOf: (place) => open(place).files,
    prepare: (place) => open(place).work,
    async forget(gitFolder) {
      const gone = [...all].filter(([, { place }]) => place.gitFolder === gitFolder)
      for (const [key, { stop }] of gone) {
        stop.abort()
        all.delete(key)
      }
      await Promise.all(gone.map(([, { work }]) => work))
    },
  }
}

function missingError(oid: string): SparkyError {
  return new SparkyError({
    code: 'git/bad-object',
    message: `The store does not have the file ${oid}.`,
    remedy: 'Check the repository with "git fsck".',
  })
}

function bytesOf(all: Iterable<Kept>): number {
  const contents = new Map<string, number>()
  for (const { files } of all) for (const { oid, content } of files ?? []) contents.set(oid, content.length)
  return [...contents.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0)
}

function keyOf({ gitFolder, revision }: Place): string {
  return `${gitFolder} ${revision}`
}
