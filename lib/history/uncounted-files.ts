// Files whose lines say nothing about work: lock files, generated files, vendored code. Their changes count, their lines do not.

/** A kind of file that is left out of line counts. */
interface UncountedKind {
  readonly reason: string
  /** Globs as git reads them. */
  readonly globs: readonly string[]
}

const KINDS: readonly UncountedKind[] = [
  {
    reason: 'lock file',
    globs: [
      ...[
        'package-lock.json',
        'npm-shrinkwrap.json',
        'yarn.lock',
        'pnpm-lock.yaml',
        'bun.lock',
        'bun.lockb',
        'deno.lock',
      ],
      ...[
        'composer.lock',
        'Gemfile.lock',
        'Cargo.lock',
        'poetry.lock',
        'Pipfile.lock',
        'uv.lock',
        'pdm.lock',
        'go.sum',
      ],
      ...['flake.lock', 'mix.lock', 'pubspec.lock', 'Podfile.lock', 'packages.lock.json', 'gradle.lockfile'],
    ].map((name) => `**/${name}`),
  },
  {
    reason: 'generated file',
    globs: [
      '**/*.min.js',
      '**/*.min.css',
      '**/*.js.map',
      '**/*.css.map',
      '**/*.pb.go',
      '**/*_pb2.py',
      '**/*.g.dart',
      '**/*.designer.cs',
    ],
  },
  { reason: 'vendored file', globs: ['**/node_modules/**', '**/bower_components/**', '**/vendor/**'] },
]

const PATTERNS = KINDS.map(({ reason, globs }) => ({
  reason,
  // One expression a kind: this is asked of every change of the history.
  pattern: new RegExp(globs.map((glob) => `(?:${patternOf(glob)})`).join('|'), 's'),
}))

/** Why the lines of this file are not counted; undefined when they are. */
export function uncountedReason(path: string): string | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(path))?.reason
}

/** A glob of the forms used above as the text of a regular expression: `**` in front, `*` in a name, `**` at the end. */
function patternOf(glob: string): string {
  const parts = glob.split('/').map((part) => part.replaceAll(/[.+]/g, '\\$&').replaceAll(/(?<!\*)\*(?!\*)/g, '[^/]*'))
  const inner = parts.filter((part) => part !== '**').join('/')
  return `^(?:.*/)?${inner}${glob.endsWith('/**') ? '/' : '$'}`
}
