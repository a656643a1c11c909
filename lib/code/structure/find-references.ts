// Every use of a name in the files of a snapshot: the words of its index tell where to look, the parser what is there.
import { streamBlobs } from '#lib/git/objects.ts'
import { INDEX_LIMIT_BYTES } from '../file-kind.ts'
import { type FileRole, roleOfFile } from '../file-role.ts'
import { termsOfWord } from '../words/code-tokens.ts'
import type { Dictionary } from '../words/dictionary.ts'
import type { SnapshotFile } from '../words/lexical-fields.ts'
import { endingOf, grammarOf } from './languages.ts'
import { linePatternsOf } from './look-patterns.ts'
import type { ReferenceKind } from './reference-kind.ts'
import { findUses, ownerOfLine } from './references.ts'
import type { DefinitionKind } from './structure.ts'
import { isBelow, splitName } from './symbols.ts'

export interface ReferenceQuestion {
  /** The last part of `Owner.member` is looked for. */
  readonly name: string
  readonly kind?: ReferenceKind | undefined
  /** Only in this file or below this folder. */
  readonly path?: string | undefined
  readonly limit: number
}

export interface FoundReference {
  readonly path: string
  readonly line: number
  readonly kind: ReferenceKind
  /** The line, cut; secrets are not masked. */
  readonly text: string
  /** The definition around it; undefined at the top of a file. */
  readonly within:
    | { readonly name: string; readonly kind: DefinitionKind; readonly parent?: string; readonly line: number }
    | undefined
}

export interface FoundReferences {
  /** Source before tests, by path and line. */
  readonly references: readonly FoundReference[]
  /** Before the limit cut. */
  readonly total: number
  readonly fileCount: number
  /** Files that have the word and were not read, for there are too many. */
  readonly filesLeft: number
}

/** Code that is parsed for one question: about two seconds. */
const PARSED_BYTES = 8 * 1024 * 1024
const FILES_LIMIT = 3_000
const LINE_CHARACTERS = 300
const ROLES: readonly FileRole[] = [
  'source',
  'declaration',
  'config',
  'example',
  'benchmark',
  'test',
  'docs',
  'changelog',
]

export async function findReferences(
  {
    files,
    gitFolder,
    dictionary,
  }: { readonly files: readonly SnapshotFile[]; readonly gitFolder: string; readonly dictionary: Dictionary },
  question: ReferenceQuestion,
): Promise<FoundReferences> {
  const { member } = splitName(question.name)
  const candidates = filesWith(files, member, dictionary)
    .filter(({ path }) => isCode(path) && isBelow(path, question.path))
    .toSorted(
      (a, b) => ROLES.indexOf(roleOfFile(a.path)) - ROLES.indexOf(roleOfFile(b.path)) || (a.path < b.path ? -1 : 1),
    )
  const byBlob = Map.groupBy(candidates.slice(0, FILES_LIMIT), ({ blobOid }) => blobOid)
  const found = new Map<string, readonly FoundReference[]>()
  let left = PARSED_BYTES
  let filesLeft = Math.max(0, candidates.length - FILES_LIMIT)
  for await (const { oid, content } of streamBlobs({ gitFolder, oids: byBlob.keys(), limitBytes: INDEX_LIMIT_BYTES }))
    for (const { path, blob } of byBlob.get(oid) ?? []) {
      const text = content?.toString('utf8') ?? ''
      if (!text.includes(member)) continue
      if (left <= 0) {
        filesLeft += 1
        continue
      }
      left -= text.length
      const lines = text.split('\n')
      const uses = await findUses(path, text, blob.structure, member)
      found.set(
        path,
        uses
          .filter(({ kind }) => question.kind === undefined || kind === question.kind)
          .map(({ kind, line }) => {
            const owner = ownerOfLine(blob.structure, line)
            return {
              ...{ path, line, kind },
              text: (lines[line - 1] ?? '').trim().slice(0, LINE_CHARACTERS),
              within: owner && {
                name: owner.name,
                kind: owner.kind,
                line: owner.line,
                ...(owner.parent !== undefined && { parent: owner.parent }),
              },
            }
          }),
      )
    }
  const all = candidates.flatMap(({ path }) => found.get(path) ?? [])
  return {
    references: all.slice(0, question.limit),
    total: all.length,
    fileCount: new Set(all.map(({ path }) => path)).size,
    filesLeft,
  }
}

function isCode(path: string): boolean {
  return grammarOf(path, '') !== undefined || !path.includes('.') || linePatternsOf(path, endingOf(path)).length > 0
}

/** Files whose index has the word; all of them for a word that the index leaves out. */
function filesWith(files: readonly SnapshotFile[], name: string, dictionary: Dictionary): readonly SnapshotFile[] {
  const [whole] = termsOfWord(name)
  if (whole === undefined) return files
  const number = dictionary.find(whole)
  if (number === undefined) return []
  return files.filter(({ blob }) =>
    blob.chunks.some(({ terms, imported }) => terms.includes(number) || imported.includes(number)),
  )
}
