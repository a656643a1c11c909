// Readings of questions about ages: how old the repository or a file is, how long somebody has been at it.
import { everyLanguage } from './every-language.ts'
import { nameOf, ofKind, type PlanFacts, type Proposal } from './plan-facts.ts'

const HOW_LONG =
  "(?:how long|(?:for )?how many (?:years|months|days|weeks)|(?:seit )?wie lange|seit wie ?vielen jahren|wie ?viele jahre|(?:depuis )?combien (?:de temps|d[’']années|de mois|de jours)|cuánto tiempo|(?:hace )?cuántos (?:años|meses|días)|多久|多少年|几年)"
const LIVES = '(?:exist\\w*|been around|around|alive|lived?|gibt es|existiert|existe|lleva existiendo|存在)'
const ACTIVE =
  '(?:active|contribut\\w*|been working|work\\w*|commit(?:ting|ted)|develop\\w*|maintain\\w*|aktiv|entwickelt|beigetragen|actifs?|active|développé|contribu\\w*|activo|activa|desarroll\\w*|活跃|贡献)'
const LIVING = everyLanguage(new RegExp(`${HOW_LONG}(?!\\p{L}).*(?<!\\p{L})${LIVES}(?!\\p{L})`))
const WORKING = everyLanguage(new RegExp(`${HOW_LONG}(?!\\p{L}).*(?<!\\p{L})${ACTIVE}(?!\\p{L})`))
/** The time that all commits span. */
const FIRST_TO_LAST = everyLanguage(
  /(?:how (?:long|much time|many (?:days|weeks|months|years))|\btime|\bdays|wie ?viele tage|combien de jours|cuántos días).*\b(?:first|ersten?|premier|primer) and (?:the )?(?:last|latest|newest) (?:commit|change)\b|\b(?:zwischen (?:dem )?ersten und (?:dem )?letzten commit|entre le premier et le dernier commit|entre el primer y el último commit)\b/,
)
const TENURE = everyLanguage(/\b(?:tenure|age|alter|âge|edad) (?:of|von|des|de|du)\b/)

export function planAge(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const { masked, linked } = facts
  const isSpan = FIRST_TO_LAST.test(masked)
  const isActive = isSpan || (WORKING.test(masked) && !/\bhow long ago\b/.test(masked))
  const asks = has.age || LIVING.test(masked) || isActive || TENURE.test(masked)
  const [path, ...others] = ofKind(facts, 'path', 'folder')
  const [person, second] = ofKind(facts, 'person')
  const isAboutElse =
    ofKind(facts, 'tag', 'branch', 'commit', 'symbol', 'quote', 'issue', 'date').length > 0 ||
    linked.dates.length > 0 ||
    linked.line !== undefined ||
    others.length > 0 ||
    second !== undefined
  // The age of a commit is not that of the project.
  const isOfCommit = has.commit && person === undefined && !isSpan
  if (!asks || isAboutElse || isOfCommit || has.stopped || has.average || has.gap || has.release) return []
  return [
    {
      operation: 'age',
      input: {
        ...(path && { path: path.kind === 'folder' ? `${nameOf(path).replace(/\/+$/, '')}/` : nameOf(path) }),
        ...(person && { author: nameOf(person) }),
        ...(isActive && { until: 'last' }),
      },
      score: 1.15,
      certainty: 1,
      reason: 'asks how old something is',
    },
  ]
}
