// Runs once when the server starts: opens everything, so that indexing goes on before the first visitor comes.

export async function register(): Promise<void> {
  // Next compiles this file for its edge runtime too, which has no Node: there this branch vanishes.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { openWithProcess } = await import('#app/_http/lifecycle.ts')
    await openWithProcess()
  }
}
