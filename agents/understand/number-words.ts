// Numbers written as words, in the languages that questions come in.

const BY_NUMBER: readonly (readonly [value: number, words: string])[] = [
  [1, 'one ein eine einen eins un une uno una 一'],
  [2, 'two zwei deux dos 两 二'],
  [3, 'three drei trois tres 三'],
  [4, 'four vier quatre cuatro 四'],
  [5, 'five fünf cinq cinco 五'],
  [6, 'six sechs seis 六'],
  [7, 'seven sieben sept siete 七'],
  [8, 'eight acht huit ocho 八'],
  [9, 'nine neun neuf nueve 九'],
  [10, 'ten zehn dix diez 十'],
  [12, 'twelve dozen zwölf douze doce'],
  [15, 'fifteen fünfzehn quinze quince'],
  [20, 'twenty zwanzig vingt veinte 二十'],
]

export const NUMBER_WORDS: Readonly<Record<string, number>> = Object.fromEntries(
  BY_NUMBER.flatMap(([value, words]) => words.split(' ').map((word) => [word, value])),
)
