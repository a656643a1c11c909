// The event log of a run: one union that the browser shows, the database appends and the metrics count.
import type { ErrorReport } from './errors.ts'

export type AgentName = 'supervisor' | 'git-reader' | 'summarizer' | 'qa' | 'verifier'

/** Something that an answer rests on and that the reader can open. `id` is the marker in the text: `[1]`. */
export interface Citation {
  readonly id: string
  readonly kind: 'commit' | 'file' | 'tag' | 'query'
  readonly sha?: string
  readonly path?: string
  /** First line, counted from 1. */
  readonly line?: number
  /** Last line, inclusive. */
  readonly endLine?: number
  readonly quote?: string
  /** One line for the chip: a commit subject, a path, a tag name. */
  readonly label: string
  /** Where it lies, when that is not the repository of the question. */
  readonly repository?: { readonly id: number; readonly name: string }
  /** True only after git itself was asked. */
  readonly verified: boolean
}

/** The command that a reader can run to get the same rows. */
export interface Receipt {
  readonly kind: 'sql' | 'git' | 'index'
  readonly command: string
}

/** One JSON-safe value of a result row. */
export type Cell = string | number | boolean | null | readonly string[]
export type Row = Readonly<Record<string, Cell>>

/** What one operation found: the facts of an answer. */
export interface Fact {
  readonly operation: string
  readonly input: unknown
  readonly rows: readonly Row[]
  readonly receipt: Receipt
}

export type AnswerStatus = 'answered' | 'not_found' | 'refused' | 'incomplete' | 'error'
export type Verification = 'verified' | 'repaired' | 'unverified'

/** Something of a written answer that did not stand the check, and what became of it. */
export interface Mending {
  /** As it was written; the beginning of a long one. */
  readonly claim: string
  readonly kind: ClaimKind
  /** `repaired`: `replacement` stands in its place; `dropped`: its sentence is gone; `marked`: it is called unproven; `replaced`: the facts stand instead of the whole answer. */
  readonly outcome: 'repaired' | 'dropped' | 'marked' | 'replaced'
  readonly detail: string
  readonly replacement?: string
}

/** `statement`: a whole sentence. */
export type ClaimKind = 'sha' | 'path' | 'quote' | 'number' | 'date' | 'person' | 'tag' | 'statement'

/** What an answer rests on. */
export interface Basis {
  /** Head of the default branch as indexed; empty without commits. */
  readonly indexedCommit: string
  /** When the source was last looked at, ISO 8601; null when that has not ended yet. */
  readonly indexedAt: string | null
  /** What HEAD of a local source names now; absent where that cannot be seen. */
  readonly liveCommit?: string
  readonly isBehind?: boolean
  /** ISO 8601; null without commits. */
  readonly firstCommitAt: string | null
  readonly commits: number
  /** True when the source itself does not have its whole history. */
  readonly isShallow: boolean
  /** What is not indexed yet: "line counts (5 of 12 commits)". */
  readonly pending: readonly string[]
  /** What is off, one sentence each; empty when nothing is. */
  readonly remarks: readonly string[]
}

/** The finished answer: the `--json` object of `./sparky ask` and of `POST /api/ask`. */
export interface Answer {
  readonly runId: string
  /** Markdown; citation markers are `[1]`, `[2]`. */
  readonly answer: string
  readonly status: AnswerStatus
  readonly verification: Verification
  /** What the check mended in it; empty when everything stood. Absent in answers stored before it was kept. */
  readonly mended?: readonly Mending[]
  readonly citations: readonly Citation[]
  readonly facts: readonly Fact[]
  readonly route: { readonly agent: AgentName; readonly operation: string; readonly by: 'rules' | 'model' }
  readonly repository: string
  /** The object id of the commit that the answer is about. */
  readonly revision: string
  /** Whole questions to choose from, where the question had another meaning that is as likely as the one answered. */
  readonly choices?: readonly string[]
  /** What was not ready or was cut: one sentence each. */
  readonly notices: readonly string[]
  /** Absent when the run failed before it was known. */
  readonly basis?: Basis
  /** Role → model id, for the roles that spoke. */
  readonly models: Readonly<Record<string, string>>
  readonly elapsedMs: number
  readonly error?: ErrorReport
}

/** A thing of the question that was (or was not) found in the repository. */
export interface LinkedEntity {
  readonly kind:
    | 'path'
    | 'folder'
    | 'commit'
    | 'person'
    | 'tag'
    | 'branch'
    | 'date'
    | 'quote'
    | 'symbol'
    | 'number'
    | 'issue'
  /** The words of the question. */
  readonly text: string
  /** What they stand for; absent when nothing of that name exists or ever existed. */
  readonly value?: string
  readonly status: 'found' | 'missing' | 'ambiguous'
}

interface EventBodies {
  'run-start': {
    readonly question: string
    readonly repository: string
    readonly revision: string
    /** The revision as it was asked for, when one was: a ref, a sha or a date. */
    readonly asOf?: string
  }
  'agent-start': { readonly task: string }
  'agent-end': { readonly elapsedMs: number }
  'entity-link': { readonly entities: readonly LinkedEntity[] }
  'plan-choose': {
    readonly operation: string
    readonly input: unknown
    readonly by: 'rules' | 'meaning' | 'model'
    readonly reason: string
    readonly alternatives: readonly string[]
  }
  'tool-call': { readonly callId: string; readonly operation: string; readonly input: unknown }
  'tool-result': {
    readonly callId: string
    readonly operation: string
    /** "68 commits", "3 files". */
    readonly summary: string
    readonly rows: readonly Row[]
    readonly rowCount: number
    readonly receipt: Receipt
    readonly elapsedMs: number
    readonly error?: ErrorReport
  }
  source: { readonly citation: Citation }
  notice: { readonly text: string }
  'reasoning-delta': { readonly text: string }
  'text-delta': { readonly text: string }
  /** The text so far is withdrawn (a repair, another attempt); what follows starts anew. */
  'text-reset': { readonly reason: string }
  'claim-check': {
    readonly claim: string
    readonly kind: ClaimKind
    readonly outcome: 'verified' | 'repaired' | 'dropped' | 'marked'
    readonly detail: string
    /** What stands in its place now, after a repair. */
    readonly replacement?: string
  }
  usage: {
    readonly model: string
    readonly promptTokens: number
    readonly completionTokens: number
    readonly elapsedMs: number
    /** From the request to the first token. */
    readonly firstTokenMs: number
  }
  /** The last event of a run, whatever happened. `answer.status` is `error` after a failure. */
  'run-end': { readonly outcome: 'finished' | 'stopped' | 'failed'; readonly answer: Answer }
}

export type RunEventType = keyof EventBodies

/** An event before the run has numbered it. */
export type RunEventBody = {
  [T in RunEventType]: { readonly type: T; readonly agent?: AgentName } & EventBodies[T]
}[RunEventType]

/** One numbered event; `sequence` counts from 1 without a gap, `atMs` is Unix time in milliseconds. */
export type RunEvent = RunEventBody & { readonly runId: string; readonly sequence: number; readonly atMs: number }
