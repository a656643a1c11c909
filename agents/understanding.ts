// The look-ups that understanding a question needs, answered by the history index of one repository.
import { listRefs, resolveRevision } from '#lib/git/revisions.ts'
import { commitsBySubject, describeCommit } from '#lib/history/explain.ts'
import { resolvePeople } from '#lib/history/people.ts'
import { pathsEver } from '#lib/history/renames.ts'
import type { OperationContext } from './operations/operation.ts'
import type { UnderstandContext } from './understand/context.ts'

/** Matches of one spelling that are worth a look. */
const MATCH_LIMIT = 5

export function openUnderstanding({
  history,
  nowS,
  code,
  revision,
  repositoryName,
  signal,
}: OperationContext): UnderstandContext {
  let refs: ReturnType<UnderstandContext['refs']> | undefined
  return {
    nowS,
    repositoryName,
    async symbol(name) {
      const [best] = await code.findSymbol({ name, revision, limit: 1, signal })
      return best?.name.toLowerCase() === name.toLowerCase() ? best.name : undefined
    },
    async paths(text) {
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
    people: async (text) => (await resolvePeople(history, text)).slice(0, MATCH_LIMIT),
    refs: () => {
      refs ??= listRefs(history.gitFolder).then((all) =>
        all.map(({ name, kind, createdAtS }) => ({
          name: name.replace(/^refs\/(?:heads|tags)\//, ''),
          kind,
          createdAtS,
        })),
      )
      return refs
    },
    async commit(sha) {
      const oid = await resolveRevision(history.gitFolder, sha)
      const commit = oid && (await describeCommit(history, oid))
      return commit ? { oid: commit.oid, subject: commit.subject } : undefined
    },
    commitBySubject: (text) => commitsBySubject(history, { subject: text, limit: MATCH_LIMIT }),
  }
}
