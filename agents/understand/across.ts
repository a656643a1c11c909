// Questions about all repositories at once: the words that say so, and the question that is left for each of them.
import type { LinkedEntity } from '#lib/events.ts'
import type { Reading } from './reading.ts'

/** A question to every repository. */
export interface AcrossQuestion {
  /** What is asked of each one; empty when only `used` says it. */
  readonly question: string
  /** What "use", "call" or "contain" are followed by: an exact name or text. */
  readonly used?: string
}

const REPOSITORIES = '(?:git )?(?:repo(?:sitorie)?s|code ?bases|projects)'
const OURS = '(?:our|my|the|your|these|those|all|of|other|known|indexed|different)'
/** "In all our repositories", "across repos", "in every project": apart from them the question stands on its own. */
const EVERYWHERE =
  /\b(?:in|across|over|of|from|for|through(?:out)?|among) (?:all|every|each|any|both)(?: of)? (?:(?:our|my|the|your|these|those|known|indexed) )*(?:git )?(?:repo(?:sitor(?:y|ies))?s?|code ?bases?|projects?)\b|\b(?:across|throughout|among) (?:(?:our|my|the|your|these|those|known|indexed) )*(?:git )?(?:repo(?:sitorie)?s|code ?bases|projects)\b|\b(?:all|any|each|every one)(?: of)? (?:our|my|your|the) (?:repo(?:sitorie)?s|code ?bases|projects)\b|\bin (?:our|my|your) (?:repo(?:sitorie)?s|code ?bases|projects)\b|\b(?:in|über|durch) (?:allen?|jedem) (?:(?:unseren?|meinen?|den) )?(?:repositor(?:y|ies)|repos?|projekten?|projekte)\b|\bdans (?:tous|chacun de) (?:(?:nos|mes|les) )?(?:dépôts|projets)\b|\ben (?:todos|cada uno de) (?:(?:nuestros|mis|los) )?(?:repositorios|proyectos)\b|所有(?:的)?(?:仓库|项目)(?:里|中)?/iu
/** "Which of our repositories …", "do any of our projects …". */
const WHICH = new RegExp(
  `^\\W*(?:(?:please |can you |could you )?(?:tell me|show me|list|find) )?(?:(?:which|what|how many)(?: ${OURS})* ${REPOSITORIES}|(?:do|does|did|is|are|has|have)(?: there)? (?:any|one|some)(?: ${OURS})* ${REPOSITORIES}|(?:the |all )?${REPOSITORIES}(?= (?:that|which|with|where|using))|welche[rs]? (?:(?:unserer|meiner|der|von unseren) )?(?:repositor(?:y|ies)|repos|projekte)|(?:lesquels de |quels? (?:de )?)(?:nos |mes )?(?:dépôts|projets)|(?:cuáles de |qué )(?:nuestros |mis |los )?(?:repositorios|proyectos))\\s+(?:(?:that|which|where|who) )?`,
  'iu',
)
const WHICH_CHINESE = /哪些(?:仓库|项目)(?:里|中)?(?:还在|仍在|还|仍然)?/u
/** What one does with a name or a text of the code; the thing follows. */
const USES =
  /^(?:(?:still|also|now|currently|already|actually|do|does|are|is|noch|immer noch|encore|todavía|aún) )*(?:us(?:e|es|ing)|make use of|call(?:s|ing)?|import(?:s|ing)?|depend(?:s|ing)? (?:up)?on|contain(?:s|ing)?|mention(?:s|ing)?|referenc(?:e|es|ing)|refer(?:s|ring)? to|includ(?:e|es|ing)|require(?:s)?|requiring|ha(?:ve|s)|with|benutz\w*|verwend\w*|nutz\w*|enth[aä]lt\w*|import\w*|utilis\w*|contien\w*|emploie\w*|us[ae]n?|utiliz\w*|contiene\w*|使用|用|包含|依赖|调用)\s*/iu
const TAIL =
  /\s*(?:anywhere|any ?more|at all|somewhere|in (?:its|their|the) (?:code|source|files|history)|noch|still|these days|today|right now)?\s*[?？!.]*\s*$/iu
/** Of several words only what is quoted is an exact text. */
const QUOTED = /^[`"'“«](.+)[`"'”»]$/su
const NAME = /^@?[\p{L}_$][\w$@./:-]*(?:\(\))?$/u

/** Undefined for a question about one repository. */
export function readAcross(question: string): AcrossQuestion | undefined {
  const which = WHICH.exec(question) ?? WHICH_CHINESE.exec(question)
  if (which) {
    const rest = question.slice(which.index + which[0].length)
    const verb = USES.exec(rest)
    const used = verb ? exactName(rest.slice(verb[0].length)) : undefined
    if (used !== undefined) return { question: '', used }
    const asked = rest.replace(/^(?:(?:still|also|now|currently|already) )+/i, '').trim()
    return asked === '' || /^[?？!.]*$/.test(asked) ? undefined : { question: `what ${asked}` }
  }
  const everywhere = EVERYWHERE.exec(question)
  if (!everywhere) return undefined
  const rest = `${question.slice(0, everywhere.index)} ${question.slice(everywhere.index + everywhere[0].length)}`
  const asked = rest
    .replace(/\s+/g, ' ')
    .replace(/\s+(?=[?!.,])/g, '')
    .replace(/^[\s,:]+/, '')
    .trim()
  return asked.length < 3 ? undefined : { question: asked }
}

/** The thing that is used: one name, or what is in quotes; undefined where it is only described. */
function exactName(text: string): string | undefined {
  const thing = text
    .replace(TAIL, '')
    .replace(/^(?:the|a|an|any|die|der|das|le|la|les|el|los) (?=\S)/i, '')
    .replace(
      /^(?:function|class|method|package|module|library|identifier|string|text|word|type|funktion|klasse|fonction|función)\s+(?:(?:called|named|namens|appelée|llamada) )?/i,
      '',
    )
    .replace(/\s+(?:function|class|method|package|module|library)$/i, '')
    .trim()
  const quoted = QUOTED.exec(thing)?.[1]
  if (quoted !== undefined) return quoted
  return NAME.test(thing) ? thing.replace(/\(\)$/, '') : undefined
}

/** The readings of what is left, each to be run on every repository; the exact text first. */
export function acrossReadings(
  { used }: AcrossQuestion,
  readings: readonly Reading[],
  entities: readonly LinkedEntity[],
): readonly Reading[] {
  const all: readonly Reading[] =
    used === undefined
      ? readings
      : [
          {
            operation: 'find_text',
            input: { text: used, wholeWord: true },
            score: 0.95,
            by: 'rules',
            reason: 'asks where a name is used',
            entities,
            missing: [],
          },
        ]
  return all.map(({ operation, input, reason, ...reading }) => ({
    ...reading,
    operation: 'across_repositories',
    input: { operation, input },
    reason: `of every repository: ${reason}`,
    // What this repository does not have another one may.
    missing: [],
  }))
}
