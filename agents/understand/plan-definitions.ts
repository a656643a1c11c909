// Readings of questions about functions and types that came or went between two revisions.
import { everyLanguage } from './every-language.ts'
import { pathsOf } from './filters.ts'
import { limitOf, ofKind, type PlanFacts, type Proposal } from './plan-facts.ts'
import { rangeFilter } from './range-filter.ts'

const NOUNS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  [
    'function',
    everyLanguage(/\b(?:functions|methods|funktionen|methoden|fonctions|méthodes|funciones|métodos)\b|函数|方法/),
  ],
  ['class', everyLanguage(/\b(?:classes|types|structs|interfaces|klassen|typen|tipos|clases)\b|类型|结构体|接口/)],
  ['constant', everyLanguage(/\b(?:constants|macros|konstanten|constantes)\b|常量/)],
]

export function planDefinitions(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const kind = NOUNS.find(([, pattern]) => pattern.test(facts.masked))?.[0]
  const isNew = has.created || /\bnew\b|\bneuen?\b|\bnouve(?:lles|aux)\b|\bnuev[oa]s\b|新增/.test(facts.masked)
  const change = has.removed ? 'removed' : isNew ? 'added' : undefined
  const { from, to } = rangeFilter(facts)
  if (kind === undefined || change === undefined || from === undefined || has.commit || has.who) return []
  if (ofKind(facts, 'symbol', 'quote', 'person', 'issue').length > 0) return []
  const [path] = pathsOf(facts)
  return [
    {
      operation: 'definition_changes',
      input: {
        from,
        ...(to !== undefined && { to }),
        change,
        kind,
        ...(path !== undefined && { path }),
        ...limitOf(facts),
      },
      score: 1.2,
      certainty: 1,
      reason: 'asks for definitions that came or went',
    },
  ]
}
