// Questions to begin with, made from what the repository holds, so that each has an answer.
import { setTimeout as delay } from 'node:timers/promises'
import type { Workspace } from '#agents/workspace.ts'
import { SparkyError } from '#lib/errors.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { listPeople } from '#lib/history/people.ts'

/** Longer than this nobody waits for suggestions. */
const TIMEOUT_MS = 2_000

/** The most changed files and folders of a history are often gone: so many are looked at. */
const CANDIDATES = 20

/** Six or fewer; none while the repository cannot be asked yet, or is too large to look through at once. */
export async function suggestQuestions(
  workspace: Pick<Workspace, 'context'>,
  repositoryId: number,
): Promise<readonly string[]> {
  const limit = delay(TIMEOUT_MS, [], { ref: false })
  return Promise.race([makeSuggestions(workspace, repositoryId), limit])
}

async function makeSuggestions(
  workspace: Pick<Workspace, 'context'>,
  repositoryId: number,
): Promise<readonly string[]> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const { history, reach, revision, objects } = await workspace.context({ repositoryId, signal })
    const group = (by: 'path' | 'folder') =>
      runCommitQuery(history, reach, { reach: { to: revision }, result: { kind: 'group', by, limit: CANDIDATES } })
    const stillThere = async (names: readonly unknown[]): Promise<string | undefined> => {
      for (const name of names.map(String))
        if (name !== './' && (await objects.info(`${revision}:${name.replace(/\/$/, '')}`))) return name
      return undefined
    }
    const [paths, folders, people, last] = await Promise.all([
      group('path'),
      group('folder'),
      listPeople(history, 1),
      runCommitQuery(history, reach, { reach: { to: revision }, result: { kind: 'list', limit: 1, order: 'newest' } }),
    ])
    const path = await stillThere(paths.rows.map((row) => row.path))
    const folder = await stillThere(folders.rows.map((row) => row.folder))
    const lastDay = String(last.rows[0]?.authoredAt ?? '').slice(0, 10)
    const year = lastDay.slice(0, 4)
    return [
      ...(folder ? [`Who works most on ${folder}?`] : []),
      ...(path ? [`What were the last five commits on ${path}?`] : []),
      ...(people[0] && year ? [`How many commits did ${people[0].name} make in ${year}?`] : []),
      ...(lastDay ? [`What changed in the week before ${lastDay}?`] : []),
      'Where are errors handled?',
      'What are the most important files?',
    ]
  } catch (error) {
    // Not readable yet: the page says so itself, and goes without suggestions.
    if (error instanceof SparkyError) return []
    throw error
  }
}
