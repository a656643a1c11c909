// How lines look that define something, for languages without a grammar and for files that a parser gave up.
import type { DefinitionKind } from './structure.ts'

export interface LinePattern {
  /** Its first group is the name. */
  readonly pattern: RegExp
  readonly kind: DefinitionKind
}

const NAME = '([A-Za-z_$][\\w$]*)'
const WORDS = (words: string) => `(?:(?:${words})\\s+)*`
const line = (kind: DefinitionKind, source: string): LinePattern => ({ kind, pattern: new RegExp(source) })

const C_LIKE: readonly LinePattern[] = [
  ...(['class', 'struct', 'interface', 'enum', 'trait'] as const).map((kind) =>
    line(
      kind,
      `^\\s*(?:template\\s*<.*>\\s*)?${WORDS('public|private|protected|internal|static|final|abstract|sealed|partial|export|open|data|inner|value|annotation|typedef')}${kind === 'struct' ? '(?:struct|union|record)' : kind === 'interface' ? '(?:interface|protocol)' : kind}\\s+(?:class\\s+)?${NAME}\\s*(?:<[^>]*>)?\\s*(?:[:{(]|$|extends\\b|implements\\b|permits\\b|where\\b|final\\b|with\\b)(?![^{]*;\\s*$)`,
    ),
  ),
  line('module', `^\\s*namespace\\s+([\\w:.]+)`),
  line('function', '^(?:[A-Za-z_][\\w:<>,*&\\s[\\]]*?[\\s*&])(?:[A-Za-z_]\\w*::)?(~?[A-Za-z_]\\w*)\\s*\\([^;]*$'),
  line(
    'method',
    `^\\s+(?:(?:public|private|protected|internal|static|final|abstract|virtual|override|async|synchronized)\\s+)+[\\w<>,.\\[\\]?\\s]+?\\s${NAME}\\s*\\(`,
  ),
  line('macro', '^#define\\s+([A-Za-z_]\\w*)'),
  line('type', '^typedef\\s.*?([A-Za-z_]\\w*)\\s*;'),
]

const KOTLIN_WORDS = WORDS(
  'public|private|protected|internal|open|abstract|final|override|suspend|inline|infix|operator|tailrec|external|expect|actual|data|sealed|inner|value|annotation|const|lateinit|companion|fun(?=\\s+interface)',
)
const SWIFT_WORDS = WORDS(
  'public|private|fileprivate|internal|open|final|static|class(?=\\s+(?:func|var))|override|mutating|nonmutating|convenience|required|indirect|async|lazy|weak|@\\w+(?:\\([^)]*\\))?',
)
const SCALA_WORDS = WORDS(
  'private(?:\\[\\w+\\])?|protected(?:\\[\\w+\\])?|override|final|sealed|abstract|implicit|lazy|case|inline|given|opaque|open',
)

