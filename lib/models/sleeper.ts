// Something large that is in memory only while it is used, and a while after.

export interface Sleeper<T> {
  /** What it is about, made with the first call; each call needs one `rest`, also after a failure. @throws what making it throws; the next call tries again */
  wake(): Promise<T>
  /** The one who woke it does not need it any more. */
  rest(): void
  /** Gives it back; nobody may use it any more. */
  close(): Promise<void>
}

/** A conversation has pauses of about a minute. */
const IDLE_MS = 120_000

export function createSleeper<T extends { readonly dispose: () => Promise<void> }>(
  make: () => Promise<T>,
  idleMs = IDLE_MS,
): Sleeper<T> {
  let awake: Promise<T> | undefined
  let users = 0
  let timer: NodeJS.Timeout | undefined
  /** Making it anew waits until the old one is gone: two would not fit. */
  let leaving: Promise<void> = Promise.resolve()

  async function sleep(): Promise<void> {
    clearTimeout(timer)
    const current = awake
    awake = undefined
    if (current === undefined) return leaving
    leaving = current.then((thing) => thing.dispose()).catch(() => undefined) // What could not be made has nothing to give back.
    return leaving
  }

  return {
    wake() {
      clearTimeout(timer)
      users += 1
      awake ??= leaving.then(make)
      const current = awake
      current.catch(() => {
        if (awake === current) awake = undefined
      })
      return current
    },
    rest() {
      users -= 1
      if (users === 0) timer = setTimeout(sleep, idleMs).unref()
    },
    close: sleep,
  }
}
