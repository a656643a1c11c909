// The story with its agents, opened for a file of tests, and what each of them asks of it.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'
import { makeStory, type Story } from './story.ts'

export interface StoryTests {
  /** Open from the first hook to the last; not before. */
  readonly story: Story
  readonly agents: OpenAgents
  run(operation: string, input: unknown): Promise<Finding>
  /** Lines that plain git prints, without empty ones. */
  git(...args: readonly string[]): readonly string[]
  /** Lines that a command prints when a reader runs it in a clone, without empty ones. */
  shell(command: string): readonly string[]
}

/** Registers the hooks that open and close the story. */
export function openStory(): StoryTests {
  let story: Story
  let agents: OpenAgents
  beforeAll(async () => {
    story = makeStory()
    agents = await openAgents(story)
  })
  afterAll(async () => {
    await agents?.close()
    story?.dispose()
  })
  const lines = (output: string) => output.split('\n').filter((line) => line.trim() !== '')
  return {
    get story() {
      return story
    },
    get agents() {
      return agents
    },
    run: (operation, input) => runOperation(agents.context(), operation, input),
    git: (...args) => lines(story.git(...args)),
    shell: (command) => lines(execFileSync('sh', ['-c', command], { cwd: story.folder, encoding: 'utf8' })),
  }
}
