// The fold of a run's events: what the page shows is the same live, after a reload and from the store.
import { describe, expect, it } from 'vitest'
import { applyEvent, beginView, type RunView, toolCalls } from '#app/_view/run-view.ts'
import type { Answer, RunEvent, RunEventBody } from '#lib/events.ts'

const answer: Answer = {
  runId: 'r',
  answer: 'It is so [1].',
  status: 'answered',
  verification: 'verified',
  citations: [{ id: '1', kind: 'commit', sha: 'abc', label: 'abc It', verified: true }],
  facts: [],
  route: { agent: 'git-reader', operation: 'query_commits', by: 'rules' },
  repository: 'toy',
  revision: 'abc',
  notices: [],
  models: {},
  elapsedMs: 5,
}
const receipt = { kind: 'git', command: 'git log' } as const

const BODIES: readonly RunEventBody[] = [
  { type: 'run-start', question: 'q', repository: 'toy', revision: 'abc' },
  { type: 'agent-start', agent: 'git-reader', task: 'look it up' },
  { type: 'tool-call', agent: 'git-reader', callId: 'c', operation: 'query_commits', input: { result: 'count' } },
  {
    type: 'tool-result',
    agent: 'git-reader',
    callId: 'c',
    operation: 'query_commits',
    summary: '3 commits',
    rows: [{ commits: 3 }],
    rowCount: 1,
    receipt,
    elapsedMs: 2,
  },
  { type: 'agent-end', agent: 'git-reader', elapsedMs: 3 },
  { type: 'text-delta', agent: 'qa', text: 'It was' },
  { type: 'text-reset', reason: 'a claim did not hold' },
  { type: 'text-delta', agent: 'qa', text: 'It is ' },
  { type: 'text-delta', agent: 'qa', text: 'so [1].' },
  { type: 'notice', text: 'Not all is indexed.' },
  { type: 'notice', text: 'Not all is indexed.' },
  { type: 'run-end', outcome: 'finished', answer },
]
const EVENTS: readonly RunEvent[] = BODIES.map((body, index) => ({
  ...body,
  runId: 'r',
  sequence: index + 1,
  atMs: 1_000 + index,
}))
const fold = (events: readonly RunEvent[], from: RunView = beginView('r', 'q')) => events.reduce(applyEvent, from)

describe('the view of a run', () => {
  it('has the text without what was withdrawn, each notice once, and the result of each call', () => {
    const view = fold(EVENTS)
    expect(view).toMatchObject({ text: 'It is so [1].', outcome: 'finished', revision: 'abc', startedAtMs: 1_000 })
    expect(view.notices).toEqual(['Not all is indexed.'])
    expect(view.citations).toEqual(answer.citations)
    expect(toolCalls(view)).toEqual([
      {
        callId: 'c',
        operation: 'query_commits',
        input: { result: 'count' },
        result: { summary: '3 commits', rows: [{ commits: 3 }], rowCount: 1, receipt, elapsedMs: 2 },
      },
    ])
  })

  it('is the same wherever a reload cuts it, and however often an event comes', () => {
    const whole = fold(EVENTS)
    for (let cut = 0; cut <= EVENTS.length; cut += 1) {
      const before = fold(EVENTS.slice(0, cut))
      expect(fold(EVENTS.slice(Math.max(0, cut - 2)), before)).toEqual(whole)
    }
  })

  it('keeps the text of a run that was stopped', () => {
    const stopped: RunEvent = {
      type: 'run-end',
      outcome: 'stopped',
      answer: { ...answer, answer: '', citations: [], status: 'incomplete' },
      runId: 'r',
      sequence: 9,
      atMs: 2_000,
    }
    expect(fold([...EVENTS.slice(0, 8), stopped])).toMatchObject({ text: 'It is ', outcome: 'stopped' })
  })
})
