// Values pushed by a callback, read as an async iterable.

export interface Pipe<T> extends AsyncIterable<T> {
  push(value: T): void
  end(): void
  /** What was pushed before is still read; then the reader gets the error. */
  fail(error: unknown): void
}

/** For one reader. */
export function createPipe<T>(): Pipe<T> {
  const waiting: T[] = []
  let ending: { readonly error?: unknown } | undefined
  let wake = Promise.withResolvers<void>()
  const signal = () => {
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }
  return {
    push(value) {
      waiting.push(value)
      signal()
    },
    end() {
      ending = {}
      signal()
    },
    fail(error) {
      ending = { error }
      signal()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const value = waiting.shift()
        if (value !== undefined) yield value
        else if (ending === undefined) await wake.promise
        else if ('error' in ending) throw ending.error
        else return
      }
    },
  }
}
