// What tree-sitter is asked of each language: a definition is captured under its kind, with its `name` and sometimes its `owner`.
import type { GrammarName } from '../languages.ts'
import { C_SHARP } from './c-sharp.ts'
import { CPP } from './cpp.ts'
import { GO } from './go.ts'
import { JAVA } from './java.ts'
import { JAVASCRIPT } from './javascript.ts'
import { PHP } from './php.ts'
import { PYTHON } from './python.ts'
import { RUBY } from './ruby.ts'
import { RUST } from './rust.ts'
import { BASH, POWERSHELL } from './shells.ts'
import { TYPESCRIPT } from './typescript.ts'

export const QUERIES: Readonly<Record<GrammarName, string>> = {
  bash: BASH,
  'c-sharp': C_SHARP,
  cpp: CPP,
  go: GO,
  java: JAVA,
  javascript: JAVASCRIPT,
  php: PHP,
  powershell: POWERSHELL,
  python: PYTHON,
  ruby: RUBY,
  rust: RUST,
  tsx: TYPESCRIPT,
  typescript: TYPESCRIPT,
}
