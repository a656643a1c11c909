// What is said to the assistant rather than asked about the repository: nothing at all, a greeting, an order.

export interface Reply {
  readonly text: string
  readonly status: 'answered' | 'refused' | 'incomplete'
}

const HELP =
  'Ask about this repository: its code (“where are sessions signed?”), its history (“how many commits did Ada make in 2021?”, ' +
  '“last five commits on `src/app.ts`”) or its releases (“what was in 2.0?”).'

/** Whole messages of courtesy, with at most a few words around them. */
const COURTESY =
  /^\W*(?:hello|hi|hey|good (?:morning|evening|afternoon)|thanks?|thank you|thx|cheers|bye|goodbye|ok(?:ay)?|great|cool|nice|hallo|guten (?:tag|morgen|abend)|moin|danke|tschüss|bonjour|salut|merci|hola|gracias|adiós|你好|谢谢)(?:[\s,!.]+(?:there|sparky|you|so much|very much|a lot|again|all|everyone|schön|sehr|vielmals|beaucoup|muchas))*[\s!.?]*$/iu

const POLITE = '(?:please\\s+|bitte\\s+|can you\\s+|could you\\s+|would you\\s+|i want you to\\s+|now\\s+|then\\s+)*'
/** Verbs that are nothing else at the start of a message. */
const PLAIN_ORDER =
  'delete|remove|drop|erase|wipe|destroy|rebase|deploy|publish|install|upgrade|execute|rm|sudo|kill|shutdown|rewrite|generate|implement|refactor|email|translate|sing|lösche|entferne|schreibe?|erstelle|führe|supprime|efface|écris|crée|borra|elimina|escribe|crea'
/** Verbs that are nouns as well: orders only with an object, as "commit my changes" beside "commit count by author". */
const NOUN_ORDER = 'commit|merge|push|pull|reset|run|write|create|add|fix|rename|send|post|release|revert'
/** "Commit that deleted …" asks for one; "commit that" is an order. */
const OBJECT =
  '(?:that(?! (?:\\w+ed|\\w{3,}s|is|was|has|had|did|brought|made|broke|got|took|gave|went|came|wrote|first|last)\\b)|the|this|these|those|my|your|our|all|it|them|me|us|a|an|to|into|on|for)'

/** Orders that only somebody with hands could follow; Sparky reads. */
const ORDERS = new RegExp(
  `^\\W*${POLITE}(?:(?:${PLAIN_ORDER})\\s+(?!(?:commits?|changes?|requests?|date|time|by|in|on|from|history)\\b)|(?:${NOUN_ORDER})\\s+${OBJECT}\\b)(?!.*\\?\\s*$)(?!.*\\b(?:report|summary|overview|changelog|release notes|bericht|zusammenfassung|résumé|informe|resumen)\\b)`,
  'iu',
)

/** Attempts to have rules or prompts told or set aside. */
const RULES =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rules?|prompts?|previous|above|guidelines)\b|\b(?:system|hidden|initial) prompt\b|\b(?:reveal|print|show|repeat|tell me)\b.{0,30}\byour (?:instructions?|prompts?|rules)\b|\b(?:jailbreak|developer mode)\b/iu

/** The reply to what is no question about a repository; undefined when it is one. */
export function replyTo(message: string): Reply | undefined {
  if (!/[\p{L}\p{N}]/u.test(message)) return { text: `There is no question to answer. ${HELP}`, status: 'incomplete' }
  if (COURTESY.test(message)) return { text: HELP, status: 'answered' }
  if (RULES.test(message))
    return { text: `I answer questions about this repository and nothing else. ${HELP}`, status: 'refused' }
  if (ORDERS.test(message))
    return { text: `I only read this repository: I change nothing and write nothing. ${HELP}`, status: 'refused' }
  return undefined
}
