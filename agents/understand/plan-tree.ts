// Readings of questions about all files at a revision: how many, how many lines, the oldest, the largest, the untouched.
import { everyLanguage } from './every-language.ts'
import { pathsOf } from './filters.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, type PlanInput, type Proposal } from './plan-facts.ts'

const FILES = everyLanguage(/\b(?:files?|dateien|datei|fichiers?|archivos?|ficheros?)\b|文件/)
const FILE_NOUN = '(?:files?|dateien|datei|fichiers?|archivos?|ficheros?|文件)'
const CODE_SIZE = everyLanguage(
  /\b(?:lines of (?:\w+ )?code|loc|sloc|size of (?:the|this) (?:code ?base|repo\w*|project)|how (?:big|large) is (?:the|this) (?:code ?base|repo\w*|project)|code ?zeilen|zeilen (?:\w+ )?code|lignes de code|líneas de código)\b|代码行|行代码/,
)
const UNTOUCHED = everyLanguage(
  /\b(?:never|not) (?:been |once )?(?:changed|touched|modified|edited|updated)\b|\bnever (?:had|saw|received) (?:a|any) (?:later )?(?:change|edit|commit)s?\b|\bnobody (?:has |ever )*(?:changed|touched|modified|edited|updated)\b|\b(?:has|have) (?:nobody|no ?one) (?:ever )?(?:changed|touched|modified|edited|updated)\b|\buntouched\b|\bunchanged since\b|\b(?:nie|niemals|nicht mehr) (?:wieder )?(?:geändert|angefasst|verändert)\b|\bjamais (?:été )?(?:modifié|changé|touché)\w*|\bnunca (?:se )?(?:ha\w* )?(?:sido )?(?:modific|cambi)\w*|从未|从来没/,
)
/** An ending as it is written, or the name of a language before or behind the word for files or code. */
const LANGUAGES =
  '(?:golang|go|python|javascript|typescript|rust|java|kotlin|ruby|php|c\\+\\+|cpp|c#|csharp|c|swift|scala|shell|bash|sql|html|css|scss|markdown|yaml|json|toml|xml|perl|lua|dart|elixir|haskell|vue|svelte|protobuf)'
const IS_LANGUAGE = new RegExp(`^${LANGUAGES}$`, 'i')
const ENDING = new RegExp(
  `(?<![\\w/])\\*?\\.([A-Za-z]\\w{0,9})(?=[\`"']?[\\s-]+${FILE_NOUN})|\\bending (?:in|with) [\`"']?\\.(\\w{1,10})|\\b${FILE_NOUN} (?:mit der endung|with (?:the )?(?:file )?(?:ending|extension)|avec l['’]extension|con extensión) [\`"']?\\.?(\\w{1,10})`,
  'iu',
)
const LANGUAGE = new RegExp(
  `(?<![\\w.+#-])(${LANGUAGES})(?:[- ](?:source|code))?[\\s-]+(?:${FILE_NOUN}|code)(?!\\p{L})|${FILE_NOUN} (?:de |en |of )?(${LANGUAGES})(?![\\w+#.])|\\b(?:lines|zeilen|lignes|líneas) (?:of |de )?(${LANGUAGES})(?![\\w+#.])`,
  'iu',
)

const OLDEST =
  '(?:oldest|earliest|first|älteste[nrs]?|plus (?:anciens?|vieux)|más (?:antiguos?|viejos?)|最早|最旧|最老)'
const NEWEST =
  '(?:newest|youngest|latest|most recent(?:ly (?:added|created))?|neueste[nrs]?|jüngste[nrs]?|plus récents?|más (?:nuevos?|recientes?)|最新)'
const ranked = (words: string) =>
  everyLanguage(
    new RegExp(
      `\\b${words}(?: [^⟨\\s]+){0,2}? ${FILE_NOUN}\\b|${FILE_NOUN}(?: (?:le|les|el|los|is|are|is the|was))? ${words}(?!\\p{L})|${words}的?文件`,
    ),
  )
const [OLDEST_FILE, NEWEST_FILE] = [ranked(OLDEST), ranked(NEWEST)]
const LONGEST = everyLanguage(
  /\blongest (?:\w+ ){0,2}files?\b|\bfiles? (?:has|have|with) the most lines\b|\blängste[nr]? dateie?n?\b|\bdatei (?:hat|mit) den? meisten zeilen\b|\bfichiers? (?:le |les )?plus longs?\b|\barchivos? más largos?\b|行数最多的文件/,
)

