// The runs of a conversation as the page shows them, each from its own event log.
import { storedEvents } from '#agents/stored-events.ts'
import type { Workspace } from '#agents/workspace.ts'
import { applyEvent, beginView, type RunView } from '#app/_view/run-view.ts'

/** In the order of the questions. A run that goes on is as far as it is stored; the page follows the rest. */
export async function readRuns({ runs }: Pick<Workspace, 'runs'>, chatId: string): Promise<readonly RunView[]> {
  const all = await runs.listByChat(chatId)
  return Promise.all(
    all.map(async ({ id, question }) => {
      let view = beginView(id, question)
      for await (const event of storedEvents(runs, id, 0)) view = applyEvent(view, event)
      return view
    }),
  )
}
