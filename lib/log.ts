// One line of JSON a record on standard error; nothing else of the product prints.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface Log {
  debug(message: string, facts?: object): void
  info(message: string, facts?: object): void
  warn(message: string, facts?: object): void
  error(message: string, facts?: object): void
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 }

/** A log that writes records of at least `level` to `write` (default: standard error). */
export function createLog(level: LogLevel, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const record = (rank: Exclude<LogLevel, 'silent'>) => (message: string, facts?: object) => {
    if (RANK[rank] < RANK[level]) return
    write(`${JSON.stringify({ time: new Date().toISOString(), level: rank, message, ...facts })}\n`)
  }
  return { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') }
}
