// Writes docs/operations.md, the page of all operations, from the registry: `node agents/operations/write-docs.ts`.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { describeOperations, type OperationDescription } from './registry.ts'

/** Where the page stands, from the root of the tree. */
export const DOCS_PAGE = 'docs/operations.md'
export const DOCS_COMMAND = 'node agents/operations/write-docs.ts'

/** What the page shows of a field's schema; other keywords are left to `GET /api/operations`. */
const Schema = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.looseObject({}).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  pattern: z.string().optional(),
  default: z.unknown().optional(),
  anyOf: z.array(z.looseObject({})).optional(),
  properties: z.record(z.string(), z.looseObject({})).optional(),
  required: z.array(z.string()).optional(),
})
type Schema = z.infer<typeof Schema>

/** The whole page. */
export function describeAsPage(operations: readonly OperationDescription[] = describeOperations()): string {
  const names = operations.map(({ name, title }) => `- [\`${name}\`](#${name}): ${title.toLowerCase()}`)
  return `${[HEAD, names.join('\n'), ...operations.map(describeOperation)].join('\n\n')}\n`
}

const HEAD = `<!-- Made by \`${DOCS_COMMAND}\` from the registry; do not edit. -->

# Operations

An operation answers one typed question about a repository exactly, without a language model. It gives back the rows, their
full number, the sources, a receipt (the git command or SQL that gives the same rows) and the answer in plain sentences.

Each one can be called in three ways, with the same input:

- in the terminal: \`./sparky run NAME --repo R [--at REVISION] '{"json":"input"}'\`; without a name it lists them all;
- over HTTP: \`POST /api/repositories/ID/operations/NAME\` with \`{"input": {…}, "revision": "…"}\`. \`GET /api/operations\` lists
  them with the JSON Schema of their input, \`GET /api/operations?as=tools\` as tools;
- by a language model: the tool list of \`GET /api/operations?as=tools\` is what OpenAI-compatible servers take.

A date is an ISO day or time. A path of a folder ends with \`/\`. A name that leads nowhere is an answer, not an error: the
field \`missing\` of the result says so.`

function describeOperation({ name, title, description, example, input }: OperationDescription): string {
  const fields = fieldsOf(input)
  const table = ['| field | meaning | values |', '|---|---|---|', ...fields.map(describeField)].join('\n')
  const json = JSON.stringify(example)
  return [
    `## ${name}`,
    `**${title}.** ${description}`,
    ...(fields.length === 0 ? ['It takes no input.'] : [table]),
    [
      '```sh',
      `./sparky run ${name} --repo R ${shellQuoted(json)}`,
      `curl -X POST http://127.0.0.1:3000/api/repositories/1/operations/${name} \\`,
      `  -H 'content-type: application/json' -d ${shellQuoted(`{"input":${json}}`)}`,
      '```',
    ].join('\n'),
    'As a tool call:',
    ['```json', JSON.stringify({ name, arguments: json }), '```'].join('\n'),
  ].join('\n\n')
}

interface Field {
  readonly name: string
  readonly schema: Schema
  readonly isRequired: boolean
}

/** The fields of an object, those of an object inside it as `outer.inner`. */
function fieldsOf(schema: object, prefix = ''): readonly Field[] {
  const { properties = {}, required = [] } = Schema.parse(schema)
  return Object.entries(properties).flatMap(([key, inner]) => {
    const field = { name: prefix + key, schema: Schema.parse(inner), isRequired: required.includes(key) }
    return [field, ...fieldsOf(inner, `${field.name}.`)]
  })
}

function describeField({ name, schema, isRequired }: Field): string {
  const cells = [
    `\`${name}\``,
    schema.description ?? '',
    [describeValues(schema), ...(isRequired ? ['required'] : [])].join('; '),
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`
}

function describeValues(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (schema.anyOf) return schema.anyOf.map((choice) => describeValues(Schema.parse(choice))).join(' or ')
  const { type = 'any', minimum, maximum, minLength, maxLength, maxItems } = schema
  const parts = [
    type === 'array'
      ? `list${maxItems === undefined ? '' : ` of up to ${maxItems}`}: ${describeValues(Schema.parse(schema.items ?? {}))}`
      : type,
    ...(minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? [`from ${minimum}`] : []),
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? [`up to ${maximum}`] : []),
    ...(minLength !== undefined && minLength > 1 ? [`at least ${minLength} characters`] : []),
    ...(maxLength !== undefined ? [`at most ${maxLength} characters`] : []),
    ...(schema.default === undefined ? [] : [`default \`${JSON.stringify(schema.default)}\``]),
  ]
  return parts.join(', ')
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

if (import.meta.main) writeFileSync(resolve(import.meta.dirname, '../..', DOCS_PAGE), describeAsPage())
