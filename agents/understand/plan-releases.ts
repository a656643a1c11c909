// Readings of questions about tags and releases.
import { everyLanguage } from './every-language.ts'
import { commitFilters } from './filters.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, POSSIBLE, type Proposal } from './plan-facts.ts'

export const RELEASE_NOUN =
  /\b(?:tags?|releases?|released|versions?|versionen|versiones|version|veröffentlichung(?:en)?|lanzamientos?)\b|版本|发布/

/** "which release came after ⟨tag⟩", "the version before ⟨tag⟩". */
const NEIGHBOUR =
  /(?:release|version|tag|veröffentlichung)\b(?!s)[^⟨]{0,30}\b(after|follow\w*|before|preced\w*|prior|succe\w*|nach|vor|après|avant|después|antes)\b[^⟨]{0,12}⟨tag⟩/

export function planReleases(facts: PlanFacts): readonly Proposal[] {
  const [tag, second] = ofKind(facts, 'tag')
  if (tag && second)
    return [
      {
        operation: 'list_tags',
        input: { names: [nameOf(tag), nameOf(second)] },
        score:
          facts.intent.counted === 'time' ||
          /\b(?:days|weeks|months|how long|time|gap|elapsed|wie lange|combien de temps|cuánto tiempo|tage|wochen|jours|semaines|días|semanas)\b/.test(
            facts.masked,
          )
            ? 0.95
            : 0,
        reason: 'asks for the time between two releases',
      },
    ]
  return tag ? planNamed(facts, nameOf(tag)) : planAny(facts)
}

/** One tag is named: its day, or whether there is one. What went into it is a period. */
function planNamed({ intent: { has }, masked }: PlanFacts, name: string): readonly Proposal[] {
  const asksExistence = /\b(?:exists?|is there|are there|gibt es|existe|y a-t-il|hay)\b/.test(masked)
  const asksReleaser =
    /\bwho (?:released|tagged|published|shipped|signed|(?:cut|made|created) (?:the )?(?:release |version |tag )?⟨tag⟩)|\btagger\b|\bwer hat ⟨tag⟩ (?:veröffentlicht|getaggt)|\bqui a (?:publié|sorti|tagué)\b|\bquién (?:publicó|lanzó|etiquetó)\b|谁发布/.test(
      masked,
    )
  const asksContent = has.changed || has.count || has.summary || has.who || has.commit || has.firstTime || has.most
  const side =
    NEIGHBOUR.exec(masked) ??
    /⟨tag⟩\W*(next|previous) (?:release|version|tag)|\b(next|previous) (?:\w+ )?(?:release|version|tag)\b.*⟨tag⟩/.exec(
      masked,
    )
  const isAfter = side !== null && /^(?:after|follow|succe|nach|après|después|next)/.test(side[1] ?? side[2] ?? '')
  return [
    {
      operation: 'list_tags',
      input: isAfter ? { after: name, order: 'oldest', limit: 1 } : { before: name, limit: 1 },
      score: side ? 0.93 : 0,
      reason: 'asks for the release beside another',
    },
    {
      operation: 'list_tags',
      input: { name },
      score: asksReleaser
        ? 0.95
        : has.when && !asksContent
          ? 0.9
          : asksExistence && !asksContent
            ? 0.75
            : has.when
              ? 0.4
              : 0.25,
      reason: 'asks about a release',
    },
  ]
}

/** "final releases only", "no pre-releases". */
const STABLE_ONLY = everyLanguage(
  /\b(?:final|stable|stabile?|stables?|estables?) (?:releases?|versions?|tags?|versionen)\b|\b(?:no|without|excluding|except|not counting|ohne|sans|sin) (?:any )?(?:pre-?releases?|release candidates?|rcs?|betas?|vorabversionen)\b/,
)

/** The newest of a period is the newest before its end. */
function untilOnly({ since, until }: { readonly since?: unknown; readonly until?: unknown }, isLast: boolean) {
  return {
    ...(since !== undefined && !(isLast && until !== undefined) && { since }),
    ...(until !== undefined && { until }),
  }
}

/** "The release before 3 May": one of them. */
function isBesideDay({ masked, linked: { dates } }: PlanFacts): boolean {
  const [date] = dates
  const isOpen = date !== undefined && (date.since === undefined || date.until === undefined)
  return isOpen && /\b(?:release|version|tag|veröffentlichung|versión|lanzamiento)\b[^⟨]{0,30}⟨date⟩/.test(masked)
}

/** No tag is named: which there are, the newest or oldest, those of a period, how many. */
function planAny(facts: PlanFacts): readonly Proposal[] {
  const { has, counted, groupBy } = facts.intent
  const { since, until } = commitFilters(facts)
  const period = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) }
  const hasPeriod = Object.keys(period).length > 0
  const one =
    (has.last || has.first || isBesideDay(facts)) &&
    facts.linked.limit === undefined &&
    !/(?<!\b(?:final|stable|pre)[- ]?)\b(?:releases|tags|versions)\b/.test(facts.masked)
  const asks =
    has.list || has.last || has.first || has.count || has.when || has.where || hasPeriod || counted === 'releases'
  const isAboutElse = ofKind(facts, 'commit', 'symbol', 'path', 'quote').length > 0 || has.changed || has.summary
  const isNamed = has.release && RELEASE_NOUN.test(facts.masked)
  const base = !isNamed ? POSSIBLE : isAboutElse ? 0.1 : counted === 'releases' ? 0.9 : asks ? 0.72 : 0.45
  return [
    {
      operation: 'list_tags',
      input: {
        ...(one ? untilOnly(period, has.last) : period),
        ...(one ? { limit: 1 } : limitOf(facts)),
        ...(((has.first && !has.last) || (one && since !== undefined && until === undefined)) && { order: 'oldest' }),
        ...(groupBy === 'year' ? { groupBy } : counted === 'releases' && !has.list && { aspect: 'count' }),
        ...(STABLE_ONLY.test(facts.masked) && { stable: true }),
      },
      score:
        isNamed && groupBy === 'year' && !isAboutElse ? 0.9 : base + (isNamed && hasPeriod && !isAboutElse ? 0.1 : 0),
      reason: 'asks for releases',
    },
  ]
}
