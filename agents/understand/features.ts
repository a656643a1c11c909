// What the words of a question ask for: each feature is a list of words in several languages.
import { everyLanguage } from './every-language.ts'

/** The words of each feature; `\b` and `\w` mean letters of every language here. */
const WORDS = {
  count:
    /\bhow many\b|\bhow often\b|\bhow much\b|\bnumber of\b|(?<!not |n['’]t )\bcount\b|(?:^|\s)# ?(?:of )?(?:commits?|tags?|authors?|merges?)\b|\btotal\b|\bamount of\b|\bhow (?:big|large|small)\b.*\bcommits\b|\bmeasured (?:in|by)\b|wie viele|wie oft|anzahl|combien|nombre de|cuánt[oa]s|número de|多少|几次|几个/,
  who: /\bwho\b|\bwho'd\b|\bwhose\b(?! (?:messages?|subjects?|names?|paths?|titles?))|\bwhom\b|\bwhich (?:\w+ )?(?:author|contributor|person|developer|committer|people)s?\b|\bauthors?\b|\bcontributors?\b|\bcommitters?\b|\bdevelopers?\b|\bmaintain(?:s|ers?)?\b|\bwer\b|\bwelcher (?:autor|entwickler)\b|(?<!\bce )\bqui\b|\bquels? auteurs?\b|\bquién(?:es)?\b|谁/,
  acted:
    /\bwork(?:s|ed|ing)? (?:most |mostly |mainly )?(?:on|in|at)\b|\bworked\b|\bcontribut\w*|\btouch(?:es|ed|ing)?\b|\bmaintain\w*|\binvolved\b|\bactive\b|\bgearbeitet\b|\bbeigetragen\b|\btravaillé\b|\bcontribué\b|\btrabajado\b|\bcontribuido\b/,
  busiest: /\bbusiest\b|\brecord (?:year|quarter|month|week|day|weekday|hour)\b|\bmost active\b|\bfullest\b/,
  fixed:
    /\bfix(?:es|ed|ing)?\b|\bresolv\w*|\bclos(?:e|es|ed|ing)\b|\bbehoben\b|\bgelöst\b|\bcorrig\w*|\brésol\w*|\bresuelt[oa]\b|修复/,
  most: /\bsole\b|\bsingle author\b|\bonly (?:one )?(?:person|author)\b|\bhighest\b|\bmost\b|\btop\b|\bbiggest\b|\bmain(?:ly)?\b|\bprimar(?:y|ily)\b|\bmost active\b|\bbusiest\b|\bbest person\b|\bexperts?\b|\bowns?\b|\bowners?\b|\blead(?:ing)? (?:author|contributor)|\brank(?:ed|ing)?\b|\bknows?\b|\bmeisten\b|\bhäufigsten\b|\ble plus\b|\bles plus\b|\bmás\b|最多|主要/,
  first:
    /\bfirst\b(?![- ]parents?\b)|\bjoin(?:ed|s)?\b|\bearliest\b|\boldest\b|\boriginal(?:ly)?\b|\borigins?\b|\binitial(?:ly)?\b|\bcame from\b|\bcomes? from\b|\bshow(?:ed|s)? up\b|\bappear(?:s|ed)?\b|\bbegan\b|\bstart(?:ed)?\b|\berste[rnms]?\b|\bzuerst\b|\bpremi(?:er|ère)s?\b|\bprimer[oa]?s?\b|第一|最早/,
  last: /\bzuletzt\b|\ben dernier\b|\bpor última vez\b|\blast\b|\bstop(?:ped|s)?\b|\bquit\b|\blatest\b|\b(?:most )?recent(?:ly)?\b|\bnewest\b|\bcurrent(?:ly)?\b|\blately\b|\bletzte[rnms]?\b|\bneueste[rnms]?\b|\bdernie?rs?\b|\bdernières?\b|\búltim[oa]s?\b|\brecientes?\b|最近|最新|最后/,
  list: /\bshas\b|\bhashes\b|\blist\b|\bshow\b|\bwhich commits?\b|\bwhat commits?\b|\bgive me\b|\bname\b|\benumerate\b|\blog\b|\bzeig\w*|\bliste\b|\bwelche commits\b|\bmontre\w*|\bquels commits\b|\bmuestra\w*|\bqué commits\b|列出|显示/,
  commit:
    /\bshas\b|\bhashes\b|\bcommits?\b|\bchangesets?\b|\bchanges?\b|\bmodifications?\b|\bedits\b|\bcommitted\b|\bänderungen\b|\bcambios\b|\bactivit(?:y|ies)\b|\baktivität\w*|\bactivités?\b|提交/,
  changed:
    /\bchang(?:e|es|ed|ing)\b|\bhappen(?:s|ed|ing)?\b|\bmodif\w*|\btouch(?:es|ed|ing)?\b|\bedit(?:s|ed|ing)?\b|\bupdated?\b|\bwent in(?:to)?\b|\bnew in\b|\bwhat'?s new\b|\bgeändert\b|\bpassiert\b|\bgeschehen\b|\bchangé\b|\bpassé\b|\bmodifié\b|\bcambi[óoa]\w*|\bpasó\b|改|变化|发生/,
  summary:
    /\brelease notes\b|\bsummar\w*|\breports?\b|\boverview\b|\bdigest\b|\brecap\b|\bmiss(?:ed)?\b|\bwhat'?s new\b|\bwhat is new\b|\bchangelog\b|\bwork (?:was )?done\b|\bgoing on\b|\bget done\b|\bzusammenfass\w*|\büberblick\b|\brésum\w*|\bresum\w*|总结|概括/,
  why: /\bwhy\b|\breasons?\b|\brationale\b|\bmotivat\w*|\bwhat problem\b|\bwhat for\b|\bwarum\b|\bweshalb\b|\bwieso\b|\bgrund\b|\bpourquoi\b|\bpor qué\b|为什么|原因/,
  when: /\bwhen\b|\bwhat time\b|\bdates?\b|\bwhat day\b|\bwhich day\b|\bsince when\b|\bhow long ago\b|\bwann\b|\bseit wann\b|\bquand\b|\bcuándo\b|什么时候|何时/,
  where:
    /\bwhere\b|\b(?:which|what) (?:\w+ )?(?:files?|modules?|functions?|class(?:es)?|place|part of)\b|\blocat\w*|\bwo\b|\bwelche[rnms]? datei\b|\boù\b|\bquel fichier\b|\bdónde\b|\bqué archivo\b|哪里|哪个文件/,
  how: /\bhow (?:does|do|is|are|can|did|was|to|would)\b|\bimplement\w*|\bwork(?:s|ing)?\b|\bhandl\w*|\bmechanism\b|\bexplain\b|\bwie (?:wird|werden|funktioniert|geht|macht)\b|\bcomment\b|\bcómo\b|怎么|如何/,
  created:
    /\bseit wann\b|\bsince when\b|\bdepuis quand\b|\bdesde cuándo\b|\bcreó\b|\bcreat\w*|\bintroduc\w*|\badd(?:s|ed|ing)?\b|\bborn\b|\bcame into\b|\bbrought in\b|\bangelegt\b|\berstellt\b|\bhinzugefügt\b|\beingeführt\b|\bcréé\w*|\bajouté\w*|\bintroduit\w*|\bcread[oa]\b|\bañadi\w*|\bintroduj\w*|创建|添加|引入/,
  removed:
    /\b(?:take|took|taken) (?:\w+ )?out\b|\bremov\w*|\bdelet\w*|\bdropp?(?:ed|s|ing)?\b|\bdisappear\w*|\bg[eo]t(?:s|ting)? rid of\b|\blast (?:trace|remnant|remains|occurrence|vestige)s?\b|\bgone\b|\bgelöscht\b|\bentfernt\b|\bsupprim\w*|\belimin\w*|\bborr[aó]\w*|删除|移除/,
  renamed:
    /\b(?:old|earlier|previous|original) (?:path|name)\b|\balways had this name\b|\blived? earlier\b|\bused to be\b|⟨path⟩,? ?(?:->|=>|→) ?⟨path⟩|\brenam\w*|\bmoved?\b|\bformer(?:ly)? names?\b|\bcalled before\b|\bumbenannt\b|\brenommé\b|\brenombrad\w*|重命名/,
  history:
    /\bgit log\b|\bhistor\w*|(?<!last )\btrace\b|\btracing\b|\bevol\w*|\btimeline\b|\blife of\b|\bgeschichte\b|\bverlauf\b|历史/,
  together:
    /\bneed(?:s|ed)? (?:a )?changes? (?:as well|too)\b|\btogether\b|\b(?:chang|ändern|cambi)\w*(?: \w+){0,4} (?:with|mit|avec|con) (?:changes to )?⟨path⟩|\bco-?chang\w*|\balong(?:side| with)\b|\bcoupled\b|\bsame commits?\b|\belse\b.*\b(?:touch|edit|change|modify|update)\w*|\b(?:touch|edit|change|modify|update)\w*\b.*\belse\b|\balso (?:have|need|had|chang|edit|touch|modif|updat)\w*|\bzusammen\b|\bensemble\b|\bjunt[oa]s?\b|一起/,
  release:
    /\breleas\w*|\bversions?\b|\bshipp?(?:ed|s|ing)?\b|\btags?\b|\bcontain(?:s|ed|ing)?\b|\benthält\b|\bcontient\b|\bcontiene\b|\bsorti\w*|\bout in\b|\bavailable in\b|\bmade it in\b|\bveröffentlich\w*|\bversión\b|版本|发布/,
  blame:
    /\bblame\b|\b(?:wrote|written|authored)\b.*\bline\b|\bline\b|\bpresent form\b|\bcurrent form\b|\bthis way\b|\blast (?:changed|touched|modified|edited)\b|\bzeile\b|\bligne\b|\blínea\b/,
  define: /\bdefin\w*|\bdeclar\w*|\bsignature\b|\bdefinier\w*|\bdéfini\w*|定义/,
  exact:
    /\bexact(?:ly)?\b|\bliteral\w*|\bstring\b|\bgrep\b|\boccurrences?\b|\boccur\w*|\bmention\w*\b.*\bcode\b|\bused?\b|\busages?\b|\bcalled\b|\bcallers?\b/,
  read: /\bread\b|\bopen\b|\bprint\b|\bcontents? of\b|\bcat\b|\bsource of\b|\bwhat(?:'s| is| does)\b.*\b(?:in|inside|do|say|contain)\b|\bshow me\b|\bzeig mir\b|\binhalt\b|\bcontenu\b|\bcontenido\b/,
  tree: /\b(?:what|which|list|show)\b.*\b(?:files|folders|directories|modules)\b|\bstructure\b|\blayout\b|\btree\b|\bls\b|\binside\b|\bdateien\b|\bfichiers\b|\barchivos\b|文件/,
  age: /\bhow old\b|\bhow long has\b.*\b(?:exist|around)|\bage of\b|\bwie alt\b|\bquel âge\b|\bcuántos años\b/,
  largest:
    /\b(?:which|what) commit\b.*\bmost (?:changes|code)\b|\bchang\w* the most lines\b|\bmost (?:changed )?lines\b.*\bcommit\b|\bbiggest\b|\blargest\b|\bhugest\b|\bhuge\b|\bheaviest\b|\bgrößte[rnms]?\b|\bplus gro(?:s|sse)s?\b|\bmás grandes?\b|最大/,
  revert:
    /\bundid\b|\b(?:taken?|took) back\b|\bback(?:ed|ing)? out\b|\brevert\w*|\broll(?:ed|ing)?[- ]?backs?\b|\bundo(?:ne|es)?\b|\brückgängig\b|\bannul[ée]\w*|\brevertid[oa]s?\b|\brevierte\w*|\brevirti\w*|回滚|撤销/,
  merged:
    /\bpull request\b|\bmerge request\b|\bpr\b|\bmerge commit (?:that|which|for)\b|\bbrought\b.*\bin(?:to)?\b|\b(?:which|what) merge\b|\bmerge (?:commit )?that (?:contains|brought|has)\b/,
  firstTime:
    /\bfirst[- ]time\b|\bnew (?:contributors|authors|committers|developers|people)\b|\bnewcomers?\b|\bjoined\b|\bfirst contribut\w*|\bneue (?:autoren|entwickler)\b|\bnouveaux (?:auteurs|contributeurs)\b/,
  lines:
    /\blines? (?:of code|changed|added|removed)\b|\bby (?:changed )?lines\b|\bchurn\b|\bloc\b|\bmost lines\b|\bzeilen\b/,
  mention:
    /\berwähn\w*|\bmentionn\w*|\bmencion\w*|提到|\bmention\w*|\bmessages?\b|\bsubject\b|\bsay(?:s|ing)?\b|\babout\b|\bcontaining\b|\bwith the words?\b|\brefer\w*|\brelated to\b/,
  about:
    /\bwhat (?:is|does) (?:this|the) (?:repo\w*|project|code ?base|library|tool|package)\b|\bthis (?:repo\w*|project) (?:about|do)\b|\bproject overview\b|\boverview of (?:this|the) (?:repo\w*|project|code ?base)\b|\btell me about (?:this|the) (?:repo\w*|project|code ?base)\b|\bworum geht\b|\bde quoi s'agit\b|\bde qué trata\b/,
  average:
    /\bavg\b|\baverage\b|\bon average\b|\bmean (?:number|count|size)\b|\bmedian\b|\btypical(?:ly)?\b|\bdurchschnitt\w*|\bim (?:schnitt|mittel)\b|\bmoyenn\w*|\ben moyenne\b|\bpromedio\b|\bde media\b|平均/,
  share:
    /\bper ?cent\w*|%|\bproportion\b|\bshare of\b|\bfraction of\b|\bratio of\b|\bhow large a part\b|\bprozent\w*|\banteil\b|\bpour ?cent\w*|\bquelle part\b|\bproporción\b|\bporcentaje\b|百分|比例|占/,
  place:
    /\bnth\b|\b(?:what|which) (?:rank|place|position)\b|\bwhere (?:does|do|did|is|would)\b.*\brank\w*|\brank of\b|⟨person⟩'?s? rank\b|\bhow (?:high|far up)\b|\bhow does ⟨?.*\brank\b|\b(?:auf )?welche[nm] (?:platz|rang)\b|\bquelle place\b|\bquel rang\b|\bqué (?:puesto|lugar|posición)\b|第几|排名/,
  stopped:
    /\b(?:stopped|quit|ceased|gave up) (?:contributing|committing|working|being active)\b|\bno longer\b|\bleft the (?:project|team)\b|\bwent (?:quiet|silent|away|missing)\b|\binactive\b|\bdropped out\b|\b(?:have|has) not (?:committed|contributed|been (?:active|seen))\b|\bhaven['’]t (?:committed|contributed|been (?:active|seen))\b|\bno more commits\b|\bformer (?:contributors|authors|developers)\b|\bnicht mehr (?:aktiv|dabei)\b|\baufgehört\b|\barrêté de\b|\bplus actifs?\b|\bne contribuent? plus\b|\bdejaron de\b|\bya no\b|不再|停止/,
  gap: /\b(?:longest|biggest|largest) (?:\w+ )?(?:gap|pause|break|silence|lull|hiatus|quiet (?:period|time|spell)|stretch|drought|(?:time|period) without)\b|\bgap between (?:two )?commits\b|\blongest\b.*\bwithout (?:a |any )?(?:commits?|changes?|activity)\b|\blängste (?:pause|lücke|unterbrechung)\b|\bplus longue (?:pause|interruption|période)\b|\bpausa más larga\b|\bmayor pausa\b|最长.*(?:间隔|空白|停)/,
  smallest:
    /\bsmallest\b|\btiniest\b|\bshortest commits?\b|\bkleinste[rnms]?\b|\bplus petite?s?\b|\bmás pequeñ[oa]s?\b|最小/,
  owned:
    /\b(?:smallest|minimum|min\.?|minimal|fewest)\b.{0,20}\b(?:people|authors?|persons|contributors|developers)\b.*\b(?:half|50)|\bhow few\b|\bwho\b.{0,20}\b(?:biggest|largest|greatest|highest) share\b|\bown(?:s|ed|ers?|ership)\b|\bbus[- ]?factor\b|\btruck[- ]?factor\b|(?<!⟨commit⟩ )\bbelongs? to\b|\bwem gehört\b|\bà qui appartient\b|\ba quién pertenece\b|\bpropriétaires?\b|\bdueñ[oa]s?\b|\bpropietari[oa]s?\b|负责人|归谁/,
  hotspot:
    /\bhot ?spots?\b|\brisk(?:y|iest) (?:files?|code|parts?|areas?)\b|\brefactor(?:ing)? (?:candidates?|targets?|first)\b|\b(?:complex|complicated)\b.*\b(?:chang|churn|touch|edit)\w*|\b(?:chang|churn)\w*\b.*\bcomplex\w*|\bbrennpunkte?\b|\bpoints? chauds?\b|\bpuntos calientes\b|热点/,
  profile:
    /\b(?:tell me|know) about ⟨person⟩|⟨person⟩.*\bwhat (?:have|has) (?:they|he|she) done\b|⟨person⟩.*\bfirst and (?:the )?la(?:st|test)\b|\bfirst and (?:the )?la(?:st|test)\b.*⟨person⟩|\bfrom when (?:un)?till? when\b|\bbetween which (?:two )?(?:days|dates)\b|\b(?:tell me about|about) ⟨person⟩|^\W*(?:so |and )?(?:who(?:['’]s| is| was)|tell me (?:more )?about|what do (?:we|you) know about|profile (?:of|for)|describe|introduce|wer ist|qui est|quién es|háblame de|parle-moi d[e'’]|erzähl\w* (?:mir )?(?:von|über))\s+(?:this |the )?(?:person |author |developer |contributor )?⟨person⟩\W*$|\bprofile\b.{0,12}⟨person⟩|⟨person⟩.{0,4}\bprofile\b|\b(?:aliases|addresses|e-?mails?(?: addresses)?|other names)\b.{0,30}⟨person⟩|⟨person⟩.{0,30}\b(?:aliases|addresses|e-?mail address(?:es)?|other names)\b|\bwhat (?:does|did|has) ⟨person⟩ (?:usually |mostly |mainly )?(?:do|work on|worked on)\b|\b(?:areas?|parts?|folders?)\b.{0,30}\b(?:does|did|has) ⟨person⟩ (?:mostly |mainly |usually )?work\w*|⟨person⟩\s*是谁|介绍.{0,4}⟨person⟩/,
  picked: /\bcherry-?pick\w*|\bback-?port\w*|\bzurückportiert\b|\brétroporté\w*|挑选/,
  linked:
    /\b(?:linked|connected|related|tied) (?:to|with)\b|\blinks? of\b|\btrailers?\b|\breview(?:ed|ers?)\b|\bsigned[- ]off\b|\backed\b|\btested[- ]by\b|\breferenc\w* (?:by|in)\b|\bverknüpft\b|\blié\w* à\b|\brelacionad[oa]s?\b|关联|相关/,
  compared:
    /\bpart(?:ed)? ways\b|\b(?:have|has|had) in common\b|\bcompar(?:e|es|ed|ing|ison)\b|\bdiff(?:er|ers|erences?)?\b|\bdiverg\w*|\bmerge[- ]?base\b|\bcommon (?:ancestor|base)\b|\bahead of\b|\bbehind\b|\bforked? (?:from|off|point)\b|\bvs\.?(?!\w)|\bversus\b|\bunterschied\w*|\bvergleich\w*|\bdifférences?\b|\bdiferencias?\b|比较|区别|差异/,
  looked:
    /\blook(?:ed|s)? like\b|\b(?:old|removed|deleted|former|lost|last) (?:code|source|body|text|implementation|version|definition) of\b|\b(?:code|source|body|implementation|text)\b.*\bbefore\b.*\b(?:remov|delet|gone|drop)\w*|\b(?:show|read|see|restore|recover|get back|bring back|zeig\w*|montre\w*|muestra\w*)\b.*\b(?:removed|deleted|gone|dropped|gelöscht\w*|entfernt\w*|supprimée?s?|eliminad[oa]s?)\b|\baussah\b|\bsah\b.*\baus\b|\bressemblait\b|\bcómo era\b|删除前|长什么样/,
  older:
    /\b(?:older|oldest|younger|newer) (?:of|than|file)\b|\b(?:which|what|who) (?:\w+ )?(?:is|was|came|existed|one is|has existed|has been around) (?:the )?(?:older|newer|younger|first|longer|earlier)\b|\bwelche[rs]? (?:\w+ )?ist älter\b|\blequel est (?:le )?plus (?:ancien|vieux)\b|\bcuál es más antigu[oa]\b|更早|更老/,
} as const

export type Feature = keyof typeof WORDS

/** Each feature is true when its words occur; entities are masked before, so a file called `first.py` asks for nothing. */
export const FEATURES = Object.fromEntries(
  Object.entries(WORDS).map(([feature, pattern]) => [feature, everyLanguage(pattern)]),
  // The keys are those of WORDS, one for one.
) as Record<Feature, RegExp>

/** Whether a single word is one of those that ask for something, and so is not what the question is about. */
export function isAskingWord(word: string): boolean {
  return Object.values(FEATURES).some((pattern) => pattern.test(word))
}
