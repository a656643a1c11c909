// Readings of questions about what first brought a name: a release, or a pull request.
import { everyLanguage } from './every-language.ts'
import { nameOf, ofKind, type PlanFacts, type Proposal } from './plan-facts.ts'
import { lastPart } from './plan-words.ts'

const REQUEST = everyLanguage(
  /\b(?:which|what|in which|welche[rmns]?|quelle?|qué|cuál) (?:\w+ )?(?:pull[- ]?requests?|merge[- ]?requests?|prs?|mrs?)\b|\b(?:number|id|link) of the (?:pull[- ]?request|pr|mr)\b|哪个 ?(?:pr|拉取请求|合并请求)/,
)
const RELEASE = everyLanguage(
  /\b(?:which|what|since which|welche[rmns]?|quelle|qué|cuál) (?:\w+ ){0,2}(?:release|version|tag|veröffentlichung|versión|lanzamiento)\b|\b(?:release|version) (?:first )?(?:introduced|added|brought|has|had|ships?|shipped|contains?)\b|哪个(?:版本|发布)/,
)
const CAME = everyLanguage(
  /\b(?:available|in the (?:code|api)|usable|ship\w*|land(?:ed|s)?|there|make it|made it|got|get|gibt es|vorhanden|disponible|apparu\w*|appara[iî]t|apareci\w*|aparece|eingeführt|erschien\w*|auftauch\w*|taucht\w*|aufgenommen|enthält|contient|contiene|contain\w*|include[ds]?|has|have|had)\b|出现|引入|加入|包含/,
)

export function planArrival(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const [name, ...others] = ofKind(facts, 'symbol', 'quote')
  const isAboutElse = ofKind(facts, 'tag', 'commit', 'person', 'path', 'issue').length > 0 || others.length > 0
  if (!name || isAboutElse || has.removed || has.revert || has.count || has.mention) return []
  const came = has.created || has.first || CAME.test(facts.masked)
  const by = !came
    ? undefined
    : REQUEST.test(facts.masked)
      ? 'request'
      : RELEASE.test(facts.masked)
        ? 'release'
        : undefined
  if (by === undefined) return []
  const kind = /\bpre-?release\b|\brelease candidate\b/.test(facts.masked)
    ? 'pre-release'
    : /\bstable\b/.test(facts.masked)
      ? 'stable'
      : undefined
  return [
    {
      operation: 'symbol_arrival',
      input: { name: lastPart(nameOf(name)), by, ...(by === 'release' && kind && { kind }) },
      score: 1.1,
      certainty: 1,
      reason: 'asks what first brought a name',
    },
  ]
}
