// Gathers, for every module of the tree, what the layout rules decide on: imports, directives, exports, opening comment.
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseAst } from 'vitest/node'

/** One `import`, `export … from`, `import()` or `import('…')` type. */
export interface ModuleImport {
  /** As written. */
  readonly specifier: string
  /** Path from the root for our own modules, package name (with `node:`) for foreign ones. */
  readonly target: string
  readonly isOwn: boolean
  /** True when it vanishes with the types. */
  readonly isTypeOnly: boolean
}

/** What the rules need to know of a module; `path` is relative to the root, with `/`. */
export interface ModuleFacts {
  readonly path: string
  readonly imports: readonly ModuleImport[]
  readonly directives: readonly string[]
  readonly openingLine: string
  readonly readsEnvironment: boolean
  readonly exportsDefault: boolean
  /** True when it has statements and all of them are `export … from`. */
  readonly onlyReexports: boolean
}

const LEFT_OUT = new Set(['node_modules', '.next', '.git', '.cache', 'coverage', 'public', 'docs', 'next-env.d.ts'])
const PREFIX = /^#(lib|agents|drizzle|app|cli|tests)\//

/** All TypeScript modules below `rootFolder`, in path order. */
export function readModules(rootFolder: string): readonly ModuleFacts[] {
  return listModules(rootFolder, '')
    .toSorted()
    .map((path) => readModule(path, readFileSync(join(rootFolder, path), 'utf8')))
}

/** The facts of one module from its text. */
export function readModule(path: string, text: string): ModuleFacts {
  const program: unknown = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' })
  if (!isNode(program)) throw new Error(`${path} was not parsed`)
  const statements = nodesOf(program.body)
  const imports: ModuleImport[] = []
  let readsEnvironment = false
  walk(program, (node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) imports.push(describeImport(path, specifier, isTypeOnly(node)))
    if (isProcessEnvironment(node)) readsEnvironment = true
  })
  return {
    path,
    imports,
    directives: statements.flatMap((statement) =>
      typeof statement.directive === 'string' ? [statement.directive] : [],
    ),
    openingLine: text.replace(/^#!.*\n/, '').split('\n', 1)[0] ?? '',
    readsEnvironment,
    exportsDefault: statements.some((statement) => statement.type === 'ExportDefaultDeclaration'),
    onlyReexports: statements.length > 0 && statements.every(isReexport),
  }
}

/** A syntax node: the parser's own type is too wide to walk without looking at every kind. */
interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

function listModules(rootFolder: string, folder: string): string[] {
  return readdirSync(join(rootFolder, folder), { withFileTypes: true }).flatMap((entry: Dirent) => {
    if (LEFT_OUT.has(entry.name)) return []
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) return listModules(rootFolder, path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}

function describeImport(from: string, specifier: string, typeOnly: boolean): ModuleImport {
  const shared = { specifier, isTypeOnly: typeOnly }
  if (specifier.startsWith('.')) return { ...shared, isOwn: true, target: posix.join(posix.dirname(from), specifier) }
  if (PREFIX.test(specifier)) return { ...shared, isOwn: true, target: specifier.slice(1) }
  return { ...shared, isOwn: false, target: packageOf(specifier) }
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

const FROM_NODES = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function specifierOf(node: Node): string | undefined {
  if (!FROM_NODES.has(node.type)) return undefined
  const source = isNode(node.source) ? node.source : isNode(node.argument) ? node.argument : undefined
  const literal = source?.type === 'TSLiteralType' && isNode(source.literal) ? source.literal : source
  return typeof literal?.value === 'string' ? literal.value : undefined
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true
  const names = nodesOf(node.specifiers)
  return names.length > 0 && names.every((name) => name.importKind === 'type' || name.exportKind === 'type')
}

function isReexport(statement: Node): boolean {
  return (
    statement.type === 'ExportAllDeclaration' ||
    (statement.type === 'ExportNamedDeclaration' && isNode(statement.source))
  )
}

function isProcessEnvironment(node: Node): boolean {
  return node.type === 'MemberExpression' && nameOf(node.object) === 'process' && nameOf(node.property) === 'env'
}

function nameOf(value: unknown): unknown {
  return isNode(value) ? value.name : undefined
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, visit)
    else for (const child of nodesOf(value)) walk(child, visit)
  }
}

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
