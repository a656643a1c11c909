// What a measurement asks of a workspace, and how it makes sure of the answer.
import type { Workspace } from '#agents/workspace.ts'

interface Place {
  readonly workspace: Workspace
  readonly repositoryId: number
  readonly signal: AbortSignal
}

/** Resolves when a question about the newest commit is answered with it; throws when it is answered with another. */
export async function askNewest({ workspace, repositoryId, signal }: Place, head: string): Promise<void> {
  for await (const event of workspace.ask({ repositoryId, question: 'What is the latest commit?' }, signal)) {
    if (event.type !== 'run-end') continue
    const { answer } = event
    if (answer.status !== 'answered' || !JSON.stringify(answer.facts).includes(head.slice(0, 7)))
      throw new Error(`The newest commit ${head} is not in the answer: ${answer.status}, ${answer.answer}`)
  }
}

/** Resolves when a search by words has found something; throws when it has not. */
export async function searchOnce({ workspace, repositoryId, signal }: Place, query: string): Promise<void> {
  const { code, revision } = await workspace.context({ repositoryId, signal })
  const { hits } = await code.search({ query, revision, limit: 5, signal })
  if (hits.length === 0) throw new Error(`Nothing was found for ${query}.`)
}

/** Seconds that a stage took when it ran last. */
export async function stageSeconds({ workspace, repositoryId }: Place, name: string): Promise<number> {
  const { stages } = await workspace.progress(repositoryId)
  const stage = stages.find((one) => one.stage === name)
  return ((stage?.endedAtMs ?? 0) - (stage?.startedAtMs ?? 0)) / 1000
}
