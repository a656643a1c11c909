// What is not as one might expect, one sentence a matter: logged when it changes, gone when it is no longer so.
import type { Log } from '#lib/log.ts'

export interface Notes {
  /** Replaces what was said of this matter; undefined: there is nothing to say any more. */
  set(matter: string, text: string | undefined): void
  /** In the order in which the matters came up. */
  list(): readonly string[]
}

export function createNotes(log: Log): Notes {
  const texts = new Map<string, string>()
  return {
    set(matter, text) {
      if (texts.get(matter) === text) return
      if (text === undefined) {
        texts.delete(matter)
        return
      }
      texts.set(matter, text)
      log.info(text)
    },
    list: () => [...texts.values()],
  }
}
