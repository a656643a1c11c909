// Compares our definitions with those of Universal Ctags, an independent tool: node bench/ctags.ts REPOSITORY [--at REVISION] [--show LANGUAGE]
// A definition is the same when name and line are; its kind is compared in classes: callable, type, value, module, macro.
// Where we differ on purpose: values and object keys that only live inside a function or call are no definitions, nor is what `require`
// brings in; a constant that holds a function is a function; fields with a type and no value, members of types and functions in
// objects with a name are definitions. ctags calls a method of Python a member, and lists assignments of shell aliases as functions.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { skipReasonOfContent, skipReasonOfPath } from '#lib/code/file-kind.ts'
import { grammarOf } from '#lib/code/structure/languages.ts'
import { readStructure } from '#lib/code/structure/read-structure.ts'
import { type Definition, isSymbol } from '#lib/code/structure/structure.ts'
import { listTree, streamBlobs } from '#lib/git/objects.ts'
import { printRow } from './measure.ts'
import { git, gitFolderOfArgument } from './plain-git.ts'

const CLASSES: Readonly<Record<string, string>> = {
  callable:
    'function method func singletonMethod subroutine constructor generator getter setter procedure filter methodSpec accessor',
  type: 'class struct interface enum union trait typedef type alias talias implementation record annotation delegate typealias',
  value:
    'variable constant member field property enumerator const var enumConstant local enumLiteral anonMember event static',
  module: 'module namespace package',
  macro: 'macro define',
}
/** What ctags lists and we do not on purpose: names that only live inside a function, imports, parts of the text. */
const NOT_OURS =
  /^(?:local|parameter|label|prototype|externvar|header|unknown|heredoc|script|import|import alias|using|package|packageName|anonMember|target)$/
const LIMIT_BYTES = 1024 * 1024
const REASONS_SHOWN = 8

interface Tag {
  readonly path: string
  readonly name: string
  readonly line: number
  readonly kind: string
}
type Line = Pick<Definition, 'name' | 'kind' | 'line'>

const { values } = parseArgs({
  allowPositionals: true,
  options: { at: { type: 'string', default: 'HEAD' }, show: { type: 'string', default: '' } },
})
const gitFolder = gitFolderOfArgument()
const revision = git(gitFolder, ['rev-parse', '--verify', `${values.at}^{commit}`])

const ours = await readOurs()
const theirs = readTheirs()
for (const [language, paths] of Map.groupBy(ours.keys(), (path) => ours.get(path)?.language ?? ''))
  compare(language, paths)

async function readOurs() {
  const { entries } = await listTree({ gitFolder, revision, recursive: true })
  const files = entries.filter(
    ({ type, mode, path }) => type === 'blob' && mode !== '120000' && skipReasonOfPath(path) === undefined,
  )
  const pathsOf = Map.groupBy(files, ({ oid }) => oid)
  const found = new Map<string, { readonly language: string; readonly definitions: readonly Line[] }>()
  for await (const { oid, content } of streamBlobs({ gitFolder, oids: pathsOf.keys(), limitBytes: LIMIT_BYTES }))
    for (const { path } of pathsOf.get(oid) ?? []) {
      if (content === null || skipReasonOfContent(content) !== undefined) continue
      const text = content.toString('utf8')
      const language = grammarOf(path, text.slice(0, 200))
      if (language === undefined) continue
      const { definitions } = await readStructure(path, text)
      found.set(path, {
        language,
        definitions: definitions.filter((one) => isSymbol(one) || one.kind === 'implementation'),
      })
    }
  return found
}

function readTheirs(): ReadonlyMap<string, readonly Tag[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sparky-ctags-'))
  try {
    const archive = execFileSync('git', [`--git-dir=${gitFolder}`, 'archive', revision], { maxBuffer: 1 << 30 })
    execFileSync('tar', ['-x', '-C', folder], { input: archive })
    const output = execFileSync(
      'ctags',
      ['-R', '--links=no', '--output-format=json', '--fields=+nK', '--sort=no', '-f', '-', '.'],
      {
        cwd: folder,
        maxBuffer: 1 << 30,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    const tags = output.split('\n').flatMap((line): Tag[] => {
      if (line === '') return []
      const tag: Tag = JSON.parse(line)
      return [{ ...tag, path: tag.path.replace(/^\.\//, '') }]
    })
    return Map.groupBy(
      tags.filter(({ kind, name }) => !NOT_OURS.test(kind) && !/^__anon|^AnonymousFunction|^anonymous/i.test(name)),
      ({ path }) => path,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function compare(language: string, paths: readonly string[]): void {
  let both = 0
  const otherKind: string[] = []
  const onlyOurs: string[] = []
  const onlyTheirs: string[] = []
  for (const path of paths) {
    const own = ours.get(path)?.definitions ?? []
    const other = theirs.get(path) ?? []
    const key = ({ name, line }: { readonly name: string; readonly line: number }) => `${line} ${plain(name)}`
    const [ownAt, otherAt] = [new Map(own.map((one) => [key(one), one])), new Map(other.map((one) => [key(one), one]))]
    for (const [at, one] of ownAt) {
      const same = otherAt.get(at)
      if (same === undefined) onlyOurs.push(`${one.kind}\t${path}:${one.line} ${one.name}`)
      else both += 1
      if (same !== undefined && classOf(same.kind) !== classOf(one.kind))
        otherKind.push(`${one.kind}, theirs ${same.kind}	${path}:${one.line} ${one.name}`)
    }
    for (const [at, one] of otherAt) if (!ownAt.has(at)) onlyTheirs.push(`${one.kind}\t${path}:${one.line} ${one.name}`)
  }
  const ratio = (part: number) => (both + part === 0 ? '–' : (both / (both + part)).toFixed(3))
  printRow(
    `${language} (${paths.length} files)`,
    `both ${both} (kind differs ${otherKind.length}), only ours ${onlyOurs.length}, only theirs ${onlyTheirs.length}; of theirs we have ${ratio(onlyTheirs.length)}`,
  )
  for (const [side, rows] of [
    ['kind differs: ours', otherKind],
    ['only ours', onlyOurs],
    ['only theirs', onlyTheirs],
  ] as const)
    for (const [kind, group] of [...Map.groupBy(rows, (row) => row.split('\t')[0] ?? '')]
      .sort((a, b) => b[1].length - a[1].length)
      .slice(0, REASONS_SHOWN)) {
      printRow(`  ${side}: ${kind}`, `${group.length}, such as ${group[0]?.split('\t')[1] ?? ''}`)
      if (values.show === language) for (const row of group) process.stdout.write(`      ${row}\n`)
    }
}

function classOf(kind: string): string {
  return Object.entries(CLASSES).find(([, words]) => words.split(' ').includes(kind))?.[0] ?? kind
}

/** Both write operators, receivers and quotes in their own way. */
function plain(name: string): string {
  return name.replace(/^.*(?:::|[.#])(?=[\w~$])/, '').replace(/\s+/g, '')
}
