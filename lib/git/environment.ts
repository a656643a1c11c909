// What every git process is started with: flags and variables that leave a repository no say over the machine.
import { existsSync } from 'node:fs'
import { readVariables } from '#lib/config.ts'

/** Variables of the user that git needs to find itself, scratch space and the network; everything else stays outside. */
const INHERITED = [
  'PATH',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'SSH_AUTH_SOCK',
  ...['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'],
] as const

/** Flags before the subcommand. Each closes one way in which a configuration could run code or change an answer. */
const FLAGS: readonly string[] = [
  '--no-pager',
  '--no-optional-locks',
  '--no-replace-objects',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.attributesFile=/dev/null',
    'core.excludesFile=/dev/null',
    'core.askPass=',
    'core.packedGitLimit=4g',
    'credential.helper=',
    'gc.auto=0',
    'maintenance.auto=false',
    'log.showSignature=false',
    'log.mailmap=false',
    'diff.mnemonicPrefix=false',
    'diff.noprefix=false',
    'protocol.version=2',
    'safe.bareRepository=explicit',
    'submodule.recurse=false',
  ].flatMap((setting) => ['-c', setting]),
]

/** Address space for packs, which are mapped and cost no memory; git keeps to 4 GiB of them at once, plus their indexes. */
const PACK_ROOM_BYTES = 8 * 1024 * 1024 * 1024
/** Where util-linux puts the program that lowers the limits of a process before it starts. */
const PRLIMIT_FILES = ['/usr/bin/prlimit', '/bin/prlimit'] as const

/** Those variables alone: what our own look at a remote needs to go the same way as git. */
export function inheritedVariables(): Record<string, string> {
  return readVariables(INHERITED)
}

/**
 * The whole environment of a git process; nothing of the server's own leaks into it.
 *
 * No protocol is allowed unless `extra` allows one. HOME is empty ground, so neither ~/.gitconfig, ~/.netrc nor
 * ~/.config/git is read.
 */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...inheritedVariables(),
    HOME: '/nonexistent',
    GIT_ALLOW_PROTOCOL: '',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_GRAFT_FILE: '/nonexistent/grafts',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    TZ: 'UTC',
    ...extra,
  }
}

/**
 * Program and arguments of one git call.
 *
 * @param memoryLimitBytes  What the process, and each of its children, may allocate. Where `prlimit` does not exist
 *   (macOS has no such limit) the wall clock and the output limit alone stop a bomb.
 */
export function gitCommandLine(o: {
  readonly args: readonly string[]
  readonly settings: readonly string[]
  readonly gitFolder?: string
  readonly globPathspecs?: boolean
  readonly memoryLimitBytes: number
}): { readonly file: string; readonly args: readonly string[] } {
  const args = [
    ...FLAGS,
    ...o.settings.flatMap((setting) => ['-c', setting]),
    o.globPathspecs === true ? '--glob-pathspecs' : '--literal-pathspecs',
    ...(o.gitFolder === undefined ? [] : [`--git-dir=${o.gitFolder}`]),
    ...o.args,
  ]
  const prlimit = PRLIMIT_FILES.find((file) => existsSync(file))
  if (prlimit === undefined) return { file: 'git', args }
  const limits = [`--data=${o.memoryLimitBytes}`, `--as=${o.memoryLimitBytes + PACK_ROOM_BYTES}`, '--core=0']
  return { file: prlimit, args: [...limits, 'git', ...args] }
}
