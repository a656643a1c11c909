// Configuration: environment first, then one file; the only reader of process.env.
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { SparkyError } from './errors.ts'

export const MODEL_ROLES = ['supervisor', 'git-reader', 'summarizer', 'qa'] as const
export type ModelRole = (typeof MODEL_ROLES)[number]

const flag = z
  .union([z.boolean(), z.string()])
  .transform((value) => value === true || value === '1' || value === 'true')
const list = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((item) => item.trim()))])
  .transform((items) => items.filter((item) => item !== ''))

const Settings = z.object({
  /** Folder of all state. */
  SPARKY_DATA: z.string().optional(),
  SPARKY_HOST: z.string().default('127.0.0.1'),
  SPARKY_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Required when the host is not loopback. */
  SPARKY_TOKEN: z.string().min(16).optional(),
  /** Further names under which the browser may reach the server, comma-separated. */
  SPARKY_ALLOWED_HOSTS: list.default([]),
  /** Folders inside which local repositories may lie, comma-separated; default: everything the user may read. */
  SPARKY_ROOTS: list.default(['/']),
  /** Further schemes for remotes: `http`, `ssh`. */
  SPARKY_ALLOW_SCHEMES: list.default([]),
  /** Remote hosts that may resolve to private addresses, comma-separated. */
  SPARKY_ALLOW_PRIVATE_HOSTS: list.default([]),
  DATABASE_URL: z.string().optional(),
  MILVUS_ADDRESS: z.string().optional(),
  MILVUS_TOKEN: z.string().optional(),
  /** `none`, `embedded`, or `http://server/v1#model` for all roles. */
  SPARKY_MODEL: z.string().optional(),
  SPARKY_MODEL_SUPERVISOR: z.string().optional(),
  SPARKY_MODEL_GIT_READER: z.string().optional(),
  SPARKY_MODEL_SUMMARIZER: z.string().optional(),
  SPARKY_MODEL_QA: z.string().optional(),
  /** `none`, `embedded`, a folder with model.onnx and tokenizer.json, or `http://server/v1#model`. */
  SPARKY_EMBEDDER: z.string().optional(),
  /** Sent as a bearer token to the model servers. */
  SPARKY_MODEL_KEY: z.string().optional(),
  /** A GGUF file for the in-process model. */
  SPARKY_GGUF: z.string().optional(),
  SPARKY_NO_DOWNLOAD: flag.default(false),
  SPARKY_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** The installed product; set by ./sparky. */
  SPARKY_ROOT: z.string().optional(),
})

/** The names of all settings, as in the environment and in `config.json`. */
export const SETTING_NAMES: readonly string[] = Object.keys(Settings.shape)

/** Everything that can be configured, parsed. */
export interface Config {
  /** Folder of the installed product (worker files and migrations lie below it). */
  readonly rootFolder: string
  readonly dataFolder: string
  readonly host: string
  readonly port: number
  readonly token: string | undefined
  readonly allowedHosts: readonly string[]
  readonly allowedRoots: readonly string[]
  readonly allowedSchemes: readonly string[]
  readonly allowedPrivateHosts: readonly string[]
  readonly databaseUrl: string | undefined
  readonly milvusAddress: string | undefined
  readonly milvusToken: string | undefined
  readonly model: string | undefined
  readonly roleModels: Readonly<Record<ModelRole, string | undefined>>
  readonly embedder: string | undefined
  readonly modelKey: string | undefined
  readonly ggufFile: string | undefined
  readonly download: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/**
 * The configuration of this process: environment, then `config.json` in the data folder, then defaults.
 *
 * @throws SparkyError `config/invalid` when a value cannot be used; the message names the setting.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const dataFolder = resolve(environment.SPARKY_DATA ?? defaultDataFolder(environment))
  const parsed = Settings.safeParse({
    ...readConfigFile(join(dataFolder, 'config.json')),
    ...withoutEmpty(environment),
  })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new SparkyError({
      code: 'config/invalid',
      message: `The setting ${issue?.path.join('.') ?? '?'} cannot be used: ${issue?.message ?? 'invalid'}.`,
      remedy: `Correct it in the environment or in ${join(dataFolder, 'config.json')}.`,
    })
  }
  const settings = parsed.data
  return {
    rootFolder: resolve(settings.SPARKY_ROOT ?? process.cwd()),
    dataFolder,
    host: settings.SPARKY_HOST,
    port: settings.SPARKY_PORT,
    token: settings.SPARKY_TOKEN,
    allowedHosts: settings.SPARKY_ALLOWED_HOSTS,
    allowedRoots: settings.SPARKY_ROOTS.map((root) => resolve(root)),
    allowedSchemes: settings.SPARKY_ALLOW_SCHEMES,
    allowedPrivateHosts: settings.SPARKY_ALLOW_PRIVATE_HOSTS,
    databaseUrl: settings.DATABASE_URL,
    milvusAddress: settings.MILVUS_ADDRESS,
    milvusToken: settings.MILVUS_TOKEN,
    model: settings.SPARKY_MODEL,
    roleModels: {
      supervisor: settings.SPARKY_MODEL_SUPERVISOR,
      'git-reader': settings.SPARKY_MODEL_GIT_READER,
      summarizer: settings.SPARKY_MODEL_SUMMARIZER,
      qa: settings.SPARKY_MODEL_QA,
    },
    embedder: settings.SPARKY_EMBEDDER,
    modelKey: settings.SPARKY_MODEL_KEY,
    ggufFile: settings.SPARKY_GGUF,
    download: !settings.SPARKY_NO_DOWNLOAD,
    logLevel: settings.SPARKY_LOG_LEVEL,
  }
}

/** Those of the named variables that are set: what a child process inherits, and no more. */
export function readVariables(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  return withoutEmpty(Object.fromEntries(names.map((name) => [name, environment[name]])))
}

/** Variables for a child process or an agent. Next declares NODE_ENV as present in every environment; only its own needs it. */
export function toProcessEnvironment(variables: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { ...variables } as NodeJS.ProcessEnv
}

/** The XDG data folder of this user. See the XDG Base Directory Specification. */
function defaultDataFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment.XDG_DATA_HOME ?? join(environment.HOME ?? homedir(), '.local', 'share'), 'sparky')
}

function readConfigFile(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new SparkyError({
      code: 'config/invalid',
      message: `The configuration file ${file} is not a JSON object.`,
      remedy: 'Correct the file or remove it.',
      cause,
    })
  }
}

/** An empty variable counts as absent: compose files pass unset variables as empty strings. */
function withoutEmpty(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => !!entry[1]))
}
