// One at a time, in the order of asking; whoever stops waiting leaves the queue at once.

/** `take` resolves to the function that ends the turn. It rejects with the reason of the signal. */
export function createTurns() {
  let last: Promise<void> = Promise.resolve()
  return {
    async take(signal: AbortSignal): Promise<() => void> {
      const own = Promise.withResolvers<void>()
      const before = last
      last = before.then(() => own.promise)
      const left = Promise.withResolvers<never>()
      const leave = () => left.reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
      try {
        signal.throwIfAborted()
        await Promise.race([before, left.promise])
        return own.resolve
      } catch (error) {
        own.resolve()
        throw error
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
  }
}
