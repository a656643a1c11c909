// What a file is to a reader who looks for where something is done, judged by its path.
import { kindOfFile } from './file-kind.ts'

export type FileRole = 'source' | 'declaration' | 'test' | 'benchmark' | 'example' | 'docs' | 'changelog' | 'config'

const CHANGELOG =
  /(?:^|\/)(?:changes|changelog|history|news|release[-_ ]?notes)[^/]*$|(?:^|\/)(?:relnotes|changelogs?)\//i
const EXAMPLE = /(?:^|\/)(?:examples?|samples?|demos?|tutorials?|playground)\//i
const BENCHMARK = /(?:^|\/)(?:bench|benches|benchmarks?|perf)\/|[._-](?:bench|benchmark)s?\.[^/]+$/i
const TEST =
  /(?:^|[/_-])(?:tests?|specs?|testdata|fixtures?|mocks?|__mocks__)\/|(?:^|\/)conftest\.py$|Tests?\.(?:java|kt|cs|swift|scala)$/
const BUILD =
  /(?:^|\/)(?:makefile|dockerfile|rakefile|gemfile|justfile|gruntfile|gulpfile)[^/]*$|\.config\.[cm]?[jt]s$|\.(?:cmake|gradle|mk|lock)$/i
const SOURCE_OF_CHANGELOG = /\.(?:c|cc|cpp|h|go|rs|py|rb|js|jsx|ts|tsx|java|kt|cs|php|swift)$/i

export function roleOfFile(path: string): FileRole {
  if (CHANGELOG.test(path) && !SOURCE_OF_CHANGELOG.test(path)) return 'changelog'
  if (BENCHMARK.test(path)) return 'benchmark'
  const kind = kindOfFile(path)
  if (kind === 'test' || TEST.test(path)) return 'test'
  if (EXAMPLE.test(path)) return 'example'
  if (kind !== 'source') return kind
  if (BUILD.test(path)) return 'config'
  return /\.(?:d\.[cm]?ts|pyi)$/i.test(path) ? 'declaration' : 'source'
}

/** Names that every folder may have; then the folder says what the file is about. */
const NAMELESS = /^(?:index|mod|main|init|__init__|__main__|lib|doc|package)$/i

/**
 * The name that says what a file is about, without its ending: `tree` of `src/tree.go`, `etag` of `middleware/etag/index.ts`.
 *
 * @returns `folders`: the rest of the path, separated by blanks.
 */
export function partsOfPath(path: string): { readonly name: string; readonly folders: string } {
  const segments = path.split('/')
  const file = segments.pop() ?? ''
  const stem = file.replace(/(?<=.)\.[^.]*$/, '')
  const folder = segments.at(-1)
  if (!NAMELESS.test(stem) || folder === undefined) return { name: stem, folders: segments.join(' ') }
  return { name: folder, folders: segments.slice(0, -1).join(' ') }
}
