// The words of a sentence that say something, cut to their stems so that "signs" and "signing" are one.

/** Words that carry no matter of their own, or that every answer about a history uses. */
const EMPTY = new Set(
  `about above across after again against all almost along already also although always among and another any are around
   because been before being below between both but came can come comes could did does done down during each either else
   ever every few for found from further gave get gets given gives goes gone got had has have having held here hers him his how
   however including inside instead into its itself just kept known largely later latest least less like likely made mainly make
   makes making many may might more most mostly much must near nearly never next nor not now off often once one only onto
   other others our out over overall own per place rather same say says see seen several shall she should show shown shows since
   some still such take taken takes than that the their them then there these they thing things this those three through thus till time times
   to together too took two under until upon use used uses using very via was way well went were what when where whereas whether which while
   who whole whom whose why will with within without would yes yet you your according actually therefore thereby
   commit commits committed committer change changes changed changing file files author authors authored authorship repository
   code line lines version versions release releases released tag tags tagged branch branches history message messages
   subject total number count counted period year years month months week weeks day days date dated written wrote writes
   add adds added adding addition additions remove removes removed removing removal delete deletes deleted deletion deletions
   introduce introduces introduced introduction create creates created creation touch touches touched update updates updated
   modify modifies modified modification contain contains contained include includes included contribute contributes contributed
   contributor contributors contribution contributions person people developer developers merge merges merged merging
   first last second earliest newest oldest recent recently early start started starts begin begins began ended ends
   january february march april june july august september october november december monday tuesday wednesday thursday friday
   saturday sunday responsible belongs belong part follow follows followed following happen happened happens appear appears
   appeared new old there's it's made work worked path paths folder folders directory called named name names exactly
   busiest quietest busy quiet fell rose rise rises fall falls grew grow grows reached again nobody else earlier older newer ones previous following remaining rest leads lead active respectively altogether come further information question answer result results list listed order row rows shown record records single five four half dozen hundred`
    .split(/\s+/)
    .filter((word) => word !== ''),
)
/** Endings that make another form of the same word. */
const ENDINGS =
  /(?:isations?|izations?|ations?|ments?|ities|iness|ings?|ions?|ers?|ors?|ies|ied|ed|es|ly|al|ive|able|s|e|y)$/
/** Characters of a stem: the forms of a word rarely differ before. */
const STEM_LENGTH = 6
const SHORTEST_STEM = 3

/** What the forms of a word share. */
export function stemOf(word: string): string {
  const bare = word.replace(ENDINGS, '')
  return (bare.length >= SHORTEST_STEM ? bare : word).slice(0, STEM_LENGTH)
}

/** Words of at least three letters that say something; names in camelCase and snake_case count by their parts. */
export function contentWords(text: string): readonly string[] {
  return (text.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ').match(/\p{L}[\p{L}'’]{2,}/gu) ?? [])
    .map((word) => word.toLowerCase().replace(/['’]s?$/, ''))
    .filter((word) => !EMPTY.has(word))
}

export function stemsOf(text: string): ReadonlySet<string> {
  return new Set(contentWords(text).map(stemOf))
}
