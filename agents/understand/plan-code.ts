// Readings of questions about how the code hangs together: callers, references, what something uses, outlines, the map.
import { whenOf } from './at-revision.ts'
import { everyLanguage } from './every-language.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, type Proposal } from './plan-facts.ts'

const NAMED =
  '(?:(?:the|die|der|das|la|le|el) )?(?:(?:function|method|class|type|struct|interface|constant|variable|symbol|macro|helper|funktion|methode|klasse|fonction|méthode|classe|función|método|clase) )?⟨(?:symbol|quote)⟩(?: (?:in|of|from|inside|bei|dans|de|en) ⟨(?:path|folder)⟩)?'
const named = (pattern: string) => everyLanguage(new RegExp(pattern.replaceAll('NAMED', NAMED)))

const CALLERS = named(
  '\\b(?:who|what|which|where|list|find|show)\\b.{0,40}\\b(?:calls?|invokes?)\\b.{0,20}NAMED|\\bcallers? (?:of|to) NAMED|\\bcall ?sites? of NAMED|\\bcalls? (?:to|of) NAMED|NAMED (?:is |gets? |being )*(?:called|invoked)\\b|\\bwer ruft NAMED|\\bwo wird NAMED aufgerufen|\\bqui appelle NAMED|\\boù est appelée? NAMED|\\bquién(?:es)? llaman? (?:a )?NAMED|\\bdónde se llama (?:a )?NAMED|(?:谁|哪里|哪些)(?:.{0,6})调用(?:了)? ?⟨symbol⟩',
)
const REFERENCES = named(
  '\\b(?:references?|usages?|uses|users) (?:of|to) NAMED|\\b(?:who|what|which \\w+(?: \\w+)?) (?:uses?|references?|refers? to|imports?|depends? on|relies on|needs?) NAMED|\\bwhere (?:is|are|was|were|do we|does it) (?:use )?NAMED (?:being )?(?:used|referenced|imported|needed)|\\bwhere (?:do|does) \\w+ (?:use|reference|import) NAMED|\\bwer (?:benutzt|verwendet|nutzt) NAMED|\\bwo wird NAMED (?:benutzt|verwendet)|\\bqui utilise NAMED|\\boù est utilisée? NAMED|\\bquién(?:es)? usan? NAMED|\\bdónde se (?:usa|utiliza) NAMED|(?:谁|哪里|哪些)(?:.{0,6})(?:使用|用到|引用)(?:了)? ?⟨symbol⟩',
)
const HEIRS = named(
  '\\b(?:sub-?classes|sub-?types|implementations?|implementers?|implementors?|children|descendants|heirs) of NAMED|\\b(?:who|what|which)\\b.{0,30}\\b(?:implements?|extends?|inherits? (?:from)?|derives? from|sub-?class(?:es)?|embeds?)\\b.{0,12}NAMED|\\bwas (?:erbt|implementiert)\\b.{0,12}NAMED',
)
const USES = named(
  "\\b(?:what|which (?:\\w+ )?(?:functions?|methods?|classes|things|names|definitions|symbols))\\b.{0,20}\\b(?:does|do|did|is|are)\\b.{0,12}NAMED (?:itself )?(?:use|uses|call|calls|invoke|depend on|depends on|rely on|import|need|reference)\\b|\\bdependencies of NAMED|\\b(?:is|are|gets?) (?:called|used|invoked) (?:by|in|inside|within) NAMED|\\bcallees? of NAMED|\\bwas (?:benutzt|verwendet|ruft) NAMED|\\bqu(?:e|’est-ce que|'est-ce que) (?:utilise|appelle) NAMED|\\bqué (?:usa|llama|utiliza) NAMED",
)
const OUTLINE = everyLanguage(
  /\boutline\b|\b(?:what|which|list|show|all|give me)\b.{0,30}\b(?:functions?|methods?|classes|types|structs|interfaces|definitions|symbols|exports|constants|members)\b.{0,30}⟨path⟩|⟨path⟩.{0,20}\b(?:define|declare|export|contain|provide)s?\b|\b(?:what|which)\b.{0,20}\b(?:is|are|gets?) (?:defined|declared|exported|provided) (?:in|by|from) ⟨path⟩|\bstructure of ⟨path⟩|\b(?:api|interface|skeleton|signatures) of ⟨path⟩|\b(?:gliederung|aufbau) von ⟨path⟩|\b(?:welche|was)\b.{0,20}\b(?:funktionen|klassen|methoden)\b.{0,20}⟨path⟩|\bquelles (?:fonctions|classes)\b.{0,20}⟨path⟩|\bqué (?:funciones|clases)\b.{0,20}⟨path⟩|⟨path⟩.{0,6}(?:有哪些|定义了)/,
)
const MAP = everyLanguage(
  /\b(?:repo(?:sitory)?|code|project|source)[ -]?map\b|\bmap of (?:the|this) (?:repo\w*|code\w*|project)|\b(?:most important|key|main|central|core) (?:source )?(?:files?|modules?|parts?|pieces|components?|classes|functions?|definitions)\b(?! (?:of|in|for) ⟨(?:tag|date|commit|person)⟩)|\barchitecture\b|\bhow is (?:the|this) (?:code(?: ?base)?|project|repo\w*) (?:organi[sz]ed|structured|laid out|built|put together)|\bwhere (?:should|do|would|could) i (?:start|begin) (?:reading|to read|looking)|\bwichtigste[nr]? (?:dateien|module|teile|klassen)\b|\barchitektur\b|\bfichiers? (?:les )?plus importants?\b|\barchivos más importantes\b|\barquitectura\b|(?:最重要|核心)的?(?:文件|模块)|架构/,
)

