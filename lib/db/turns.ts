// Who may use the one connection of the embedded database, and when.

/** A statement is short and mostly somebody waiting for a page; a transaction is mostly background work. */
export type TurnKind = 'statement' | 'transaction'

/** So many statements may go ahead of a waiting transaction, then it gets its turn: nobody starves. */
const STATEMENTS_AHEAD = 32

/** Turns, one at a time. */
export interface Turns {
  /** Runs `work` when its turn comes; the turn lasts until `work` settles. */
  take<T>(kind: TurnKind, work: () => Promise<T>): Promise<T>
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>
}

/** Turns with statements ahead of transactions, each kind in order of arrival. */
export function createTurns(): Turns {
  const waiting: Record<TurnKind, (() => Promise<void>)[]> = { statement: [], transaction: [] }
  const idlers: (() => void)[] = []
  let busy = false
  let ahead = 0

  const next = () => {
    const kind = chooseTurn({ statements: waiting.statement.length, transactions: waiting.transaction.length, ahead })
    const turn = kind ? waiting[kind].shift() : undefined
    if (!turn) {
      busy = false
      for (const resolve of idlers.splice(0)) resolve()
      return
    }
    busy = true
    ahead = kind === 'statement' && waiting.transaction.length > 0 ? ahead + 1 : 0
    turn().then(next, next)
  }

  return {
    take(kind, work) {
      return new Promise((resolve, reject) => {
        waiting[kind].push(() => work().then(resolve, reject))
        if (!busy) next()
      })
    },
    idle() {
      return busy ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()
    },
  }
}

/** Whose turn is next; undefined when nobody waits. `ahead` counts the statements that went ahead of a waiting transaction. */
export function chooseTurn(facts: { statements: number; transactions: number; ahead: number }): TurnKind | undefined {
  if (facts.transactions > 0 && (facts.statements === 0 || facts.ahead >= STATEMENTS_AHEAD)) return 'transaction'
  return facts.statements > 0 ? 'statement' : undefined
}
