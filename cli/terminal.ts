// The terminal as the commands see it: results on standard output, everything else on standard error.
import { createInterface } from 'node:readline/promises'

/** Where a command writes; colours and moving lines only where a person looks. */
export interface Terminal {
  /** A result: standard output, as it stands. */
  write(text: string): void
  /** A result: one line of standard output. */
  print(line: string): void
  /** A remark: one line of standard error. */
  note(line: string): void
  /** The one moving line of standard error; nothing where standard error is a file or a pipe. An empty text removes it. */
  progress(line: string): void
  /** True when standard error is a terminal, so that `progress` is seen. */
  readonly showsProgress: boolean
  /** True when standard output is a terminal. */
  readonly isInteractive: boolean
  /** Asks yes or no; false where nobody can answer. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>
  readonly paint: Paint
}

/** Colours, or the text unchanged. */
export interface Paint {
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

/** 128 + SIGPIPE: what other tools end with when the reader of their output has gone. */
const READER_GONE = 141
const CLEAR_LINE = '\r\u001b[K'

/** The terminal of this process. Ends the process quietly when the reader of its output has gone. */
export function openTerminal(environment: Readonly<Record<string, string | undefined>> = process.env): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWhenReaderIsGone)
  const showsProgress = process.stderr.isTTY === true
  const colours = !environment.NO_COLOR && environment.TERM !== 'dumb'
  let moving = false
  const clear = () => {
    if (moving) process.stderr.write(CLEAR_LINE)
    moving = false
  }
  return {
    write(text) {
      clear()
      process.stdout.write(text)
    },
    print(line) {
      clear()
      process.stdout.write(`${line}\n`)
    },
    note(line) {
      clear()
      process.stderr.write(`${line}\n`)
    },
    progress(line) {
      if (!showsProgress) return
      clear()
      if (line === '') return
      process.stderr.write(line.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)))
      moving = true
    },
    showsProgress,
    isInteractive: process.stdout.isTTY === true,
    async confirm(question, signal) {
      if (!process.stdin.isTTY || !showsProgress) return false
      const lines = createInterface({ input: process.stdin, output: process.stderr })
      try {
        return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim())
      } finally {
        lines.close()
      }
    },
    paint: createPaint(colours && process.stdout.isTTY === true && showsProgress),
  }
}

function createPaint(inColour: boolean): Paint {
  const style = (code: number) => (text: string) => (inColour ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { dim: style(2), bold: style(1), good: style(32), bad: style(31) }
}

function endWhenReaderIsGone(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(READER_GONE)
  throw error
}
