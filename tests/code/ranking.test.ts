// The place that does it comes before those that mention it.
import { describe, expect, test } from 'vitest'
import { createToyIndex } from './toy-index.ts'

const filler = (name: string) =>
  Array.from({ length: 12 }, (_, index) => `func ${name}${index}(value int) int { return value + ${index} }\n`).join('')

const gin = createToyIndex({
  'tree.go': `package gin\n\n// node is a part of the tree that the router keeps.\ntype node struct {\n  path string\n}\n\nfunc (n *node) addRoute(path string) {\n  n.path = path\n}\n${filler('walk')}`,
  'tree_test.go': `package gin\n\nfunc TestRouterTreeConflict(t *testing.T) {\n  tree := &node{}\n  // router tree, router tree, router tree\n  tree.addRoute("/router/tree")\n}\n${filler('check')}`,
  'docs/router-tree.md': '# The router tree\n\nThe router tree is a tree of routes. The router walks the tree.\n',
  'CHANGELOG.md': '# Changes\n\n- router tree: the router tree is faster\n- router tree: fixed the tree\n',
  'examples/router/main.go': `package main\n\nfunc main() {\n  // a router with a tree\n  router.tree()\n}\n`,
  'binding/binding.go': `package binding\n\n// Implements how it is implemented, where it is implemented.\nfunc Implemented() {}\n${filler('bind')}`,
  'auth.go': `package gin\n\nfunc BasicAuth(accounts Accounts) HandlerFunc {\n  return check(accounts)\n}\n`,
})

describe('kinds of files', () => {
  test('source comes before its test, its documentation, its example and the changelog', () => {
    expect(gin.paths('Where is the router tree implemented?')[0]).toBe('tree.go')
  })
  test.each([
    ['Where is the router tree tested?', 'tree_test.go'],
    ['Which tests cover the router tree?', 'tree_test.go'],
    ['Where is the router tree documented?', 'docs/router-tree.md'],
    ['What does the changelog say about the router tree?', 'CHANGELOG.md'],
    ['Are there examples for the router tree?', 'examples/router/main.go'],
  ])('a question that asks for another kind gets it: %s', (question, path) => {
    expect(gin.paths(question)[0]).toBe(path)
  })
  test('unit tests among the source of Rust come after the source', () => {
    const lines = (name: string) => Array.from({ length: 30 }, (_, index) => `    let ${name}_${index} = ${index};`)
    const rust = createToyIndex({
      'src/lib.rs': [
        ...['pub fn other() {', ...lines('other'), '}', 'pub fn parse_glob(text: &str) {', ...lines('a'), '}'],
        ...['#[cfg(test)]', 'mod tests {', '    use super::*;', ...lines('b'), '    #[test]'],
        ...['    fn parse_glob() {', '        parse_glob("glob"); parse_glob("glob")', '    }', '}'],
      ].join('\n'),
    })
    expect(rust.search('where are globs parsed')[0]?.symbol).toBe('parse_glob')
  })
})

describe('words of asking', () => {
  test.each(['implemented', 'handled', 'done', 'located', 'defined'])('“%s” finds nothing of its own', (word) => {
    expect(gin.paths(`Where is the router tree ${word}?`)).not.toContain('binding/binding.go')
  })
  test('they are all that is left of a question made of them', () => {
    expect(gin.paths('implemented')).toEqual(['binding/binding.go'])
  })
})

describe('names', () => {
  const body = (words: string) => `${`    use(${words})\n`.repeat(12)}`
  const names = createToyIndex({
    'src/sessions.py': `def open_it(app):\n${body('app')}`,
    'src/app.py': `def run(app):\n${body('sessions, app, sessions')}`,
    'src/middleware/etag/index.ts': `export const handler = () => {\n${body('response')}}\n`,
    'src/server.ts': `export const serve = () => {\n${body('etag')}}\n`,
    'src/cookies.py': `def other(app):\n${body('app')}\n\ndef sign_cookie(value):\n${body('value')}`,
    'src/views.py': `def show(app):\n    sign(cookie)\n    sign(cookie)\n    cookie.sign()\n${body('app')}`,
  })
  test('a file that bears the word comes before one that repeats it', () => {
    expect(names.paths('where are sessions kept?')[0]).toBe('src/sessions.py')
  })
  test('a file called index bears the name of its folder', () => {
    expect(names.paths('where is the etag made?')[0]).toBe('src/middleware/etag/index.ts')
  })
  test('a definition that bears the words comes before uses of them', () => {
    expect(names.search('where is the cookie signed?')[0]?.symbol).toBe('sign_cookie')
  })
  test('a file that only imports a name comes after one that works with it', () => {
    const index = createToyIndex({
      'a.ts': `import {\n  readConfig,\n  writeConfig,\n  Config,\n} from './config-parts.ts'\n\n${'run()\n'.repeat(12)}`,
      'b.ts': `export const start = () => {\n  const config = readConfig()\n  return config\n}\n${'go()\n'.repeat(12)}`,
    })
    expect(index.paths('where is the config read')).toEqual(['b.ts', 'a.ts'])
  })
  test('code may shorten a word of the question', () => {
    expect(gin.paths('Where is authentication checked?')[0]).toBe('auth.go')
  })
})

describe('spellings', () => {
  const texts = {
    'snake.py': `def parse_user_agent(text):\n    return text\n`,
    'camel.ts': `export function parseUserAgent(text: string) {\n  return text\n}\n`,
    'kebab.css': `.parse-user-agent {\n  color: red;\n}\n`,
    'dotted.toml': `parse.user.agent = true\n`,
    'pascal.go': `func ParseUserAgent(text string) string {\n  return text\n}\n`,
  }
  test.each([
    'where is the user agent parsed',
    'parse_user_agent',
    'parseUserAgent',
    'ParseUserAgent',
    'parse-user-agent',
    'parse.user.agent',
  ])('%s finds each of them', (query) => {
    expect(createToyIndex(texts).paths(query).toSorted()).toEqual(Object.keys(texts).toSorted())
  })
  test('letters of other scripts are words, composed or not', () => {
    const index = createToyIndex({
      'größe.py': `def größe_prüfen(wert):\n    return wert\n`,
      'кеш.py': `# очистить кеш\ndef clear():\n    pass\n`,
      'cafe\u0301.py': `def cafe\u0301_o\u0308ffnen():\n    pass\n`,
    })
    expect(index.paths('wo wird die Größe geprüft')).toContain('größe.py')
    expect(index.paths('где очистить кеш')).toEqual(['кеш.py'])
    expect(index.paths('café öffnen')).toEqual(['cafe\u0301.py'])
  })
})

describe('reasons', () => {
  test('they are the words of the reader, not their stems, and the name that bears one', () => {
    const index = createToyIndex({
      'src/sessions.py': `def get_signing_serializer(app):\n    """Signs the session cookies."""\n    return app\n`,
    })
    expect(index.search('Where are session cookies signed?')[0]).toMatchObject({
      words: ['session', 'cookies', 'signed'],
      names: ['sessions.py', 'get_signing_serializer'],
    })
  })
  test('an identifier is given as it was asked for, once', () => {
    const index = createToyIndex({ 'a.py': `def get_user_name():\n    return user\n` })
    expect(index.search('getUserName')[0]?.words).toEqual(['getUserName'])
  })
  test('of an identifier that is not there, the parts that are', () => {
    const index = createToyIndex({ 'a.go': `func set(unix int) int { return unix }\n`, 'b.go': `func other() {}\n` })
    expect(index.search('unixMilli')[0]).toMatchObject({ path: 'a.go', words: ['unix'] })
  })
})
