// The whole graph on one screen: which agent works, and who comes next.
import { END, type LangGraphRunnableConfig, START, StateGraph } from '@langchain/langgraph'
import type { AgentName } from '#lib/events.ts'
import { readGit } from './git-reader.ts'
import { writeAnswer } from './qa.ts'
import { type RunScope, RunState, type RunUpdate } from './state.ts'
import { summarize } from './summarizer.ts'
import { supervise } from './supervisor.ts'
import { verify } from './verifier.ts'

type Work = (state: RunState, scope: RunScope) => Promise<RunUpdate>

export const graph = new StateGraph(RunState)
  .addNode('supervisor', asNode('supervisor', 'read the question and choose what to look up', supervise))
  .addNode('git-reader', asNode('git-reader', 'look it up', readGit))
  .addNode('summarizer', asNode('summarizer', 'condense what is too long', summarize))
  .addNode('qa', asNode('qa', 'write the answer', writeAnswer))
  .addNode('verifier', asNode('verifier', 'check every claim', verify))
  .addEdge(START, 'supervisor')
  .addConditionalEdges('supervisor', (state) => state.next, ['git-reader', 'summarizer', 'qa', 'verifier'])
  .addEdge('git-reader', 'supervisor')
  .addEdge('summarizer', 'qa')
  .addEdge('qa', 'verifier')
  .addConditionalEdges('verifier', (state) => (state.next === 'qa' ? 'qa' : END), ['qa', END])
  .compile()

/** Steps after which the graph gives up: four look-ups, one rewrite and room to spare. */
export const RECURSION_LIMIT = 24

/** An agent as a node: announces itself, works with the scope of its run, says how long it took. */
function asNode(agent: AgentName, task: string, work: Work) {
  return async (state: RunState, config: LangGraphRunnableConfig): Promise<RunUpdate> => {
    const scope = scopeOf(config)
    scope.signal.throwIfAborted()
    scope.emit({ type: 'agent-start', agent, task })
    const startedMs = performance.now()
    try {
      return await work(state, scope)
    } finally {
      scope.emit({ type: 'agent-end', agent, elapsedMs: Math.round((performance.now() - startedMs) * 10) / 10 })
    }
  }
}

function scopeOf(config: LangGraphRunnableConfig): RunScope {
  // The scope is put there by run.ts, the only caller; LangGraph types `configurable` as a record of anything.
  return (config.configurable as { readonly scope: RunScope }).scope
}
