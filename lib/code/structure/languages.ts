// Which language a file is written in, told by its name, else by the interpreter that its first line names.

/** Languages with a grammar; C is read by the grammar of C++. */
export type GrammarName =
  | 'bash'
  | 'c-sharp'
  | 'cpp'
  | 'go'
  | 'java'
  | 'javascript'
  | 'php'
  | 'powershell'
  | 'python'
  | 'ruby'
  | 'rust'
  | 'tsx'
  | 'typescript'

const ENDINGS: Readonly<Record<GrammarName, string>> = {
  bash: 'sh bash zsh ksh bats',
  'c-sharp': 'cs csx',
  cpp: 'c h cc cpp cxx c++ hh hpp hxx h++ inl ipp tpp cu cuh ino',
  go: 'go',
  java: 'java',
  javascript: 'js jsx mjs cjs',
  php: 'php phtml php5 php7 inc',
  powershell: 'ps1 psm1 psd1',
  python: 'py pyi pyw',
  ruby: 'rb rake gemspec ru podspec',
  rust: 'rs',
  tsx: 'tsx',
  typescript: 'ts mts cts',
}
const GRAMMAR_OF_ENDING: ReadonlyMap<string, GrammarName> = new Map(
  Object.entries(ENDINGS).flatMap(([name, endings]) =>
    endings.split(' ').map((ending) => [ending, name as GrammarName] as const),
  ),
)
/** Files that are known by their whole name. */
const GRAMMAR_OF_NAME: ReadonlyMap<string, GrammarName> = new Map([
  ['Rakefile', 'ruby'],
  ['Gemfile', 'ruby'],
  ['Vagrantfile', 'ruby'],
  ['Podfile', 'ruby'],
  ['Guardfile', 'ruby'],
  ['Jakefile', 'javascript'],
  ['PKGBUILD', 'bash'],
  ['.bashrc', 'bash'],
  ['.bash_profile', 'bash'],
  ['.profile', 'bash'],
  ['.zshrc', 'bash'],
  ['SConstruct', 'python'],
  ['SConscript', 'python'],
])
const INTERPRETERS: readonly (readonly [pattern: RegExp, name: GrammarName])[] = [
  [/^(?:ba|da|z|k|a)?sh$/, 'bash'],
  [/^pypy|^python[\d.]*$/, 'python'],
  [/^(?:node|nodejs|bun|deno)$/, 'javascript'],
  [/^j?ruby[\d.]*$/, 'ruby'],
  [/^php[\d.]*$/, 'php'],
  [/^pwsh$/, 'powershell'],
]
const SHEBANG = /^#!\s*(?:\S*\/)?(?:env\s+(?:-\S+\s+)*(?:\w+=\S*\s+)*)?(?:\S*\/)?([^\s/]+)/

/**
 * The grammar that reads a file; undefined for a language without one.
 *
 * @param firstLine  Of the file, with or without its line break.
 */
export function grammarOf(path: string, firstLine: string): GrammarName | undefined {
  const file = path.slice(path.lastIndexOf('/') + 1)
  const known = GRAMMAR_OF_NAME.get(file) ?? GRAMMAR_OF_ENDING.get(endingOf(path))
  if (known !== undefined || file.includes('.')) return known
  const interpreter = SHEBANG.exec(firstLine)?.[1]
  return INTERPRETERS.find(([pattern]) => interpreter !== undefined && pattern.test(interpreter))?.[1]
}

/** Lower case, without the dot; empty when there is none. */
export function endingOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1)
  const dot = file.lastIndexOf('.')
  return dot < 1 ? '' : file.slice(dot + 1).toLowerCase()
}
