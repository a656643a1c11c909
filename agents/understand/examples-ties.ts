// Example questions about one commit, about releases and people, and about what ties them together; entities stand as placeholders.
import type { Examples } from './examples.ts'

export const TIE_EXAMPLES: Examples = {
  explain_commit: `
explain ⟨commit⟩
why was ⟨commit⟩ made?
what did ⟨commit⟩ change?
why was the last change to ⟨path⟩ made?
tell me what ⟨commit⟩ is for
was macht ⟨commit⟩?
pourquoi ⟨commit⟩ ?
por qué se hizo ⟨commit⟩
解释 ⟨commit⟩`,
  commit_facts: `
how many lines did ⟨commit⟩ add?
parents of ⟨commit⟩
which files does ⟨commit⟩ touch
who wrote ⟨commit⟩ and when
committer of ⟨commit⟩
commit message of ⟨commit⟩
is ⟨commit⟩ a merge?
how big is ⟨commit⟩
wie viele zeilen hat ⟨commit⟩ hinzugefügt?
quels fichiers ⟨commit⟩ modifie-t-il ?
quién escribió ⟨commit⟩
⟨commit⟩ 修改了哪些文件`,
  commit_links: `
was ⟨commit⟩ reverted?
what does ⟨commit⟩ revert
was ⟨commit⟩ cherry-picked or backported?
who reviewed ⟨commit⟩?
which issue does ⟨commit⟩ fix
co-authors of ⟨commit⟩
what is ⟨commit⟩ connected with
follow-ups of ⟨commit⟩
wurde ⟨commit⟩ rückgängig gemacht?
⟨commit⟩ a-t-il été annulé ?
qué está relacionado con ⟨commit⟩`,
  release_containing: `
which release has ⟨commit⟩?
first version that contains ⟨commit⟩
is ⟨commit⟩ in ⟨tag⟩?
since which version do we have ⟨commit⟩
which branches contain ⟨commit⟩
when did ⟨commit⟩ ship
in welcher version ist ⟨commit⟩ enthalten?
quelle version contient ⟨commit⟩ ?
qué versión incluye ⟨commit⟩
⟨commit⟩ 在哪个版本发布`,
  merge_of: `
which pull request brought in ⟨commit⟩?
which merge contains ⟨commit⟩
how did ⟨commit⟩ get into the main branch
merge commit of ⟨commit⟩
mit welchem merge kam ⟨commit⟩?
quelle fusion a apporté ⟨commit⟩ ?`,
  issue_references: `
which commit fixed ⟨issue⟩?
was ⟨issue⟩ resolved?
commits that mention ⟨issue⟩
what was done about ⟨issue⟩
when was ⟨issue⟩ closed
wurde ⟨issue⟩ behoben?
⟨issue⟩ a-t-il été corrigé ?
se resolvió ⟨issue⟩
⟨issue⟩ 修复了吗`,
  list_reverts: `
which commits were reverted in ⟨date⟩?
list all reverts by ⟨person⟩
what has been rolled back since ⟨tag⟩
changes that were undone later
was anything reverted in ⟨folder⟩
welche commits wurden rückgängig gemacht?
quels commits ont été annulés ?
qué commits se revirtieron
哪些提交被回滚`,
  list_tags: `
when was ⟨tag⟩ released?
which releases are there?
latest version
who released ⟨tag⟩
how many releases were there in ⟨date⟩
which release came after ⟨tag⟩
days between ⟨tag⟩ and ⟨tag⟩
wann wurde ⟨tag⟩ veröffentlicht?
quand est sortie ⟨tag⟩ ?
cuándo se publicó ⟨tag⟩
最新版本是什么`,
  compare_revisions: `
compare ⟨tag⟩ and ⟨tag⟩
difference between ⟨branch⟩ and ⟨branch⟩
merge base of ⟨tag⟩ and ⟨branch⟩
how far has ⟨branch⟩ diverged from ⟨branch⟩?
which files differ between ⟨tag⟩ and ⟨tag⟩
⟨tag⟩ vs ⟨tag⟩
unterschied zwischen ⟨tag⟩ und ⟨tag⟩
différences entre ⟨tag⟩ et ⟨tag⟩
diferencias entre ⟨tag⟩ y ⟨tag⟩
⟨tag⟩ 和 ⟨tag⟩ 有什么区别`,
  person: `
who is ⟨person⟩?
tell me about ⟨person⟩
what does ⟨person⟩ work on?
profile of ⟨person⟩
which names and addresses does ⟨person⟩ use
when was ⟨person⟩ active, from first to last day
wer ist ⟨person⟩?
qui est ⟨person⟩ ?
quién es ⟨person⟩
⟨person⟩ 是谁`,
  search_commits: `
when did we drop support for old browsers?
which commit fixed the crash at startup
why did we deprecate the old approach?
when was the cache introduced
who made the parser faster
commits about encryption
wann haben wir die anmeldung umgebaut?
quand a-t-on corrigé la fuite mémoire ?
cuándo se eliminó el soporte antiguo
什么时候修复了内存泄漏`,
}
