// Example questions about files, lines, names and the code itself; entities stand as placeholders.
import type { Examples } from './examples.ts'

export const FILE_EXAMPLES: Examples = {
  file_history: `
who created ⟨path⟩?
when was ⟨path⟩ added?
when was ⟨path⟩ deleted and by whom
what was ⟨path⟩ called earlier?
history of ⟨path⟩
which commit renamed ⟨path⟩
how old is ⟨path⟩?
⟨path⟩ is gone, what happened to it?
wann wurde ⟨path⟩ gelöscht?
qui a créé ⟨path⟩ ?
cuándo se añadió ⟨path⟩
⟨path⟩ 是谁创建的`,
  file_changes: `
which files were deleted in ⟨date⟩?
new files since ⟨tag⟩
list the files renamed between ⟨tag⟩ and ⟨tag⟩
files that ⟨person⟩ added
which file is older, ⟨path⟩ or ⟨path⟩?
what came first, ⟨path⟩ or ⟨path⟩
welche dateien wurden in ⟨date⟩ gelöscht?
quels fichiers ont été ajoutés en ⟨date⟩ ?
archivos eliminados en ⟨date⟩
⟨date⟩ 删除了哪些文件`,
  co_changed_files: `
which files change together with ⟨path⟩?
what else do people touch when they edit ⟨path⟩?
how often were ⟨path⟩ and ⟨path⟩ changed together?
if I edit ⟨path⟩, what other file needs an update?
are ⟨path⟩ and ⟨path⟩ coupled
welche dateien ändern sich zusammen mit ⟨path⟩?
quels fichiers changent avec ⟨path⟩ ?
qué archivos cambian junto con ⟨path⟩
哪些文件和 ⟨path⟩ 一起修改`,
  hotspots: `
where are the hotspots of the code?
complex files that change often
which code is most risky to touch?
refactoring candidates in ⟨folder⟩
which files are both complicated and busy
wo sind die brennpunkte im code?
quels sont les points chauds du code ?
dónde están los puntos calientes
代码热点在哪里`,
  ownership: `
who owns ⟨folder⟩?
what is the bus factor of this project?
how many people would have to leave before nobody knows ⟨folder⟩
whose code is ⟨path⟩?
is ⟨folder⟩ in the hands of one person?
wem gehört ⟨folder⟩?
à qui appartient ⟨path⟩ ?
quién es el dueño de ⟨folder⟩
⟨folder⟩ 归谁负责`,
  line_origin: `
who wrote line 12 of ⟨path⟩?
blame ⟨path⟩ line 40
which commit gave ⟨quote⟩ in ⟨path⟩ its present form?
who last touched lines 10 to 20 of ⟨path⟩
where does the line ⟨quote⟩ come from
who wrote the body of ⟨symbol⟩
how did the function ⟨symbol⟩ in ⟨path⟩ evolve?
wer hat zeile 12 in ⟨path⟩ geschrieben?
qui a écrit la ligne 12 de ⟨path⟩ ?
quién escribió la línea 12 de ⟨path⟩
⟨path⟩ 第12行是谁写的`,
  symbol_history: `
who introduced ⟨symbol⟩?
which commit first added ⟨symbol⟩
when was ⟨symbol⟩ removed?
history of the function ⟨symbol⟩
which commit last changed ⟨symbol⟩
since which version is there ⟨symbol⟩
every commit that added or removed ⟨symbol⟩
wann wurde ⟨symbol⟩ eingeführt?
quand ⟨symbol⟩ a-t-il été ajouté ?
cuándo apareció ⟨symbol⟩
⟨symbol⟩ 是什么时候引入的`,
  removed_code: `
what did ⟨symbol⟩ look like before it was removed?
show me the deleted code of ⟨symbol⟩
source of ⟨symbol⟩ as it was in the past
restore the old implementation of ⟨symbol⟩
read the function ⟨symbol⟩ that is no longer there
wie sah ⟨symbol⟩ aus, bevor es gelöscht wurde?
à quoi ressemblait ⟨symbol⟩ avant sa suppression ?
cómo era ⟨symbol⟩ antes de borrarlo
⟨symbol⟩ 删除前是什么样子`,
  find_symbol: `
where is ⟨symbol⟩ defined?
definition of ⟨symbol⟩
in which file is the class ⟨symbol⟩
go to ⟨symbol⟩
where do I find the function ⟨symbol⟩
wo ist ⟨symbol⟩ definiert?
où est définie ⟨symbol⟩ ?
dónde está definido ⟨symbol⟩
⟨symbol⟩ 在哪里定义`,
  find_text: `
where does ⟨quote⟩ occur in the code?
grep for ⟨quote⟩
which files contain the exact string ⟨quote⟩
usages of ⟨symbol⟩
who calls ⟨symbol⟩
wo kommt ⟨quote⟩ im code vor?
où apparaît ⟨quote⟩ ?
dónde se usa ⟨symbol⟩
哪里用到 ⟨symbol⟩`,
  search_code: `
where are sessions signed?
how does the server start?
how is a request routed to its handler
which part of the code parses the configuration?
where do we validate user input
how does caching work here
wo werden fehler behandelt?
comment fonctionne l'authentification ?
cómo se leen los argumentos
登录是怎么实现的`,
  read_file: `
show me ⟨path⟩
what is in ⟨path⟩?
contents of ⟨path⟩
open ⟨path⟩ at line 30
what does ⟨path⟩ do
zeig mir den inhalt von ⟨path⟩
contenu de ⟨path⟩
contenido de ⟨path⟩
打开 ⟨path⟩`,
  list_tree: `
what files are in ⟨folder⟩?
list the contents of ⟨folder⟩
structure of the repository
how many files are there in ⟨folder⟩
largest files of the repository
welche dateien liegen in ⟨folder⟩?
quels fichiers y a-t-il dans ⟨folder⟩ ?
qué archivos hay en ⟨folder⟩
⟨folder⟩ 里有哪些文件`,
  repository_overview: `
what is this project?
what does this repository do
give me an overview of the code base
explain this repository to somebody new
worum geht es in diesem projekt?
de quoi parle ce dépôt ?
de qué trata este proyecto
这个项目是做什么的`,
}
