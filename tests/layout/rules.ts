// The rules of the house as pure functions: module facts in, violations out, one sentence each.
import type { ModuleFacts, ModuleImport } from './modules.ts'

/** Which floors a floor may import from; `null` is no limit. */
const FLOORS: Readonly<Record<string, readonly string[] | null>> = {
  drizzle: ['drizzle'],
  lib: ['lib', 'drizzle'],
  agents: ['agents', 'lib'],
  app: ['app', 'agents', 'lib'],
  cli: ['cli', 'agents', 'lib'],
  tests: null,
  bench: null,
  deploy: null,
}

/** Modules that Next and the tools want beside the floors, and the floor they belong to. */
const ROOT_MODULES: Readonly<Record<string, string>> = {
  'next.config.ts': 'app',
  'proxy.ts': 'app',
  'instrumentation.ts': 'app',
  'vitest.config.ts': 'tests',
  'drizzle.config.ts': 'tests',
}

/** Which rooms of lib/ a room may import from; the files directly in lib/ are open to all rooms. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  git: [],
  models: [],
  vectors: [],
  db: ['drizzle'],
  history: ['git', 'db', 'drizzle'],
  code: ['git', 'db', 'models', 'vectors', 'history', 'drizzle'],
}

/** The one door of each foreign package: the paths that may import it. tests/ and bench/ may open any. */
const DOORS: readonly (readonly [packages: RegExp, door: RegExp])[] = [
  [/^node:child_process$/, /^(lib\/git\/(run|objects)\.ts|lib\/models\/weights[^/]*\.ts|cli\/)/],
  [/^@electric-sql\//, /^lib\/db\//],
  [/^(pg|pg-copy-streams)$/, /^lib\/db\//],
  [/^drizzle-orm$/, /^(drizzle|lib\/(db|history|code))\//],
  [/^web-tree-sitter$/, /^lib\/code\/structure\/grammars\.ts$/],
  [/^@zilliz\//, /^lib\/vectors\/milvus[^/]*\.ts$/],
  [/^node-llama-cpp$/, /^lib\/models\/embedded[^/]*\.ts$/],
  [/^onnxruntime-node$/, /^lib\/models\/embedder[^/]*\.ts$/],
  [/^@langchain\/langgraph$/, /^agents\//],
  [/^prom-client$/, /^lib\/metrics\.ts$/],
  [/^(next|react|react-dom|streamdown)$/, /^(app\/|next\.config\.ts$|proxy\.ts$|instrumentation\.ts$)/],
]

/** instrumentation.ts asks only for which runtime it was compiled. */
const ENVIRONMENT_READERS = /^(lib\/config\.ts$|instrumentation\.ts$|cli\/|tests\/|bench\/)/
const DEFAULT_EXPORTERS = /^(app\/|[^/]+$)/
const OPENING_SENTENCE = /^\/\/ \S.*\S/

/** Everything in `modules` that breaks a rule, in path order; empty when the house is in order. */
export function findViolations(modules: readonly ModuleFacts[]): readonly string[] {
  return [
    ...modules.flatMap((module) => [
      ...ownRules(module),
      ...module.imports.flatMap((used) => importRules(module, used)),
    ]),
    ...browserRules(modules),
    ...circles(modules),
  ].toSorted()
}

/** The floor of a path; undefined for a place the house does not have. */
export function floorOf(path: string): string | undefined {
  const folder = path.includes('/') ? path.split('/', 1)[0] : ROOT_MODULES[path]
  return folder !== undefined && folder in FLOORS ? folder : undefined
}

function ownRules({ path, ...module }: ModuleFacts): readonly string[] {
  const room = roomOf(path)
  return [
    ...(floorOf(path) === undefined ? [`${path} lies outside every floor`] : []),
    ...(room !== undefined && !(room in ROOMS) ? [`${path}: lib/ has no room "${room}"`] : []),
    ...(OPENING_SENTENCE.test(module.openingLine) ? [] : [`${path} does not open with a sentence`]),
    ...(module.readsEnvironment && !ENVIRONMENT_READERS.test(path) ? [`${path} reads process.env`] : []),
    ...(module.exportsDefault && !DEFAULT_EXPORTERS.test(path) ? [`${path} has a default export`] : []),
    ...(module.onlyReexports ? [`${path} is a barrel`] : []),
  ]
}

function importRules({ path }: ModuleFacts, used: ModuleImport): readonly string[] {
  return used.isOwn ? ownImportRules(path, used) : foreignImportRules(path, used)
}

function ownImportRules(path: string, { target, specifier }: ModuleImport): readonly string[] {
  const [floor, targetFloor] = [floorOf(path), floorOf(target)]
  const allowed = floor === undefined ? null : (FLOORS[floor] ?? null)
  const says = `${path} imports ${target}`
  return [
    ...(allowed !== null && !allowed.includes(targetFloor ?? '') ? [`${says}: not allowed from ${floor}/`] : []),
    ...(mayEnter(path, target) ? [] : [`${says}: these rooms do not know each other`]),
    ...(specifier.startsWith('.') && floor !== targetFloor ? [`${says} by a relative path across floors`] : []),
    ...(/\.(tsx?|css|json)$/.test(specifier) ? [] : [`${says} without its ending`]),
  ]
}

/** The rules between rooms of lib/, and the door of the tables. */
function mayEnter(path: string, target: string): boolean {
  if (!path.startsWith('lib/')) return true
  const [room, targetRoom] = [roomOf(path), target.startsWith('drizzle/') ? 'drizzle' : roomOf(target)]
  if (targetRoom === undefined || targetRoom === room) return true
  return room !== undefined && (ROOMS[room]?.includes(targetRoom) ?? false)
}

function roomOf(path: string): string | undefined {
  const [floor, room, inside] = path.split('/')
  return floor === 'lib' && inside !== undefined ? room : undefined
}

function foreignImportRules(path: string, { target }: ModuleImport): readonly string[] {
  if (FLOORS[floorOf(path) ?? ''] === null) return []
  return DOORS.filter(([packages, door]) => packages.test(target) && !door.test(path)).map(
    () => `${path} imports ${target}, which has its own door`,
  )
}

/** Whatever runs in the browser takes only types from outside app/ and nothing from Node. */
function browserRules(modules: readonly ModuleFacts[]): readonly string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const inBrowser = modules.filter((module) => module.directives.includes('use client')).map((module) => module.path)
  const seen = new Set(inBrowser)
  const violations: string[] = []
  for (const path of inBrowser) {
    for (const { target, isOwn } of valueImports(byPath.get(path))) {
      if (isOwn && floorOf(target) !== 'app') violations.push(`${path} runs in the browser and imports ${target}`)
      if (target.startsWith('node:')) violations.push(`${path} runs in the browser and imports ${target}`)
      if (!isOwn || seen.has(target) || byPath.get(target)?.directives.includes('use server') !== false) continue
      seen.add(target)
      inBrowser.push(target)
    }
  }
  return violations
}

function circles(modules: readonly ModuleFacts[]): readonly string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const done = new Set<string>()
  const found: string[] = []
  const follow = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path)
    if (start >= 0) found.push(`a circle of imports: ${[...way.slice(start), path].join(' → ')}`)
    if (start >= 0 || done.has(path)) return
    for (const { target, isOwn } of valueImports(byPath.get(path))) if (isOwn) follow(target, [...way, path])
    done.add(path)
  }
  for (const module of modules) follow(module.path, [])
  return found
}

function valueImports(module: ModuleFacts | undefined): readonly ModuleImport[] {
  return module?.imports.filter((used) => !used.isTypeOnly) ?? []
}
