// Words that say how a question is put and nothing of what it is about, in the languages that questions come in.

const SMALL_WORDS = new Set(
  // English: articles, pronouns, prepositions, auxiliaries, politeness
  (
    "a an the this that these those there here it its it's he she they them their his her him i me my mine myself we us our you your yours one ones some any no none not all both each every either neither such same other others another " +
    'and or but nor so yet if then than as while because though although whether of in on at by to from for with without within into onto upon about above below under over out off up down near next across along around between among through during since until till before after against toward towards per via ' +
    'is are was were be been being am do does did done doing have has had having can could may might must shall should will would ought let lets ll ve re don didn doesn isn wasn aren won couldn wouldn shouldn hasn haven ' +
    'what which who whom whose when where why how whatever whichever whoever ' +
    'please thanks thank hi hello hey ok okay well just only also even still again already ever never always often sometimes usually maybe perhaps really very quite much many more most less least few several lot lots bit kind sort way ways thing things stuff ' +
    "give gives get gets got getting take make makes made making go goes going gone went come comes came know knows known knowing tell tells told say says said show shows shown showing see sees seen look looks looking find finds found want wants wanted need needs needed like would'd try trying mean means think ask asks asking asked wonder wondering curious help helps want let's someone somebody anyone anybody everyone everybody something anything everything nobody nothing person people guy guys folks team teammate colleague " +
    'now today currently right exactly actually basically roughly approximately overall total altogether together whole entire complete full long short big small good best better bad new old latest recent earlier later ago first last next previous current past time times day days date dates week weeks month months year years once twice ' +
    'number numbers count counts amount amounts list lists name names named called title order sorted rank ranked ranking judging based according regarding concerning question questions answer answers info information detail details short brief briefly quick quickly summary report ' +
    'repo repos repository repositories project projects codebase code git github history histories commit commits committed committing change changes changed changing revision revisions version versions file files folder folders directory directories path paths line lines function functions class classes method methods module modules package packages symbol symbols branch branches tag tags author authors contributor contributors developer developers maintainer maintainers committer committers release releases released ' +
    "happen happens happened happening work works worked working responsible cause caused put puts present form today's sha shas hash id ids reference references cite cited citing including included inclusive excluding excluded aside odd problem reason reasons reasoning rationale holiday vacation away back land landed lands ship shipped originally " +
    "o'clock i'm i'd i've i'll who'd what's that's there's where's when's who's how's let's don't doesn't didn't isn't wasn't haven't " +
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty dozen wrote written write writes writing authored author contribute contributes contributed contributing contribution contributions tagged maintain maintains maintained activity else besides beside except others' reviewed pull request merged brought bring introduces " +
    'merge merges merging merged non-merge non-merges no-merge no-merges compare compares compared comparing comparison difference differences measure measures measured measuring showed type types struct structs interface interfaces enum enums constant constants variable variables identifier identifiers stable final kind particular certain specific respective average second wich orig parent parents predecessor everyone everybody ' +
    'throughout different various several named size sizes median human humans distinct ' +
    'exist exists existed existing passed elapsed longest shortest untouched still old older interval cadence successive apart alt oft schnitt temps existe existé apparu est-il hay ' +
    'throughout auteur auteurs autor autoren autores busiest contributeur contributeurs einmal einzigen emails ending entwickler ignoring lignes líneas menos one-time quietest single-commit slowest tiene tienen twice zeilen ' +
    'weekend weekends weekday weekdays monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday sundays morning mornings afternoon afternoons evening evenings night nights midnight noon midday lunch clock hour hours am pm pause gap break silence rank place position percent percentage share proportion fraction ratio parent merge-base ancestor factor bus truck longer related frequent base body third fourth fifth co-author co-authors co-authored coauthor coauthors coauthored whats clock hoch enough far saw part pls ever combined together action record extension extensions domain domains language languages employer company companies quarter quarters smallest single touching least fewer both older younger newer look looks looked profile aliases alias address addresses email e-mail mail revert reverts reverted backport backports backported picked trailers working calendar busy mainline code source ' +
    // German
    'kannst könntest sagen lautet ' +
    'personen leute sich ändern ändert ändere beigetragen weekend weekends ' +
    'eins zwei drei vier fünf sechs sieben acht neun zehn zwölf schrieb geschrieben ' +
    'der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ist sind war waren wird wurde wurden worden werden hat haben hatte kann können soll sollte muss ich du er sie es wir ihr mir mich uns mein dein sein unser wer wen wem wessen was wann wo warum wieso weshalb wie welche welcher welches welchen viele viel mehr meisten in im an am auf aus bei beim bis durch für gegen mit nach ohne seit über um unter von vom vor zu zum zur zwischen dass wenn als auch nur noch schon mal bitte danke gibt gab es zeig zeige zeigen mir sag nenne liste datei dateien ordner zeile zeilen funktion klasse projekt repository änderung änderungen geändert gemacht zuletzt zuerst erste ersten letzte letzten jahr jahre monat woche tag tage heute alle alles jeder ' +
    // French
    'au aux à été a-t-il a-t-elle ' +
    "qu'est-ce est-ce personnes gens changé changer contribué " +
    'deux trois quatre cinq six sept huit neuf dix écrit écrite ' +
    'le la les l un une des du de d et ou mais ne pas est sont était étaient a ont avait être avoir fait je tu il elle on nous vous ils elles me te se mon ma mes ton ta tes son sa ses notre votre leur qui que quoi quel quelle quels quelles quand où pourquoi comment combien dans sur sous avec sans pour par entre avant après depuis vers chez ce cet cette ces y en plus moins très aussi donne donner moi montre montrer fichier fichiers dossier ligne lignes fonction projet dépôt modification modifications dernier derniers dernière dernières premier première année mois semaine jour ' +
    // Spanish
    'dos tres cuatro cinco seis siete ocho nueve diez escrito ' +
    'el los las unos unas y o pero no es son era fue fueron ha han había ser estar hizo hecho yo tú él ella nosotros ellos mi tu su nuestro quién quien quiénes qué cuál cuáles cuándo dónde por cómo cuánto cuántos cuántas en sobre con sin para entre antes después desde hasta hacia este esta estos estas muestra dame archivo archivos carpeta línea líneas función proyecto repositorio cambio cambios último últimos última últimas primero primera año mes semana día'
  ).split(/\s+/),
)

/** The words of a text that carry meaning, in lower case, in order, each once. */
export function contentWords(text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .replace(/(?<!\p{L})(?:l|d|qu|j|n|s|c|m|t)['’](?=\p{L})/gu, '')
    .match(/[\p{L}\p{N}_$]+(?:['’-][\p{L}\p{N}_]+)*/gu)
  return [...new Set((words ?? []).filter((word) => !isSmallWord(word)))]
}

/** English adverbs say how, not what. */
const ADVERB = /^(?!assembly$|anomaly$|monopoly$)[a-z]{5,}ly$/

export function isSmallWord(word: string): boolean {
  const plain = word.toLowerCase().replaceAll('’', "'")
  return word.length < 2 || SMALL_WORDS.has(plain) || ADVERB.test(plain)
}
