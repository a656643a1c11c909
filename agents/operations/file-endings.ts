// The endings of the files that a language is written in.

const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  golang: ['go'],
  python: ['py', 'pyi'],
  javascript: ['js', 'jsx', 'mjs', 'cjs'],
  typescript: ['ts', 'tsx', 'mts', 'cts'],
  rust: ['rs'],
  kotlin: ['kt', 'kts'],
  ruby: ['rb'],
  'c++': ['cpp', 'cc', 'cxx', 'hpp', 'hh', 'hxx'],
  c: ['c', 'h'],
  'c#': ['cs'],
  csharp: ['cs'],
  shell: ['sh', 'bash'],
  bash: ['sh', 'bash'],
  markdown: ['md', 'mdx', 'markdown'],
  yaml: ['yml', 'yaml'],
  perl: ['pl', 'pm', 't'],
  html: ['html', 'htm'],
  elixir: ['ex', 'exs'],
  haskell: ['hs'],
  protobuf: ['proto'],
}

/** Endings without their dot, of what may be an ending or the name of a language. */
export function endingsOf(names: readonly string[]): readonly string[] {
  return [
    ...new Set(
      names.map((name) => name.replace(/^\*?\./, '').toLowerCase()).flatMap((name) => ENDINGS[name] ?? [name]),
    ),
  ]
}
