// Which single fact or kind of link a question about one commit asks for, by its words in several languages.
import { everyLanguage } from './every-language.ts'
import { FEATURES } from './features.ts'
import { ofKind, type PlanFacts } from './plan-facts.ts'

type Rules<Aspect extends string> = readonly (readonly [aspect: Aspect, words: RegExp])[]

const rules = <Aspect extends string>(table: Rules<Aspect>): Rules<Aspect> =>
  table.map(([aspect, words]) => [aspect, everyLanguage(words)])

export const ASKS_CHILDREN = everyLanguage(
  /\bchild(?:ren)?\b|\b(?:commit|one|change) (?:\w+ )?(?:right|just|immediately|directly) after ⟨commit⟩|\b(?:commit|change) (?:directly |immediately )?follow(?:s|ed|ing) ⟨commit⟩|\bkind(?:er)?(?:-?commits?)? von\b|\benfants?\b|\bhijos?\b|子提交/,
)

const PLACES = rules([
  [
    'second_parent',
    /\b(?:second|2nd|other|zweite[rns]?|deuxième|segundo) (?:parent|eltern\w*|vorgänger|padre)\b|\bparent (?:number |no\.? ?|#)?(?:2|two)\b|第二个?父/,
  ],
  [
    'first_parent',
    /\b(?:first|1st|erste[rns]?|premier|primer) (?:parent|eltern\w*|vorgänger|padre)\b|\bparent (?:number |no\.? ?|#)?(?:1|one)\b|第一个?父/,
  ],
  [
    'parents',
    /\bparents?\b|\bpredecessors?\b|\beltern\w*\b|\bvorgänger\w*\b|\bprédécesseurs?\b|\bpadres?\b|父提交|\bis ⟨commit⟩ (?:really |actually |itself )?(?:a |an )?(?:real |true )?merge\b|\bist ⟨commit⟩ ein merge|\best(?:-ce que)? ⟨commit⟩ (?:est )?une? (?:merge|fusion)|\bes ⟨commit⟩ un merge|\b(?:two|both|which|what|beiden?|welchen?|deux|quels?|dos|qué) (?:\w+ )?(?:commits?|branch(?:es)?|sides|lines|zweige?|ramas?)\b.*\b(?:merge|fusion)\b.*(?:\bjoin\w*|\bcombin\w*|\bunit\w*|\bcome|\bcame|\bmade|\bstamm\w*|\bverein\w*|\bverbind\w*|\bréuni\w*|\bune\b)|(?:\bbeiden commits )?\bstamm(?:t|en)\b.*\bmerge ⟨commit⟩(?: ab\b)?|\b(?:what|which commits?|which branch(?:es)?) (?:does|did) (?:the )?(?:merge )?⟨commit⟩ (?:join|combine|merge)\b/,
  ],
])

const FILES = '(?:files?|paths?|dateien|fichiers|archivos|ficheros)'
const PEOPLE = rules([
  [
    'committer',
    /\bcommitter\b|\bwho(?: has| had)? committed\b|\bwho (?:applied|landed|pushed)\b|\b(?:applied|committed|landed) by (?:another|someone|somebody|a different|whom?|which)\b|\bwer hat\b.*\b(?:committet|commitet|eingecheckt|übernommen|angewendet|eingespielt)\b|\bqui a (?:commité|committé|appliqué)\b|\bquién (?:aplicó|confirmó|commiteó)\b|提交者/,
  ],
  [
    'author',
    /\bauthor\b|\bwho(?: has| had)? (?:wrote|written|authored|made|created|did|coded|is behind|is responsible for)\b|\bwho (?:is|was)(?: the)? author\b|\bauthored by\b|\b(?:was|is) ⟨commit⟩ (?:written|authored|made) by\b|\bwritten by (?:whom?|which)\b|\bwhose (?:commit |work |change )?(?:is|was)\b|\bautor\b|\bvon wem\b|\bwer hat\b.*\b(?:geschrieben|gemacht|verfasst|erstellt)\b|\bauteur\b|\bqui a (?:écrit|fait|créé)\b|\bquién (?:escribió|hizo|creó)\b|作者|谁写/,
  ],
])
const DATES = rules([
  [
    'committed_at',
    /\bcommit(?:ter)?[- ](?:date|time|timestamp)\b|\bwhen was\b.*\bcommitted\b|\bcommitted (?:at|on) (?:what|which)\b|\bwann\b.*\b(?:committet|eingecheckt)\b|提交时间/,
  ],
  [
    'authored_at',
    /\bwhen\b|\bhow old\b|\bwie alt\b|\bdate\b|\btimestamp\b|\b(?:what|which) (?:day|time|year|month)\b|\bwann\b|\bdatum\b|\bquand\b|\bcuándo\b|\bfecha\b|什么时候|何时|日期/,
  ],
])

const SIZES = rules([
  [
    'lines_changed',
    /\b(?:add|insert)\w*\b.{0,20}\b(?:delet|remov)\w*\b.*\b(?:lines?|counts?)\b|\blines?\b.*\b(?:add|insert)\w*\b.{0,20}\b(?:delet|remov)\w*|\binsertions? and deletions?\b|\badditions? and deletions?\b/,
  ],
  [
    'lines_added',
    /\binsertions?\b|\badditions\b|\b(?:added|inserted|new) (?:\w+ )?lines\b|\blines?\b.{0,60}\b(?:add|adds|added|adding|insert|inserts|inserted|introduces?d?)\b|\bzeilen\b.*(?:\bhinzu|\beingefügt|\bergänzt|\bdazu|\bneu)|\bfügt\b.*\bzeilen\b.*\b(?:ein|hinzu)\b|\blignes\b.*\bajout\w*(?:-\w+)*|\bajout\w*.*\blignes\b|\blíneas\b.*\b(?:añad|agreg|insert)\w*|\b(?:añad|agreg)\w*.*\blíneas\b|(?:新增|添加|增加).*行/,
  ],
  [
    'lines_removed',
    /\bdeletions?\b|\b(?:removed|deleted) (?:\w+ )?lines\b|\blines?\b.{0,60}\b(?:remov|delet)\w*|\bzeilen\b.*\b(?:gelöscht|entfernt|entfern\w*|lösch\w*)\b|\blignes\b.*\b(?:supprim|enl[eè]v)\w*|\bsupprim\w*.*\blignes\b|\blíneas\b.*\b(?:elimin|borr|quit)\w*|\b(?:elimin|borr)\w*.*\blíneas\b|删除.*行/,
  ],
  [
    'lines_changed',
    /\b(?:how many|number of|count of|total) (?:\w+ )?lines\b|\blines? changed\b|\bchurn of\b|\b(?:wie ?viele|anzahl(?: der)?) (?:\w+ )?zeilen\b|\b(?:combien de|nombre de) lignes\b|\bcuántas líneas\b|\bnúmero de líneas\b|多少行/,
  ],
  [
    'size',
    /\bhow (?:big|large|small|huge)\b|\bsize of\b|\bdiff ?stats?\b|\bstats\b|\bwie gro(?:ß|ss)\b|\bgröße\b|\btaille\b|\btamaño\b|\bqué tan grande\b|多大/,
  ],
  [
    'file_count',
    /\b(?:how many|number of|count of) (?:\w+ )?files\b|\bfile count\b|\b(?:wie ?viele|anzahl(?: der)?) (?:\w+ )?dateien\b|\b(?:combien de|nombre de) fichiers\b|\bcuántos (?:archivos|ficheros)\b|多少个?文件/,
  ],
  [
    'added_files',
    new RegExp(
      `\\b${FILES}\\b.{0,40}\\b(?:add(?:s|ed)?|creat(?:e|es|ed)|introduc(?:e|es|ed)|hinzu\\w*|angelegt|ajout\\w*|créé\\w*|añad\\w*|cre[aó]\\w*)\\b|\\b(?:new|added|created|neuen?) ${FILES}\\b|新增.*文件`,
    ),
  ],
  [
    'deleted_files',
    new RegExp(
      `\\b${FILES}\\b.{0,40}\\b(?:delet(?:e|es|ed)|remov(?:e|es|ed)|gelöscht|löscht|entfernt?|supprim\\w*|elimin\\w*|borr\\w*)\\b|\\b(?:deleted|removed) ${FILES}\\b|删除.*文件`,
    ),
  ],
  [
    'renamed_files',
    new RegExp(
      `\\b${FILES}\\b.{0,40}\\b(?:renam(?:e|es|ed)|mov(?:e|es|ed)|umbenannt|benennt|renomm\\w*|renombr\\w*)\\b|\\b(?:renamed|moved) ${FILES}\\b`,
    ),
  ],
  [
    'files',
    new RegExp(
      `\\b(?:which|what|list|name|show|all|every|the|welche|alle|quels|tous les|qué|cuáles) (?:(?:of|the|all|changed|touched|modified|me|les|los) )*${FILES}\\b|^\\W*(?:changed |touched |modified )?(?:files|paths|dateien|fichiers|archivos)\\b|⟨commit⟩ (?:changed |touched |modified )?(?:files|paths)\\b|哪些文件`,
    ),
  ],
])

const NAMES = rules([
  [
    'message',
    /\bmessage\b|\bsubject(?: line)?\b|\bcommit (?:text|title|description)\b|\bnachricht\b|\bbetreff\b|\bmensaje\b|提交信息|提交说明/,
  ],
  [
    'tags',
    /\bis ⟨commit⟩ (?:itself |directly )?(?:tagged|a release)\b|\btags? (?:that )?(?:points?|pointing|sits?|stands?|directly|exactly|right) \b|\b(?:which|what|any) tags? (?:is|are|sits?|stands?) (?:directly |exactly |right )?(?:on|at)\b/,
  ],
  ['branches', /\b(?:tip|head) of (?:a|any|which|what|some) branch\w*|\bbranch\w* (?:points?|pointing) (?:at|to)\b/],
])

export interface FactsAsked {
  readonly aspects: readonly string[]
  /** Asked of the parent: "who wrote the parent of …". */
  readonly ofParent: boolean
  /** The words that ask for them. */
  readonly covers: string
}

/** Nothing when the question wants the commit explained, or asks of it within something else. */
export function factsAsked(facts: PlanFacts): FactsAsked | undefined {
  const { masked, intent } = facts
  const { has } = intent
  if (has.why || has.summary || EXPLAIN.test(masked) || ASKS_CONTENT.test(masked)) return undefined
  if (ofKind(facts, 'path', 'folder', 'symbol', 'tag', 'branch').length > 0) return undefined
  // "How many commits did the author of … make?"
  if (has.count && (intent.counted === 'commits' || intent.counted === 'people')) return undefined
  const [place] = asking(PLACES, masked)
  const [committer, ...author] = asking(PEOPLE, masked)
  const others = [
    // Who committed it is not asked of the author, unless both are wanted.
    ...(BOTH_PEOPLE.test(masked) ? author : []),
    ...(committer ? [committer] : []),
    ...(has.release || has.merged || ARRIVED.test(masked) ? [] : asking(DATES, masked).slice(0, 1)),
    ...sizesOf(masked),
    ...asking(NAMES, masked).slice(0, 1),
  ]
  // "Who wrote the parent of …" asks of another commit.
  const ofParent = place !== undefined && OF_PARENT.test(masked) && others.length > 0
  const asked = place === undefined || ofParent ? others : [place]
  const found = asked.length > 0 ? asked : childrenIn(masked)
  if (found.length === 0) return undefined
  return { aspects: found.map(({ aspect }) => aspect), ofParent, covers: found.map(({ words }) => words).join(' ') }
}

function childrenIn(masked: string): readonly Asking[] {
  const words = ASKS_CHILDREN.exec(masked)?.[0]
  return words === undefined ? [] : [{ aspect: 'children', words }]
}

/** "Who wrote it, and who committed it?" */
const BOTH_PEOPLE = everyLanguage(
  /\bauthor and (?:the )?committer\b|\bcommitter and (?:the )?author\b|\bwho\b.*\bwho committed\b|\bwho wrote and committed\b/,
)
const EXPLAIN = everyLanguage(/\b(?:explain|describe|erklär\w*|expliqu\w*|explica\w*)\b|解释/)
/** The lines themselves, or what was done: the diff answers, not a number. */
const ASKS_CONTENT = everyLanguage(
  /\b(?:which|what|show|see|welche|quelles|qué) (?:me )?(?:the )?(?:\w+ )?(?:lines|zeilen|lignes|líneas)\b|\bwhat (?:does|did|has) (?:the )?(?:commit |parent of )?⟨commit⟩ (?:do|change|add|remove|fix|bring)\b|\bwhat (?:changed|happened) in\b|\bwhat (?:does|did) the parent\b.*\b(?:do|change)\b/,
)
const ARRIVED = everyLanguage(/\bmerged\b|\b(?:get|got|come|came|arrive\w*|land\w*|reach\w*) (?:in|into|on|to)\b/)
const OF_PARENT = everyLanguage(/\bparent of (?:the )?(?:commit |merge )?⟨commit⟩|⟨commit⟩['’]s parent\b/)

/** "Lines over all files": no question for the files. */
const EVERYWHERE = everyLanguage(
  /\b(?:over|across|in|von|über|dans|en) (?:all|alle|allen|tous|todos)(?: the| its| les| los)? (?:files|dateien|fichiers|archivos)\b/,
)

/** A number of files is not their list, and lines of both kinds are told together. */
function sizesOf(masked: string): readonly Asking[] {
  const found = asking(SIZES, masked.replace(EVERYWHERE, ' '))
  const lines = found.find(({ aspect }) => aspect.startsWith('lines_'))
  const files = found.find(({ aspect }) => aspect === 'file_count' || aspect.endsWith('files'))
  const isBoth = ['lines_added', 'lines_removed'].every((aspect) => found.some((one) => one.aspect === aspect))
  const size = found.find(({ aspect }) => aspect === 'size')
  if (size) return [size]
  if (isBoth) return [{ aspect: 'lines_changed', words: found.map(({ words }) => words).join(' ') }]
  if (lines && files?.aspect === 'file_count') return [{ aspect: 'size', words: `${lines.words} ${files.words}` }]
  return [lines, files].filter((one) => one !== undefined)
}

interface Asking {
  readonly aspect: string
  /** What of the question asks for it. */
  readonly words: string
}

function asking(table: Rules<string>, masked: string): readonly Asking[] {
  return table.flatMap(([aspect, pattern]) => {
    const words = pattern.exec(masked)?.[0]
    return words === undefined ? [] : [{ aspect, words }]
  })
}

/** The commit asked about is the one that takes something back. */
const REVERTS = everyLanguage(
  /\b(?:does|did|do) (?:commit |the )?⟨commit⟩ (?:actually )?(?:revert|undo|roll back|take back|back out)\b|\b(?:undone|reverted|rolled back|taken back|backed out) (?:by|in|with) (?:commit )?⟨commit⟩|⟨commit⟩ (?:reverts|undoes|undid|rolls back|took back|takes back)\b|⟨commit⟩ (?:reverted|rolled back) (?:what|which)\b|⟨commit⟩ is (?:a|the) (?:revert|rollback|undo)\b|\bis ⟨commit⟩ (?:itself |really |actually )?(?:a|the) (?:revert|rollback)\b|\b(?:does|did) it (?:revert|undo|roll back|take back)\b|\bmacht ⟨commit⟩.*\brückgängig\b|\bwas\b.*\bhat ⟨commit⟩ rückgängig\b|\bannule(?:-t-il)? ⟨commit⟩|⟨commit⟩ (?:annule|a-t-il annulé)\b|\brevierte ⟨commit⟩|⟨commit⟩ revierte\b|⟨commit⟩ ?(?:回滚|撤销|还原)了/,
)

const LINKS = rules([
  [
    'cherry_picks',
    /\bcherry-?pick\w*|\bback-?port\w*|\b(?:same|identical|equal) (?:change|patch|diff)\b|\btwins?\b|\bzurückportiert\b|\brétroport\w*|挑选/,
  ],
  ['co_authors', /\bco-?auth\w*|\bco-?autor\w*|\bco-?auteur\w*|\bcoautor\w*|\bpair(?:ed)? (?:on|with)\b|共同作者/],
  [
    'reviewers',
    /\breview(?:ed|ers?)\b|\bapproved\b|\backed\b|\btested[- ]by\b|\bwho tested\b|\bgereviewt\b|\bbegutachtet\b|\bgeprüft\b|\brelu\b|\brevisó\b|审核|评审/,
  ],
  ['signers', /\bsign(?:ed|s)?(?: it)?[- ]?offs?\b|\bsigners?\b/],
  [
    'issues',
    /\b(?:which|what|any) (?:\w+ )?(?:issues?|bugs?|tickets?)\b|\bnumber of (?:that|the) (?:issue|bug|ticket)\b|\b(?:fixes|closes|resolves) #|\b(?:fix|close|resolve)\w* (?:an?|some|any) (?:issue|bug|ticket)s?\b|\b(?:issues?|bugs?|tickets?) (?:of|for|does|did|closed|fixed|behind|named|mentioned)\b|\bwelche[sn]? (?:issues?|tickets?|fehler)\b|\bquels? (?:tickets?|bugs?|issues?)\b|\bqué (?:incidencias?|issues?|tickets?)\b|哪个(?:问题|issue)/,
  ],
  [
    'fixed_by',
    /\b(?:which|what) (?:\w+ )?(?:commits?|changes?) (?:later )?(?:fix|mend|correct)\w* ⟨commit⟩|\bwho (?:later )?fixed ⟨commit⟩|\b(?:was|were|has) ⟨commit⟩ (?:been )?(?:later )?(?:fixed|mended|corrected)\b|\bfix(?:es)? (?:for|of) ⟨commit⟩/,
  ],
  [
    'fixes',
    /\b(?:which|what) (?:\w+ )?(?:commits?|changes?) (?:does|did) ⟨commit⟩ (?:fix|mend|correct|repair)\b|\bwhich commit is fixed by ⟨commit⟩/,
  ],
  ['reverted_by', /\bstill in (?:force|effect|place)\b/],
  ['trailers', /\btrailers?\b/],
])

/** The kind of link that is asked for; nothing when all or none are. */
export function linkAsked({ masked, intent: { has } }: PlanFacts): Asking | undefined {
  if (!has.revert) return asking(LINKS, masked)[0]
  const isRevert = REVERTS.test(masked)
  const words = [FEATURES.revert, RE_APPLIED].map((pattern) => pattern.exec(masked)?.[0] ?? '').join(' ')
  return { aspect: isRevert ? 'reverts' : has.why ? 'revert_reason' : 'reverted_by', words }
}

const RE_APPLIED = everyLanguage(/\bre-?(?:applied|landed|instated)\b/)
