// The look-ups that understanding a question needs, answered by the history index of one repository.
import { splitName } from '#lib/code/structure/symbols.ts'
import { commitsBySubject, describeCommit } from '#lib/history/explain.ts'
import { listIndexedRefs, resolveNamed } from '#lib/history/named-revisions.ts'
import { resolvePeople } from '#lib/history/people.ts'
import { isPathEver, pathsEver } from '#lib/history/renames.ts'
import type { OperationContext } from './operations/operation.ts'
import type { UnderstandContext } from './understand/context.ts'

/** Matches of one spelling that are worth a look. */
const MATCH_LIMIT = 5

export function openUnderstanding({
  history,
  nowS,
  code,
  objects,
  revision,
  repositoryName,
  signal,
}: OperationContext): UnderstandContext {
  let refs: ReturnType<UnderstandContext['refs']> | undefined
  const people = new Map<string, ReturnType<UnderstandContext['people']>>()
  return {
    nowS,
    repositoryName,
    async symbol(name) {
      const { symbols } = await code.findSymbol({ name, revision, limit: 1, isQuick: true, signal })
      const [best] = symbols
      return best?.name.toLowerCase() === splitName(name).member.toLowerCase() ? best.name : undefined
    },
    async paths(text) {
      if (await isPathEver(history, text)) {
        const now = await objects.info(`${revision}:${text.replace(/\/$/, '')}`)
        return [{ path: text, fit: 'exact', isFolder: text.endsWith('/'), existsNow: now !== undefined }]
      }
      const found = await pathsEver(history, { pattern: text, limit: MATCH_LIMIT })
      return found
        .filter((match) => match.fit !== 'typo' && match.fit !== 'part')
        .map(({ path, fit, existsAtHead }) => ({
          path,
          fit,
          isFolder: fit === 'folder' || path.endsWith('/'),
          existsNow: existsAtHead,
        }))
    },
    people(text) {
      const known = people.get(text) ?? resolvePeople(history, text).then((found) => found.slice(0, MATCH_LIMIT))
      people.set(text, known)
      return known
    },
    refs: () => {
      refs ??= listIndexedRefs(history).then((all) =>
        all.map(({ name, kind, createdAtS }) => ({
          name: name.replace(/^refs\/(?:heads|tags)\//, ''),
          kind,
          createdAtS,
        })),
      )
      return refs
    },
    async commit(sha) {
      const oid = await resolveNamed(history, sha)
      const commit = oid && (await describeCommit(history, oid))
      return commit ? { oid: commit.oid, subject: commit.subject } : undefined
    },
    commitBySubject: (text) => commitsBySubject(history, { subject: text, limit: MATCH_LIMIT }),
  }
}
