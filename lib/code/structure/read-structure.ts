// Reads the structure of one file: by the grammar of its language, else by the look of its lines.
import { openGrammar } from './grammars.ts'
import { type GrammarName, grammarOf } from './languages.ts'
import { QUERIES } from './queries/table.ts'
import type { FileStructure } from './structure.ts'
import { readCaptures } from './structure-captures.ts'
import { structureByLook, withoutMark } from './structure-look.ts'

/** Never throws for what a file holds: a file that the parser gives up is read by its look. */
export async function readStructure(path: string, content: string): Promise<FileStructure> {
  const text = withoutMark(content)
  const name = grammarOf(path, text.slice(0, 200))
  if (name === undefined) return structureByLook(path, text)
  const grammar = await openGrammar(name)
  const query = QUERIES[name]
  const captures = grammar.read(withoutMacros(name, text), (parsed) => parsed.query(query))
  return captures ? readCaptures({ path, text, name, captures }) : structureByLook(path, text)
}

/** Macros that stand where the grammar of C++ knows none: alone in a line, before a declaration, between `class` and its name. */
const MACROS =
  /^[A-Z][A-Z0-9_]{3,}(?=\r?$| +(?:template|class|struct|enum|union|namespace|inline|constexpr|static|typedef|using|extern)\b)|(?<=\b(?:class|struct) +)[A-Z][A-Z0-9_]{3,}(?= +[A-Za-z_])/gm

/** The same length, so that every place stays what it is. */
function withoutMacros(name: GrammarName, text: string): string {
  return name === 'cpp' ? text.replace(MACROS, (macro) => ' '.repeat(macro.length)) : text
}
