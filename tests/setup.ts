// Runs before each test file: a console.error that no test asked for is a failure.
import { afterEach, beforeEach, type MockInstance, vi } from 'vitest'

const unexpected: string[] = []
let errors: MockInstance | undefined

beforeEach(() => {
  errors = vi.spyOn(console, 'error').mockImplementation((...parts) => {
    unexpected.push(parts.map(String).join(' '))
  })
})

afterEach(() => {
  errors?.mockRestore()
  const seen = unexpected.splice(0)
  if (seen.length > 0) throw new Error(`Unexpected console.error: ${seen.join('\n')}`)
})
