// Sparky in this process: the same calls as over HTTP, answered by a workspace of our own.
import { checkHealth } from '#agents/check-health.ts'
import { describeOperations, runOperation } from '#agents/operations/registry.ts'
import { openWorkspace } from '#agents/workspace.ts'
import type { Config } from '#lib/config.ts'
import type { SparkyClient } from './client.ts'

/** Opens the data folder; it is ours until `close`. @throws SparkyError `db/locked` naming the process that has it. */
export async function openLocalClient(config: Config): Promise<SparkyClient> {
  // The terminal prints what a person should know; records of the workspace would only disturb it.
  const workspace = await openWorkspace({ ...config, logLevel: config.logLevel === 'debug' ? 'debug' : 'error' })
  return {
    where: 'this process',
    outlivesCommand: false,
    ask: ({ question, repositoryId, revision }, signal) =>
      workspace.ask({ question, repositoryId, ...(revision !== undefined && { revision }) }, signal),
    repositories: () => workspace.repositories.list(),
    add: (address, { name }) => workspace.add(address, name === undefined ? {} : { name }),
    refresh: (repositoryId) => workspace.refresh(repositoryId),
    progress: (repositoryId) => workspace.progress(repositoryId),
    remove: (repositoryId) => workspace.remove(repositoryId),
    operations: async () => describeOperations(),
    async runOperation({ repositoryId, operation, input, revision }, signal) {
      const context = await workspace.context({ repositoryId, signal, ...(revision !== undefined && { revision }) })
      return runOperation(context, operation, input)
    },
    health: async () => (await checkHealth(workspace)).parts,
    close: () => workspace.close(),
  }
}
