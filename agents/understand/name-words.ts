// The words of a name, and the words around it that say whether a person is meant.
import { isAskingWord } from './features.ts'
import type { Span } from './spans.ts'

/** The whole span, then shorter runs of its words, longest first. */
export function* nameParts(span: Span): Iterable<Span> {
  const words = [...span.text.matchAll(/\S+/g)]
  for (let length = words.length; length >= 1; length -= 1) {
    for (let first = 0; first + length <= words.length; first += 1) {
      const [from, to] = [words[first], words[first + length - 1]]
      if (!from || !to) continue
      const text = span.text.slice(from.index, to.index + to[0].length).replace(/['’]s$|[.,;:!?]+$/u, '')
      if (text.length >= 2)
        yield { ...span, text, start: span.start + from.index, end: span.start + from.index + text.length }
    }
  }
}

/** The longest run of words of which none is everybody's; undefined when every word is. */
export function withoutStopWords(span: Span): Span | undefined {
  return [...nameParts(span)].find((part) =>
    part.text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => !STOP_NAMES.has(word) && !isAskingWord(word)),
  )
}

const PERSON_BEFORE =
  /\b(?:by|author|authored by|committer|contributor|developer|user|did|does|has|have|from|von|vom|par|por|de|hat|a|ha|@|what|when|with|to)\s+[`"'“]?$/iu
const PERSON_AFTER =
  /^[`"'”]?(?:['’]s\b|\s+(?:commit|committed|commits|author|authored|make|made|do|did|done|write|wrote|written|change|changed|contribute|contributed|work|worked|push|pushed|add|added|fix|fixed|touch|touched|start|started|last|first|ever|gemacht|geschrieben|geändert|fait|écrit|hizo|hecho)\b)/iu

/** The words around a name say that a person is meant. */
export function looksLikePerson(span: Span, question: string): boolean {
  const [before, after] = [question.slice(0, span.start), question.slice(span.end)]
  return PERSON_BEFORE.test(before)
    ? /\b(?:by|author|authored by|committer|contributor|developer|did|has|have|von|par|por|@)\s+[`"'“]?$/iu.test(
        before,
      ) || PERSON_AFTER.test(after)
    : PERSON_AFTER.test(after) && /\s/.test(span.text)
}

/** A capital there says nothing. */
export function isFirstWord(span: Span, question: string): boolean {
  return question.slice(0, span.start).trim() === ''
}

/** Capitalised words that begin sentences or name things everybody talks about. */
export const STOP_NAMES = new Set(
  (
    'who what when where why how which whose is are was were did does do has have had can could would should will may might the a an this that these those there list show give tell find name count ' +
    'summarise summarize explain describe compare please between since before after during in on at of for from to by with and or not no all any each every most last first latest recent oldest newest ' +
    'top i we you they he she it my our your their its me us them git github gitlab api http https json yaml html css sql url uri cli ui id readme license changelog todo commit commits file files folder ' +
    'repository repo branch tag release version author authors contributors monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december ' +
    'looking someone somebody anyone everybody going number if let need want also only just up before python go rust java javascript typescript linux windows macos ' +
    'wer was wann wo warum wie welche welcher welches wieviele ist sind hat haben der die das ein eine zeig zeige liste qui que quoi quand où pourquoi comment combien quel quelle quels quelles le la les un une ' +
    'quién quien qué cuándo cuando dónde donde por cómo como cuántos cuantos cuál cual el los las montre liste muestra commits merges merge pr pull request head main master'
  ).split(/\s+/),
)