const PATTERNS: Readonly<Record<string, readonly LinePattern[]>> = {
  python: [
    line('class', `^\\s*class\\s+${NAME}`),
    line('function', `^\\s*(?:async\\s+)?def\\s+${NAME}`),
    line('constant', '^([A-Za-z_][A-Za-z0-9_]*)\\s*(?::[^=]+)?=(?!=)'),
  ],
  javascript: [
    line('class', `^\\s*(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?(?:abstract\\s+)?class\\s+${NAME}`),
    line('interface', `^\\s*(?:export\\s+)?(?:declare\\s+)?interface\\s+${NAME}`),
    line('enum', `^\\s*(?:export\\s+)?(?:declare\\s+)?(?:const\\s+)?enum\\s+${NAME}`),
    line('module', `^\\s*(?:export\\s+)?(?:declare\\s+)?namespace\\s+${NAME}`),
    line('type', `^\\s*(?:export\\s+)?(?:declare\\s+)?type\\s+${NAME}\\s*(?:<|=)`),
    line('function', `^\\s*(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?(?:async\\s+)?function\\s*\\*?\\s*${NAME}`),
    line(
      'function',
      `^\\s*(?:export\\s+)?(?:const|let|var)\\s+${NAME}\\s*(?::[^=]+)?=\\s*(?:async\\s*)?(?:function\\b|\\([^)]*\\)\\s*(?::[^=]+)?=>|[A-Za-z_$][\\w$]*\\s*=>|<)`,
    ),
    line('constant', `^(?:export\\s+)(?:const|let|var)\\s+${NAME}`),
    line(
      'method',
      '^\\s{2,}(?:(?:public|private|protected|static|async|override|readonly|get|set)\\s+)*(?!if|for|while|switch|catch|return|function)(#?[A-Za-z_$][\\w$]*)\\s*(?:<[^>]*>)?\\([^)]*\\)\\s*(?::[^{]+)?\\{\\s*$',
    ),
  ],
  go: [
    line('function', `^func\\s+(?:\\([^)]*\\)\\s*)?${NAME}`),
    line('type', `^type\\s+${NAME}`),
    line('constant', `^(?:var|const)\\s+${NAME}`),
  ],
  rust: [
    line(
      'function',
      `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?(?:const\\s+|async\\s+|unsafe\\s+|extern\\s+"[^"]*"\\s+)*fn\\s+${NAME}`,
    ),
    line('struct', `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?(?:struct|union)\\s+${NAME}`),
    line('enum', `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?enum\\s+${NAME}`),
    line('trait', `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?trait\\s+${NAME}`),
    line('type', `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?type\\s+${NAME}`),
    line('module', `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?mod\\s+${NAME}`),
    line('implementation', `^\\s*impl(?:<[^>]*>)?\\s+(?:[\\w:<>]+\\s+for\\s+)?${NAME}`),
    line('macro', `^\\s*macro_rules!\\s+${NAME}`),
  ],
  ruby: [
    line('class', '^\\s*class\\s+([A-Z][\\w:]*)'),
    line('module', '^\\s*module\\s+([A-Z][\\w:]*)'),
    line('method', '^\\s*def\\s+(?:self\\.)?([a-z_]\\w*[?!=]?)'),
  ],
  php: [
    line('class', `^\\s*(?:abstract\\s+|final\\s+|readonly\\s+)*class\\s+${NAME}`),
    line('interface', `^\\s*interface\\s+${NAME}`),
    line('trait', `^\\s*trait\\s+${NAME}`),
    line('enum', `^\\s*enum\\s+${NAME}`),
    line('function', `^\\s*${WORDS('public|private|protected|static|final|abstract')}function\\s+&?${NAME}`),
  ],
  shell: [line('function', '^\\s*(?:function\\s+)?([A-Za-z_][\\w-]*)\\s*\\(\\)\\s*\\{?')],
  powershell: [line('function', '^\\s*(?:function|filter)\\s+([\\w:-]+)'), line('class', `^\\s*class\\s+${NAME}`)],
  perl: [line('function', '^\\s*sub\\s+([A-Za-z_]\\w*)'), line('module', '^\\s*package\\s+([\\w:]+)')],
  'c-like': C_LIKE,
  'objective-c': [
    line('class', `^@(?:interface|implementation)\\s+${NAME}`),
    line('interface', `^@protocol\\s+${NAME}(?!.*;)`),
    line('method', '^[-+]\\s*\\([^)]*\\)\\s*([A-Za-z_]\\w*)'),
    ...C_LIKE,
  ],
  kotlin: [
    line('interface', `^\\s*${KOTLIN_WORDS}interface\\s+${NAME}`),
    line('enum', `^\\s*${KOTLIN_WORDS}enum\\s+class\\s+${NAME}`),
    line('class', `^\\s*${KOTLIN_WORDS}(?:class|object)\\s+${NAME}`),
    line('function', `^\\s*${KOTLIN_WORDS}fun\\s+(?:<[^>]*>\\s*)?(?:[\\w<>?,.]+\\.)?${NAME}\\s*\\(`),
    line('type', `^\\s*${KOTLIN_WORDS}typealias\\s+${NAME}`),
    line('constant', `^(?:    )?${KOTLIN_WORDS}val\\s+${NAME}`),
    line('variable', `^(?:    )?${KOTLIN_WORDS}var\\s+${NAME}`),
  ],
  swift: [
    line('class', `^\\s*${SWIFT_WORDS}(?:class|actor)\\s+${NAME}`),
    line('struct', `^\\s*${SWIFT_WORDS}struct\\s+${NAME}`),
    line('enum', `^\\s*${SWIFT_WORDS}enum\\s+${NAME}`),
    line('interface', `^\\s*${SWIFT_WORDS}protocol\\s+${NAME}`),
    line('implementation', `^\\s*${SWIFT_WORDS}extension\\s+${NAME}`),
    line('function', `^\\s*${SWIFT_WORDS}func\\s+${NAME}`),
    line('method', `^\\s*${SWIFT_WORDS}(init|deinit|subscript)\\s*[?!]?\\s*[({]`),
    line('type', `^\\s*${SWIFT_WORDS}(?:typealias|associatedtype)\\s+${NAME}`),
    line('constant', `^(?:    )?${SWIFT_WORDS}let\\s+${NAME}`),
    line('variable', `^(?:    )?${SWIFT_WORDS}var\\s+${NAME}`),
  ],
  scala: [
    line('class', `^\\s*${SCALA_WORDS}(?:class|object)\\s+${NAME}`),
    line('trait', `^\\s*${SCALA_WORDS}trait\\s+${NAME}`),
    line('enum', `^\\s*${SCALA_WORDS}enum\\s+${NAME}`),
    line('function', `^\\s*${SCALA_WORDS}def\\s+([A-Za-z_$][\\w$]*)`),
    line('type', `^\\s*${SCALA_WORDS}type\\s+${NAME}`),
    line('constant', `^(?:  )?${SCALA_WORDS}val\\s+${NAME}`),
  ],
  dart: [
    line('class', `^\\s*${WORDS('abstract|base|final|sealed|interface|mixin')}(?:class|mixin|extension)\\s+${NAME}`),
    line('enum', `^\\s*enum\\s+${NAME}`),
    line('type', `^\\s*typedef\\s+${NAME}`),
    line(
      'function',
      `^\\s*${WORDS('static|external|abstract|final')}(?:[\\w<>,?.[\\]]+\\s+)${NAME}\\s*\\([^;]*(?:\\{|=>|async\\*?|,|\\()\\s*$`,
    ),
  ],
  lua: [
    line('function', '^\\s*(?:local\\s+)?function\\s+(?:[\\w.]+[.:])?(\\w+)\\s*\\('),
    line('function', '^\\s*(?:local\\s+)?(?:[\\w.]+\\.)?(\\w+)\\s*=\\s*function\\b'),
  ],
  elixir: [
    line('module', '^\\s*defmodule\\s+([\\w.]+)'),
    line('interface', '^\\s*defprotocol\\s+([\\w.]+)'),
    line('implementation', '^\\s*defimpl\\s+([\\w.]+)'),
    line('macro', '^\\s*defmacrop?\\s+([a-z_]\\w*[?!]?)'),
    line('function', '^\\s*def(?:p|delegate|guardp?)?\\s+([a-z_]\\w*[?!]?)'),
  ],
  erlang: [line('module', '^-module\\((\\w+)\\)'), line('function', '^([a-z]\\w*)\\(.*(?:->|,)\\s*$')],
  haskell: [
    line('type', '^(?:data|newtype|type(?:\\s+family)?)\\s+([A-Z]\\w*)'),
    line('class', '^class\\s+(?:.*=>\\s*)?([A-Z]\\w*)'),
    line('function', "^([a-z_][\\w']*)\\s*::"),
  ],
  ocaml: [
    line('module', '^\\s*module\\s+(?:type\\s+)?([A-Z]\\w*)'),
    line('type', '^\\s*type\\s+(?:[^=]*\\s)?([a-z_]\\w*)\\s*=?'),
    line('function', "^\\s*(?:let|and)\\s+(?:rec\\s+)?([a-z_][\\w']*)(?!.*\\bin\\s*$)"),
  ],
  clojure: [
    line('module', '^\\(ns\\s+([\\w.-]+)'),
    line('function', '^\\s*\\(def(?:n-?|multi|method|macro|test)\\s+(?:\\^\\S+\\s+)*([^\\s()[\\]]+)'),
    line('type', '^\\s*\\(def(?:record|type|protocol)\\s+([^\\s()[\\]]+)'),
    line('constant', '^\\s*\\(def(?:once)?\\s+(?:\\^\\S+\\s+)*([^\\s()[\\]]+)'),
  ],
  lisp: [line('function', "^\\s*\\((?:cl-)?def(?:un|macro|subst|generic|method|ine)\\*?\\s+\\(?([^\\s()']+)")],
  julia: [
    line('function', '^\\s*function\\s+(?:[\\w.]+\\.)?(\\w+!?)'),
    line('macro', '^\\s*macro\\s+(\\w+)'),
    line('struct', '^\\s*(?:mutable\\s+)?struct\\s+(\\w+)'),
    line('module', '^\\s*(?:bare)?module\\s+(\\w+)'),
    line('function', '^(\\w+!?)\\([^=]*\\)\\s*=(?!=)'),
  ],
  r: [line('function', '^\\s*([A-Za-z.][\\w.]*)\\s*(?:<-|=)\\s*function\\b')],
  zig: [
    line('function', `^\\s*${WORDS('pub|export|extern|inline')}fn\\s+${NAME}`),
    line(
      'struct',
      `^\\s*(?:pub\\s+)?const\\s+${NAME}\\s*=\\s*(?:packed\\s+|extern\\s+)?(?:struct|union|enum|opaque)\\b`,
    ),
    line('constant', `^(?:pub\\s+)?const\\s+${NAME}`),
  ],
  nim: [
    line('function', '^\\s*(?:proc|func|method|iterator|converter)\\s+`?(\\w+)'),
    line('macro', '^\\s*(?:macro|template)\\s+`?(\\w+)'),
  ],
  groovy: [line('function', `^\\s*${WORDS('public|private|protected|static|final')}def\\s+${NAME}\\s*\\(`), ...C_LIKE],
  sql: [
    line(
      'function',
      '^\\s*create\\s+(?:or\\s+replace\\s+)?(?:function|procedure|trigger)\\s+(?:if\\s+not\\s+exists\\s+)?["`]?([\\w.]+)',
    ),
    line(
      'class',
      '^\\s*create\\s+(?:temp(?:orary)?\\s+)?(?:table|view|materialized\\s+view)\\s+(?:if\\s+not\\s+exists\\s+)?["`]?([\\w.]+)',
    ),
    line('type', '^\\s*create\\s+(?:type|domain)\\s+["`]?([\\w.]+)'),
  ].map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern.source, 'i') })),
  proto: [
    line('struct', '^\\s*message\\s+(\\w+)'),
    line('enum', '^\\s*enum\\s+(\\w+)'),
    line('interface', '^\\s*service\\s+(\\w+)'),
    line('method', '^\\s*rpc\\s+(\\w+)'),
  ],
  graphql: [
    line('type', '^\\s*(?:extend\\s+)?(?:type|input|union|scalar)\\s+(\\w+)'),
    line('interface', '^\\s*interface\\s+(\\w+)'),
    line('enum', '^\\s*enum\\s+(\\w+)'),
  ],
  terraform: [
    line('module', '^\\s*(?:module|provider)\\s+"([^"]+)"'),
    line('variable', '^\\s*(?:variable|output)\\s+"([^"]+)"'),
    line('class', '^\\s*(?:resource|data)\\s+"[^"]+"\\s+"([^"]+)"'),
  ],
  vim: [line('function', '^\\s*fu(?:nction)?!?\\s+([\\w:#<>]+)')],
  make: [line('function', '^([A-Za-z0-9_./%-]+)\\s*:(?![=:])'), line('variable', '^([A-Za-z_]\\w*)\\s*[:?+]?=')],
}

