// Files whose lines say nothing about work: lock files, generated files, vendored code. Their changes count, their lines do not.

/** A kind of file that is left out of line counts. */
interface UncountedKind {
  readonly reason: string
  /** Globs as git reads them after `:(glob)`. */
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

/** Decides about paths. */
export interface UncountedFiles {
  /** Why the lines of this file are not counted; undefined when they are. */
  reasonFor(path: string): string | undefined
  /** The globs that fit at least one of the paths: git need not try the others. */
  globsFor(paths: Iterable<string>): readonly string[]
}

export function createUncountedFiles(): UncountedFiles {
  const rules = KINDS.flatMap(({ reason, globs }) => globs.map((glob) => ({ reason, glob, pattern: patternOf(glob) })))
  return {
    reasonFor: (path) => rules.find(({ pattern }) => pattern.test(path))?.reason,
    globsFor(paths) {
      const used = new Set<string>()
      for (const path of paths)
        for (const { glob, pattern } of rules) if (!used.has(glob) && pattern.test(path)) used.add(glob)
      return rules.map(({ glob }) => glob).filter((glob) => used.has(glob))
    },
  }
}

/** A glob of the forms used above as a regular expression: `**` in front, `*` in a name, `**` at the end. */
function patternOf(glob: string): RegExp {
  const parts = glob.split('/').map((part) => part.replaceAll(/[.+]/g, '\\$&').replaceAll(/(?<!\*)\*(?!\*)/g, '[^/]*'))
  const inner = parts.filter((part) => part !== '**').join('/')
  return new RegExp(`^(?:.*/)?${inner}${glob.endsWith('/**') ? '/' : '$'}`, 's')
}
