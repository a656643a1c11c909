// Reads docker-compose.yml as Compose would: anchors merged, variables replaced.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const ROOT = resolve(import.meta.dirname, '../..')

const Service = z.object({
  image: z.string(),
  profiles: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  networks: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  build: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  restart: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z
    .object({
      resources: z.object({
        reservations: z.object({
          devices: z.array(z.object({ driver: z.string(), capabilities: z.array(z.string()) })),
        }),
      }),
    })
    .optional(),
})
const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() }).nullable()),
})

export type ComposeService = z.infer<typeof Service>
export type ComposeFile = z.infer<typeof Compose>

/** The text as it stands, for what must not be in it. */
export function readComposeText(): string {
  return readFileSync(resolve(ROOT, 'docker-compose.yml'), 'utf8')
}

/** The file with `${NAME:-default}` and `${NAME:?message}` replaced from `variables`. @throws Error for a required one that is missing */
export function readCompose(variables: Readonly<Record<string, string>>): ComposeFile {
  const replace = (_: unknown, value: unknown) => (typeof value === 'string' ? fillIn(value, variables) : value)
  return Compose.parse(parse(readComposeText(), replace, { merge: true }))
}

function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([A-Z_]+):([-?])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = variables[name]
    if (value !== undefined && value !== '') return value
    if (kind === '?') throw new Error(`${name}: ${rest}`)
    return rest
  })
}
