// What is derived from the registry: the tool list of a model, and the documentation page.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findOperation, OPERATIONS } from '#agents/operations/registry.ts'
import { listTools } from '#agents/operations/tools.ts'
import { DOCS_COMMAND, DOCS_PAGE, describeAsPage } from '#agents/operations/write-docs.ts'

test('every operation is a tool that servers take', () => {
  const tools = listTools()
  expect(tools.map((tool) => tool.function.name)).toEqual(OPERATIONS.map(({ name }) => name))
  expect(new Set(tools.map((tool) => tool.function.name)).size).toBe(tools.length)
  for (const { type, function: called } of tools) {
    expect(type).toBe('function')
    expect(called.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
    // The limit of OpenAI's own API.
    expect(called.description.length).toBeLessThanOrEqual(1024)
    expect(called.parameters).toMatchObject({ type: 'object' })
    expect(called.parameters).not.toHaveProperty('$schema')
  }
})

test('the example of every operation fits its own input', () => {
  for (const { name, example, input } of OPERATIONS)
    expect([name, input.safeParse(example).success]).toEqual([name, true])
})

test('a field that the schema of a tool does not name is not needed', () => {
  for (const { function: called } of listTools()) {
    const { required = [], properties = {} } = called.parameters as { required?: string[]; properties?: object }
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(required))
    expect(findOperation(called.name).name).toBe(called.name)
  }
})

test('the page of the operations is that of the registry', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../..', DOCS_PAGE), 'utf8')
  expect(page === describeAsPage(), `${DOCS_PAGE} is stale: run \`${DOCS_COMMAND}\``).toBe(true)
})

test('the page has every operation with all of its fields', () => {
  const page = describeAsPage()
  for (const { function: called } of listTools()) {
    const section = page.slice(page.indexOf(`\n## ${called.name}\n`))
    expect(section).not.toBe(page.slice(-1))
    const { properties = {} } = called.parameters as { properties?: object }
    for (const field of Object.keys(properties)) expect(section).toContain(`| \`${field}\` |`)
  }
})
