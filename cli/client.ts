// What the commands need of Sparky, whether it answers from the running server or in this process.
import type { OperationDescription } from '#agents/operations/registry.ts'
import type { ErrorReport } from '#lib/errors.ts'
import type { Citation, Receipt, Row, RunEvent } from '#lib/events.ts'

/** A repository as the terminal shows it. */
export interface RepositoryEntry {
  readonly id: number
  readonly name: string
  readonly address: string
  readonly kind: 'folder' | 'remote'
  readonly state: 'adding' | 'ready' | 'failed' | 'removing'
  readonly defaultBranch: string | null
  readonly headOid: string | null
  readonly error: ErrorReport | null
}

/** One stage of indexing. */
export interface StageEntry {
  readonly stage: string
  readonly status: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number | null
  readonly unit: string
  readonly skipped: readonly { readonly reason: string; readonly count: number }[]
  readonly error: ErrorReport | null
}

export interface Progress {
  readonly repository: RepositoryEntry
  readonly stages: readonly StageEntry[]
  /** True when no stage is left to do. */
  readonly complete: boolean
  /** What is going on now; until `first` has ended, new commits cannot be asked about. */
  readonly phase: 'first' | 'later' | 'idle'
}

/** What an operation found. */
export interface FindingEntry {
  readonly operation: string
  readonly input: unknown
  readonly summary: string
  readonly rows: readonly Row[]
  readonly total: number
  readonly sources: readonly Omit<Citation, 'id'>[]
  readonly receipt: Receipt
  readonly text: string
  readonly missing?: readonly { readonly kind: string; readonly text: string }[] | undefined
  readonly notices?: readonly string[] | undefined
  readonly elapsedMs: number
}

/** The state of the parts of Sparky; a part that does not work says how to mend it. */
export interface HealthEntry {
  readonly part: string
  readonly status: 'ok' | 'off' | 'warning' | 'broken'
  readonly detail: string
  readonly remedy?: string | undefined
}

export interface AskRequest {
  readonly question: string
  readonly repositoryId: number
  readonly revision?: string | undefined
}

export interface OperationRequest {
  readonly repositoryId: number
  readonly operation: string
  readonly input: unknown
  readonly revision?: string | undefined
}

/** Sparky, seen from a command. Every call throws SparkyErrors; all end when `signal` aborts. */
export interface SparkyClient {
  /** The address of the server, or `this process`. */
  readonly where: string
  /** True when indexing goes on after the command has ended. */
  readonly outlivesCommand: boolean
  /** The events of one run; the last is `run-end`. */
  ask(request: AskRequest, signal: AbortSignal): AsyncIterable<RunEvent>
  repositories(): Promise<readonly RepositoryEntry[]>
  /** Adds a repository by path or URL; it is indexed in the background. */
  add(
    address: string,
    o: { readonly name?: string | undefined; readonly signal: AbortSignal },
  ): Promise<RepositoryEntry>
  /** Looks for new commits, in the background. */
  refresh(repositoryId: number): Promise<void>
  progress(repositoryId: number): Promise<Progress>
  remove(repositoryId: number): Promise<void>
  operations(): Promise<readonly OperationDescription[]>
  runOperation(request: OperationRequest, signal: AbortSignal): Promise<FindingEntry>
  health(): Promise<readonly HealthEntry[]>
  close(): Promise<void>
}
