// The months by their names in several languages, as parts of patterns.

const MONTHS: Readonly<Record<string, number>> = monthNumbers([
  ['january', 'jan', 'januar', 'jänner', 'janvier', 'enero', 'janeiro', 'gennaio'],
  ['february', 'feb', 'februar', 'février', 'fevrier', 'febrero', 'fevereiro', 'febbraio'],
  ['march', 'mar', 'märz', 'maerz', 'mars', 'marzo', 'março'],
  ['april', 'apr', 'avril', 'abril', 'aprile'],
  ['may', 'mai', 'mayo', 'maio', 'maggio'],
  ['june', 'jun', 'juni', 'juin', 'junio', 'junho', 'giugno'],
  ['july', 'jul', 'juli', 'juillet', 'julio', 'julho', 'luglio'],
  ['august', 'aug', 'août', 'aout', 'agosto'],
  ['september', 'sep', 'sept', 'septembre', 'septiembre', 'setembro', 'settembre'],
  ['october', 'oct', 'okt', 'oktober', 'octobre', 'octubre', 'outubro', 'ottobre'],
  ['november', 'nov', 'novembre', 'noviembre', 'novembro'],
  ['december', 'dec', 'dez', 'dezember', 'décembre', 'decembre', 'diciembre', 'dezembro', 'dicembre'],
])
export const MONTH = `(?:${Object.keys(MONTHS)
  .sort((a, b) => b.length - a.length)
  .join('|')})\\.?`
export const YEAR = '(?:19[7-9]\\d|20\\d\\d)'
/** 0 for January. */
export const monthNumber = (name = '') => MONTHS[name.toLowerCase().replace('.', '')] ?? 0

function monthNumbers(months: readonly (readonly string[])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(months.flatMap((names, index) => names.map((name) => [name, index])))
}