export function planCode(facts: PlanFacts): readonly Proposal[] {
  return [...planNamed(facts), ...planOutline(facts), ...planMap(facts)]
}

/** How the code hangs together at a name. What once happened to it is another question. */
function planNamed(facts: PlanFacts): readonly Proposal[] {
  const [symbol] = ofKind(facts, 'symbol', 'quote')
  const { has } = facts.intent
  if (!symbol || has.commit || has.when || has.removed || has.created) return []
  const { masked } = facts
  const when = whenOf(facts)
  const [path] = ofKind(facts, 'path')
  const place = { ...when, ...(path && { path: nameOf(path) }) }
  const rules: readonly (readonly [RegExp, string, string, object])[] = [
    [USES, 'symbol_uses', 'asks what a definition uses', place],
    [HEIRS, 'find_references', 'asks what builds on a type', { ...place, kind: 'inherit', ...limitOf(facts) }],
    [CALLERS, 'callers', 'asks who calls something', place],
    [REFERENCES, 'find_references', 'asks where a name is used', { ...place, ...limitOf(facts) }],
  ]
  for (const [pattern, operation, reason, input] of rules) {
    const covers = pattern.exec(masked)?.[0]
    if (covers !== undefined)
      return [{ operation, input: { name: nameOf(symbol), ...input }, score: 1.15, certainty: 0.95, reason, covers }]
  }
  return []
}

function planOutline(facts: PlanFacts): readonly Proposal[] {
  const [path] = ofKind(facts, 'path')
  const { has, counted } = facts.intent
  const covers = OUTLINE.exec(facts.masked)?.[0]
  if (!path || covers === undefined) return []
  if (has.commit || has.who || has.when || has.changed || has.removed || counted === 'lines') return []
  const when = whenOf(facts)
  return [
    {
      operation: 'outline',
      input: { path: nameOf(path), ...when },
      score: 1.1,
      certainty: 0.95,
      reason: 'asks what a file defines',
      covers,
    },
  ]
}

function planMap(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const isAboutElse = ofKind(facts, 'person', 'symbol', 'quote', 'path', 'commit', 'issue').length > 0
  const covers = MAP.exec(facts.masked)?.[0]
  if (covers === undefined || isAboutElse || has.commit || has.who || has.changed) return []
  const [folder] = ofKind(facts, 'folder')
  const when = whenOf(facts)
  return [
    {
      operation: 'repository_map',
      input: { ...(folder && { path: nameOf(folder) }), ...when },
      score: 1.05,
      certainty: 0.9,
      reason: 'asks for the most important parts of the code',
      covers,
    },
  ]
}
