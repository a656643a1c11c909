// What a revision's own .gitattributes say of its files: generated, vendored, or neither although they look like it.
import { streamBlobs, type TreeEntry } from '#lib/git/objects.ts'
import { fitsPattern } from '../text/glob.ts'

/** Undefined: they say nothing of the path; `kept`: it is neither. */
export type SaidOfPath = (path: string) => 'generated or minified' | 'vendored' | 'kept' | undefined

interface Rule {
  /** With a slash at its end, or empty. */
  readonly folder: string
  readonly pattern: string
  readonly generated: boolean | undefined
  readonly vendored: boolean | undefined
}

/** Lines that count, of all files together; more would make each path costly. */
const RULES_LIMIT = 500
const FILES_LIMIT = 100
const FILE_LIMIT_BYTES = 256 * 1024
const NAME = /(?:^|\/)\.gitattributes$/

/** @see https://github.com/github-linguist/linguist/blob/main/docs/overrides.md */
export async function readLinguistAttributes(gitFolder: string, entries: readonly TreeEntry[]): Promise<SaidOfPath> {
  const files = entries
    .filter(({ path, type, mode }) => type === 'blob' && mode !== '120000' && NAME.test(path))
    .slice(0, FILES_LIMIT)
  if (files.length === 0) return () => undefined
  const foldersOf = Map.groupBy(files, ({ oid }) => oid)
  const rules: Rule[] = []
  for await (const { oid, content } of streamBlobs({ gitFolder, oids: foldersOf.keys(), limitBytes: FILE_LIMIT_BYTES }))
    for (const { path } of foldersOf.get(oid) ?? [])
      rules.push(
        ...readRules(
          content?.toString('utf8') ?? '',
          path.replace(NAME, (all) => all.slice(0, all.indexOf('.'))),
        ),
      )
  // A file deeper down has the last word, and in one file the last line.
  const ordered = rules.slice(0, RULES_LIMIT).toSorted((a, b) => a.folder.length - b.folder.length)
  return (path) => decide(ordered, path)
}

function readRules(text: string, folder: string): readonly Rule[] {
  return text.split('\n').flatMap((line) => {
    if (!line.includes('linguist-')) return []
    const [pattern = '', ...attributes] = line.trim().split(/\s+/)
    if (pattern === '' || pattern.startsWith('#')) return []
    return [
      { folder, pattern, generated: settingOf(attributes, 'generated'), vendored: settingOf(attributes, 'vendored') },
    ]
  })
}

function settingOf(attributes: readonly string[], name: string): boolean | undefined {
  const last = attributes.findLast((attribute) => attribute.replace(/^[-!]/, '').split('=')[0] === `linguist-${name}`)
  if (last === undefined) return undefined
  return !/^[-!]|=(?:false|0)$/i.test(last)
}

function decide(rules: readonly Rule[], path: string): ReturnType<SaidOfPath> {
  let [generated, vendored]: (boolean | undefined)[] = []
  for (const rule of rules) {
    if (!path.startsWith(rule.folder) || !fitsPattern(rule.pattern, path.slice(rule.folder.length))) continue
    generated = rule.generated ?? generated
    vendored = rule.vendored ?? vendored
  }
  if (generated) return 'generated or minified'
  if (vendored) return 'vendored'
  return generated === false || vendored === false ? 'kept' : undefined
}
