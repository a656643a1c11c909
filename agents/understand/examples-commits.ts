// Example questions about commits, by what a commit query gives back; entities stand as placeholders.
import type { Examples } from './examples.ts'

export const COMMIT_EXAMPLES: Examples = {
  'query_commits count': `
how many commits did ⟨person⟩ make in ⟨date⟩?
number of commits between ⟨tag⟩ and ⟨tag⟩
count the non-merge commits on ⟨folder⟩
how often was ⟨path⟩ changed in ⟨date⟩
total commits by ⟨person⟩, without merges
what is the commit count for ⟨date⟩?
wie viele commits hat ⟨person⟩ gemacht?
wie oft wurde ⟨path⟩ geändert?
combien de commits entre ⟨tag⟩ et ⟨tag⟩ ?
cuántos commits hizo ⟨person⟩ en ⟨date⟩
⟨person⟩ 有多少次提交`,
  'query_commits list': `
list the last five commits on ⟨path⟩
which commits changed ⟨folder⟩ in ⟨date⟩?
show me the commits by ⟨person⟩
recent changes to ⟨path⟩
what did ⟨person⟩ commit in ⟨date⟩?
commits whose message mentions ⟨quote⟩
which commits are on ⟨branch⟩ but not on ⟨branch⟩
has anybody touched ⟨path⟩ since ⟨date⟩?
what has ⟨person⟩ been working on lately
zeig mir die letzten commits von ⟨person⟩
liste des commits de ⟨date⟩
muestra los últimos cambios en ⟨folder⟩
列出最近的提交`,
  'query_commits first': `
what was the first commit of the project?
first commit by ⟨person⟩
oldest commit that touched ⟨folder⟩
when did ⟨person⟩ start contributing?
when did this project begin
what did ⟨person⟩ do first
wann war der erste commit von ⟨person⟩?
premier commit du projet
cuál fue el primer commit
第一次提交是什么时候`,
  'query_commits last': `
what is the latest commit on ⟨path⟩?
last commit by ⟨person⟩
who changed ⟨path⟩ last?
when was ⟨path⟩ last modified
newest change in ⟨folder⟩
is ⟨path⟩ still being worked on? when did it change last
wann wurde ⟨path⟩ zuletzt geändert?
dernière modification de ⟨path⟩
último commit de ⟨person⟩
⟨path⟩ 最后一次修改是什么时候`,
  'query_commits largest': `
what was the biggest commit of ⟨date⟩?
largest changes by ⟨person⟩
which commit changed the most lines
which single commit added the most code in ⟨date⟩?
huge commits in ⟨folder⟩
der größte commit von ⟨date⟩
le plus gros commit de ⟨person⟩
el commit más grande
最大的提交`,
  'query_commits smallest': `
what was the smallest commit of ⟨date⟩?
smallest changes by ⟨person⟩
which commit changed the fewest lines
shortest commits in ⟨folder⟩
one line commits
der kleinste commit
le plus petit commit de ⟨date⟩
el commit más pequeño
最小的提交`,
  'query_commits count_authors': `
how many people contributed in ⟨date⟩?
number of contributors
how many different authors worked on ⟨folder⟩?
size of the team in ⟨date⟩
how many developers touched ⟨path⟩
wie viele entwickler haben an ⟨folder⟩ gearbeitet?
combien d'auteurs différents en ⟨date⟩ ?
cuántas personas trabajaron en ⟨folder⟩
有多少人贡献过代码`,
  'query_commits top_authors': `
who wrote most of ⟨path⟩ in ⟨date⟩?
who works most on ⟨folder⟩?
top three contributors of ⟨date⟩
main authors of ⟨path⟩
who should I ask about ⟨folder⟩?
who knows ⟨path⟩ best?
list everyone who ever worked on ⟨path⟩
who changed the most lines in ⟨date⟩
did ⟨person⟩ or ⟨person⟩ commit more?
most active developer between ⟨tag⟩ and ⟨tag⟩
wer hat die meisten commits?
wer kennt sich mit ⟨folder⟩ aus?
qui a le plus contribué à ⟨folder⟩ ?
quién ha trabajado más en ⟨path⟩
谁提交最多`,
  'query_commits first_time_authors': `
first-time contributors in ⟨date⟩
who joined the project in ⟨date⟩?
which newcomers came with ⟨tag⟩
new authors since ⟨tag⟩
who contributed for the first time in ⟨date⟩?
people who made their first commit in ⟨date⟩
neue entwickler in ⟨date⟩
nouveaux contributeurs de ⟨tag⟩
nuevos autores en ⟨date⟩
新贡献者`,
  'query_commits stopped_authors': `
who has stopped contributing?
which contributors are no longer active?
who left the project in ⟨date⟩
authors who went quiet
people without a commit for six months
former developers of ⟨folder⟩
wer ist nicht mehr aktiv?
qui a arrêté de contribuer ?
quién dejó de contribuir
谁不再贡献`,
  'query_commits share': `
what percentage of commits came from ⟨person⟩?
share of ⟨person⟩ in ⟨folder⟩
which fraction of the commits of ⟨date⟩ touched ⟨folder⟩
what part of all commits are by ⟨person⟩, in percent
how large is the proportion of ⟨person⟩'s commits
wie viel prozent der commits sind von ⟨person⟩?
quel pourcentage des commits vient de ⟨person⟩ ?
qué porcentaje de commits es de ⟨person⟩
⟨person⟩ 的提交占百分之几`,
  'query_commits average': `
average number of commits per month in ⟨date⟩
how many commits a week on average?
mean commits per day
what is the typical number of commits a month by ⟨person⟩
median commits per week
durchschnittliche anzahl commits pro monat
nombre moyen de commits par semaine
promedio de commits por mes
平均每月多少提交`,
  'query_commits longest_gap': `
longest gap between two commits
what was the longest time without a commit?
biggest pause in the history
when was nothing committed for the longest time
longest break ⟨person⟩ took
was there ever a long silence in the project?
längste zeit ohne commit
plus longue période sans commit
el período más largo sin commits
最长的提交间隔`,
  'query_commits rank': `
what place does ⟨person⟩ have among all contributors?
how does ⟨person⟩ rank by number of commits in ⟨date⟩?
which rank does ⟨person⟩ hold on ⟨folder⟩
is ⟨person⟩ among the top contributors? which position
where would you put ⟨person⟩ in the list of authors by commits
welchen rang hat ⟨person⟩?
quel est le rang de ⟨person⟩ parmi les auteurs ?
en qué puesto está ⟨person⟩
⟨person⟩ 排名第几`,
  'query_commits group': `
commits per year
which month of ⟨date⟩ was the busiest?
on which day of the week do people commit most?
distribution of commits by hour of the day
how did activity in ⟨folder⟩ develop over the years
which files were changed most often in ⟨date⟩?
most active folders since ⟨tag⟩
commits by file type
histogram of commits per quarter
which email domains contribute?
who are the most frequent co-authors
commits pro monat in ⟨date⟩
répartition des commits par mois
qué archivos cambian más
每年的提交数`,
  summarize_period: `
what happened in ⟨date⟩?
summarise the work between ⟨tag⟩ and ⟨tag⟩
what's new in ⟨tag⟩?
changelog of ⟨tag⟩
I was away in ⟨date⟩, what did I miss?
report of last week's work
give me an overview of what ⟨person⟩ did in ⟨date⟩
what went into ⟨tag⟩
was ist in ⟨date⟩ passiert?
fasse ⟨date⟩ zusammen
que s'est-il passé en ⟨date⟩ ?
resumen de ⟨date⟩
⟨tag⟩ 有什么变化`,
  explain_range: `
why was so much changed between ⟨tag⟩ and ⟨tag⟩?
explain the changes of ⟨date⟩ and the reasons for them
what was the reasoning behind the work on ⟨folder⟩ in ⟨date⟩?
why did ⟨folder⟩ change so much since ⟨tag⟩
warum wurde ⟨folder⟩ in ⟨date⟩ umgebaut?
pourquoi tous ces changements entre ⟨tag⟩ et ⟨tag⟩ ?
por qué se cambió ⟨folder⟩ en ⟨date⟩
为什么在 ⟨date⟩ 修改了 ⟨folder⟩`,
}
