// A bounded queue of running processes: interactive work first, background work never takes the last places.
import { SparkyError } from '../errors.ts'

export type Priority = 'interactive' | 'background'

/** Gives a place back; further calls do nothing. */
export type Release = () => void

export interface ProcessQueue {
  /**
   * A place to run in.
   *
   * @throws SparkyError `git/aborted` when the signal fires first; `git/timeout` when no place came free in time.
   */
  enter(o: { readonly priority: Priority; readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<Release>
}

interface Waiting {
  readonly admit: () => void
}

/**
 * @param places    How many may run at once.
 * @param reserved  Places that background work leaves free, so that a question never waits for an index.
 */
export function createProcessQueue({ places, reserved }: { places: number; reserved: number }): ProcessQueue {
  const waiting: Record<Priority, Set<Waiting>> = { interactive: new Set(), background: new Set() }
  let running = 0

  const hasPlace = (priority: Priority) => running < (priority === 'interactive' ? places : places - reserved)

  const admitNext = () => {
    for (const priority of ['interactive', 'background'] as const) {
      for (const next of waiting[priority]) {
        if (!hasPlace(priority)) break
        waiting[priority].delete(next)
        next.admit()
      }
    }
  }

  const take = (): Release => {
    running += 1
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      running -= 1
      admitNext()
    }
  }

  return {
    enter: ({ priority, timeoutMs, signal }) => {
      if (signal?.aborted) return Promise.reject(abortedError(signal.reason))
      if (hasPlace(priority) && waiting[priority].size === 0) return Promise.resolve(take())
      return new Promise<Release>((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', onAbort)
          waiting[priority].delete(entry)
        }
        const onAbort = () => {
          leave()
          reject(abortedError(signal?.reason))
        }
        const entry: Waiting = {
          admit: () => {
            leave()
            resolve(take())
          },
        }
        const timer = setTimeout(() => {
          leave()
          reject(
            new SparkyError({
              code: 'git/timeout',
              message: `Git had no free place for ${priority} work within ${timeoutMs / 1000} s.`,
              remedy: 'Wait until the indexing of other repositories has passed and try again.',
              retryable: true,
            }),
          )
        }, timeoutMs)
        signal?.addEventListener('abort', onAbort, { once: true })
        waiting[priority].add(entry)
      })
    },
  }
}

/** The error of work that its caller stopped; a caller that stops with an error of ours has said it better. */
export function abortedError(cause: unknown): SparkyError {
  if (cause instanceof SparkyError) return cause
  return new SparkyError({
    code: 'git/aborted',
    message: 'The work in git was stopped before it ended.',
    remedy: 'Ask again if the answer is still wanted.',
    retryable: true,
    cause,
  })
}
