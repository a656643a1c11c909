// Which servers a test run asks for.

export const SERVER_NAMES = ['milvus', 'postgres', 'vllm'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

/** `1` is all of them, else a list with commas; nothing is none. */
export function wantedServers(setting: string | undefined): readonly ServerName[] {
  if (!setting) return []
  if (setting === '1') return SERVER_NAMES
  return setting.split(',').map((text) => {
    const name = SERVER_NAMES.find((one) => one === text.trim())
    if (name === undefined)
      throw new Error(`There is no test server "${text}": choose among ${SERVER_NAMES.join(', ')}.`)
    return name
  })
}
