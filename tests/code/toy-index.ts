// A lexical index over a few texts in memory, and what it finds.
import { analyseBlob } from '#lib/code/analyse-blob.ts'
import { structureByLook } from '#lib/code/structure/structure-look.ts'
import { createDictionary } from '#lib/code/words/dictionary.ts'
import { createLexicalIndex, type RankedChunk } from '#lib/code/words/lexical-index.ts'

export interface ToyIndex {
  search(query: string): readonly RankedChunk[]
  /** Paths of the pieces found, best first, each once. */
  paths(query: string): readonly string[]
}

/** @param files  Path to text. */
export function createToyIndex(files: Readonly<Record<string, string>>): ToyIndex {
  const dictionary = createDictionary()
  const index = createLexicalIndex(
    Object.entries(files).map(([path, text]) => ({
      path,
      blobOid: path,
      blob: analyseBlob({
        ...{ path, text, dictionary },
        content: Buffer.from(text),
        structure: structureByLook(path, text),
      }),
    })),
    dictionary,
  )
  const search = (query: string) => index.search(query, 50)
  return { search, paths: (query) => [...new Set(search(query).map(({ path }) => path))] }
}