const LENGTH = everyLanguage(
  /\b(?:how long|wie lang) (?:is|was|ist|war) ⟨path⟩(?! *(?:been|around|old))|\b(?:length|size) of ⟨path⟩|\bhow (?:big|large) (?:is|was) ⟨path⟩|\bwie groß ist ⟨path⟩/,
)
/** The files of tests, whatever else is called so. */
const TEST_FILES =
  /\b(?:unit[- ])?tests?[- ](?:files?|dateien)\b|\btestdateien\b|\bfichiers? de tests?\b|\b(?:archivos?|ficheros?) de (?:tests?|pruebas?)\b|测试文件/i

export function planTree(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const result = resultOf(facts)
  const isAboutElse =
    ofKind(facts, 'person', 'symbol', 'quote', 'issue').some(({ text }) => !IS_LANGUAGE.test(text)) ||
    ofKind(facts, 'tag', 'branch', 'commit').length > 1 ||
    placesOf(facts).length > 1
  // What commits did to files is another question.
  const asksWork =
    has.commit ||
    has.who ||
    has.removed ||
    has.renamed ||
    has.together ||
    has.mention ||
    (result !== 'untouched' && has.changed) ||
    has.merged
  if (result === undefined || isAboutElse || asksWork) return []
  const place = placeOf(facts, result)
  return place === undefined
    ? []
    : [
        {
          operation: 'tree_facts',
          input: { result, ...place, ...(result !== 'count' && result !== 'lines' && limitOf(facts)) },
          score: 1.2,
          certainty: 1,
          reason: 'asks for a fact of the files at a revision',
        },
      ]
}

/** Files and folders; an ending such as `*.ts` is no place. */
function placesOf(facts: PlanFacts): readonly string[] {
  return pathsOf(facts).filter((path) => !path.startsWith('*.'))
}

function resultOf({ intent: { has, counted }, masked, linked }: PlanFacts): string | undefined {
  if (FILES.test(masked) && UNTOUCHED.test(masked)) return 'untouched'
  const isPast = has.created && counted !== undefined
  if ((counted === 'lines' && !isPast && !has.blame) || (CODE_SIZE.test(masked) && !has.most && !has.created))
    return 'lines'
  if (counted === 'folders' && !has.average && !has.share) return 'folders'
  if (LENGTH.test(masked) || /多少行/.test(masked)) return 'lines'
  if (LONGEST.test(masked)) return 'longest'
  if (has.created && !/\bstill\b/.test(masked)) return undefined
  if (OLDEST_FILE.test(masked)) return 'oldest'
  if (NEWEST_FILE.test(masked)) return 'newest'
  if (FILES.test(masked) && (has.largest || has.smallest) && linked.line === undefined)
    return has.smallest ? 'smallest' : 'largest'
  return (counted === 'files' || /多少个?文件/.test(masked)) && !has.first && !has.last && !has.average && !has.share
    ? 'count'
    : undefined
}

/** Revision, folder and ending; undefined where something named cannot bound a tree. */
function placeOf(facts: PlanFacts, result: string): PlanInput | undefined {
  const { question, masked, linked } = facts
  const ofTests = TEST_FILES.test(question)
  const [path] = placesOf(facts).filter(() => !ofTests || ofKind(facts, 'path', 'folder').some(({ marked }) => marked))
  const [revision] = ofKind(facts, 'tag', 'branch', 'commit')
  const ending = endingOf(question)
  const files = {
    ...(path !== undefined && { path }),
    ...(ending !== undefined && { extensions: [ending] }),
    ...(ofTests && { kind: 'test' }),
  }
  const [date] = linked.dates
  const isSince = revision !== undefined && /\b(?:since|after|seit|nach|depuis|après|desde)\s+⟨/.test(masked)
  if (result === 'untouched' && (isSince || date?.since !== undefined))
    return date?.until === undefined ? { ...files, since: isSince ? nameOf(revision) : date?.since } : undefined
  // "The files of that commit" are those that it changed.
  if (revision?.kind === 'commit' && !/\b(?:at|as of|bei|à|en)\s+(?:commit )?⟨commit⟩/.test(masked)) return undefined
  if (isSince || /\b(?:before|vor|avant|antes de)\s+⟨(?!date)/.test(masked)) return undefined
  const isThen = /\b(?:exist\w*|there|had|have|has|were|was|at|on|as of|gab|hatte|avait|había)\b/.test(masked)
  if (date && (!isThen || date.until === undefined || facts.intent.has.first)) return undefined
  return {
    ...files,
    ...(revision && { revision: nameOf(revision) }),
    ...(date?.until !== undefined && { before: date.until }),
  }
}

function endingOf(question: string): string | undefined {
  const groups = [ENDING, LANGUAGE].map((pattern) =>
    pattern
      .exec(question)
      ?.slice(1)
      .find((group) => group !== undefined),
  )
  return groups.find((group) => group !== undefined)?.toLowerCase()
}
