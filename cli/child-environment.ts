// The environment of the processes that the terminal starts: the user's own, with our additions on top.

/** This process's environment with `additions`; Node options of the caller stay with the caller. */
export function childEnvironment(additions: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  return { ...inherited, ...Object.fromEntries(Object.entries(additions).filter(([, value]) => value !== undefined)) }
}