const ENDINGS: Readonly<Record<string, string>> = {
  python: 'py pyi pyw pyx pxd',
  javascript: 'js jsx mjs cjs ts tsx mts cts vue svelte astro coffee',
  go: 'go',
  rust: 'rs',
  ruby: 'rb rake gemspec cr',
  php: 'php phtml',
  shell: 'sh bash zsh ksh bats fish',
  powershell: 'ps1 psm1 psd1',
  perl: 'pl pm t',
  'c-like': 'c h cc cpp cxx hpp hh hxx java cs cu glsl hlsl d',
  'objective-c': 'm mm',
  kotlin: 'kt kts',
  swift: 'swift',
  scala: 'scala sc sbt',
  dart: 'dart',
  lua: 'lua',
  elixir: 'ex exs',
  erlang: 'erl hrl',
  haskell: 'hs',
  ocaml: 'ml mli fs fsi',
  clojure: 'clj cljs cljc edn',
  lisp: 'el lisp lsp scm rkt',
  julia: 'jl',
  r: 'r',
  zig: 'zig',
  nim: 'nim',
  groovy: 'groovy gradle',
  sql: 'sql',
  proto: 'proto',
  graphql: 'graphql gql',
  terraform: 'tf hcl',
  vim: 'vim',
  make: 'mk mak',
}
const LANGUAGE_OF_ENDING: ReadonlyMap<string, string> = new Map(
  Object.entries(ENDINGS).flatMap(([language, endings]) => endings.split(' ').map((ending) => [ending, language])),
)

/** Empty for prose and unknown languages. The first line that fits decides. */
export function linePatternsOf(path: string, ending: string): readonly LinePattern[] {
  const language = LANGUAGE_OF_ENDING.get(ending) ?? (/(?:^|\/)(?:GNU)?[Mm]akefile$/.test(path) ? 'make' : '')
  return PATTERNS[language] ?? []
}
