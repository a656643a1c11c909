// A browser for the tests: the system's, the distribution's package where it may be installed, else Playwright's download.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Terminal } from './terminal.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const MAC_FILES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const INSTALL_TIMEOUT_MS = 300_000

/** The file of a Chromium-like browser, installed if need be; undefined when none can be had. */
export function findBrowser(rootFolder: string, terminal: Terminal): string | undefined {
  return findInstalled() ?? installPackage(terminal) ?? download(rootFolder, terminal)
}

/** The browser that is there already; undefined when there is none. */
export function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const named = process.env.SPARKY_TEST_BROWSER
  const candidates = [
    ...(named ? [named] : []),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...MAC_FILES,
    ...downloaded(),
  ]
  return candidates.find(isExecutable)
}

function installPackage(terminal: Terminal): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  terminal.note('Installing the package chromium for the browser tests …')
  const options = {
    stdio: 'ignore',
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options).status === 0
  if (!install() && spawnSync('apt-get', ['update'], options).status === 0) install()
  return findInstalled()
}

function download(rootFolder: string, terminal: Terminal): string | undefined {
  terminal.note('Downloading a browser for the browser tests …')
  const cli = join(rootFolder, 'node_modules', 'playwright-core', 'cli.js')
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS })
  return downloaded().find(isExecutable)
}

/** Where Playwright puts its browsers. */
function downloaded(): readonly string[] {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith('chromium-'))
    .flatMap((name) => ['chrome-linux/chrome', 'chrome-linux64/chrome'].map((file) => join(folder, name, file)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false // Not there or not ours to run: the next candidate.
  }
}
