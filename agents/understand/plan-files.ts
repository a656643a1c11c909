// Readings of questions that name a file, a folder or a line.
import { whenOf } from './at-revision.ts'
import { findEndings } from './endings.ts'
import { everyLanguage } from './every-language.ts'
import { commitFilters } from './filters.ts'
import type { Link } from './link.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, type PlanInput, POSSIBLE, type Proposal } from './plan-facts.ts'

const FILES = /\b(?:files|dateien|fichiers|archivos)\b/
/** One file, or the first of all; in the plural, or when nothing says, it is several. */
const ONE_FILE = everyLanguage(
  /\b(?:which|what|welche|quel|qué|cuál) (?:(?:one|other|single|else|andere|eine|autre|seul|otro|único|es el) )*(?:file|module|datei|fichier|archivo)\b|\b(?:no\.?|nr\.?|number|nummer|#) ?(?:1|one)\b|\btop[- ]?(?:1|one)\b|\bthe (?:one |single )?(?:other )?file (?:that|which|most)\b|\bclosest (?:file|companion)\b|哪个文件/,
)

/** What changes along with a file, or how often two files changed together. */
export function planTogether(facts: PlanFacts): readonly Proposal[] {
  const [path, other] = ofKind(facts, 'path')
  if (!path) return []
  const { has } = facts.intent
  if (other)
    return [
      {
        operation: 'co_changed_files',
        input: { path: nameOf(path), with: nameOf(other), ...(has.count && { aspect: 'count' }) },
        score: has.together && !has.who && !has.list ? 1 : POSSIBLE,
        reason: 'asks how often two files changed together',
      },
    ]
  return [
    {
      operation: 'co_changed_files',
      input: { path: nameOf(path), ...(ONE_FILE.test(facts.masked) && { limit: 1 }), ...limitOf(facts) },
      score: has.together ? (has.who ? 0.4 : 1.1) : POSSIBLE,
      reason: 'asks what changes together with a file',
    },
  ]
}

/** Which of several files came first. */
export function planAges(facts: PlanFacts): readonly Proposal[] {
  const paths = ofKind(facts, 'path').map(nameOf)
  if (paths.length < 2) return []
  const { has } = facts.intent
  return [
    {
      operation: 'file_changes',
      input: { kind: 'added', paths },
      score: has.older || ((has.created || has.first || has.age) && !has.commit) ? 1.1 : 0,
      reason: 'asks which of several files is older',
    },
  ]
}

/** A folder that is itself said to have come, gone or moved, rather than what lies in it. */
function folderWithLife(facts: PlanFacts): Link | undefined {
  const { has } = facts.intent
  if (has.removed) return ofKind(facts, 'folder')[0]
  const isAboutContent = has.commit || facts.topic.length > 0 || FILES.test(facts.masked)
  return (has.created || has.renamed) && !isAboutContent ? ofKind(facts, 'folder')[0] : undefined
}

export function planFile(facts: PlanFacts): readonly Proposal[] {
  const { has, counted } = facts.intent
  const [path = folderWithLife(facts)] = ofKind(facts, 'path')
  if (!path) return []
  const limits = facts.linked.dates.length > 0 || ofKind(facts, 'person', 'tag').length > 0
  const ends = has.removed || has.renamed
  const born = (has.created || ends || (has.first && !has.last)) && !has.count && !has.most && !limits
  const about = has.removed ? 'deletion' : has.renamed ? 'renames' : undefined
  if (path.kind === 'folder' && !born && !has.removed) return []
  const when = whenOf(facts)
  return [
    {
      operation: 'file_history',
      input: { path: nameOf(path), ...(about && { about }) },
      score: born ? 0.93 : has.history ? 0.85 : has.when ? 0.6 : has.who && !has.acted ? 0.55 : 0.45,
      reason: 'asks for the life of a file',
    },
    {
      operation: 'read_file',
      input: { path: nameOf(path), ...when, ...aroundOf(facts) },
      score:
        counted === 'lines' && !limits
          ? 0.8
          : READS.test(facts.masked) && ofKind(facts, 'symbol').length > 0 && !has.commit
            ? 0.95
            : (has.read && !has.commit ? 0.72 : has.how ? 0.62 : 0.3) -
              (has.changed || (limits && when.at === undefined) ? 0.3 : 0) +
              (when.at !== undefined && (READS.test(facts.masked) || /\blook(?:ed|s)?\b/.test(facts.masked)) ? 0.2 : 0),
      reason: 'asks what is in a file',
    },
  ]
}

/** The content itself is wanted, not what happened to it. */
const READS = everyLanguage(
  /^\W*(?:please |can you |could you )?(?:show|read|print|open|display|cat|view|zeig\w*|öffne|lies|montre\w*|affiche\w*|muestra\w*|abre|显示|打开)(?!.*\b(?:history|commits?|changes?|who|when|diff)\b)/,
)

/** What the reading is to be about, where the file is long. */
function aroundOf(facts: PlanFacts): PlanInput {
  const [around] = ofKind(facts, 'symbol', 'quote')
  return around ? { around: nameOf(around) } : {}
}

export function planFolder(facts: PlanFacts): readonly Proposal[] {
  const [folder] = ofKind(facts, 'folder')
  const { has, counted } = facts.intent
  const [ending] = findEndings(facts.question)
  const when = whenOf(facts)
  const place = {
    ...when,
    ...(folder && { path: nameOf(folder) }),
    ...(ending && { ending: ending.pattern.slice(1) }),
  }
  const asksHistory = has.commit || has.who || has.changed || has.when || has.last || facts.linked.dates.length > 0
  const isOnlyPlace = ofKind(facts, 'person', 'tag', 'commit').length === 0
  const proposals: Proposal[] = [
    {
      operation: 'list_tree',
      input: { ...place, ...(has.count && counted === 'files' && { aspect: 'count' }) },
      score:
        (counted === 'files' || counted === 'folders') && !asksHistory && isOnlyPlace
          ? 0.95
          : has.tree && !asksHistory
            ? folder || when.at !== undefined
              ? 0.82
              : 0.55
            : has.read && folder && !asksHistory
              ? 0.6
              : POSSIBLE,
      reason: 'asks what lies in a folder',
    },
    {
      operation: 'list_tree',
      input: { ...place, order: 'size', ...limitOf(facts) },
      score: has.largest && /\b(?:files?|dateien|fichiers|archivos)\b/.test(facts.masked) && !asksHistory ? 0.87 : 0,
      reason: 'asks for the largest files',
    },
  ]
  return proposals
}

/** Files in the plural that came, went or moved, rather than the life of one. */
export function planFileChanges(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const kind = has.removed
    ? 'deleted'
    : has.renamed
      ? 'renamed'
      : has.created || /\bnew files\b/.test(facts.masked)
        ? 'added'
        : undefined
  if (kind === undefined || !FILES.test(facts.masked)) return []
  if (ofKind(facts, 'path', 'commit', 'symbol').length > 0) return []
  const { message: _, merges: __, notAuthors: ___, ...filters } = commitFilters(facts)
  return [
    {
      operation: 'file_changes',
      input: { kind, ...filters, ...limitOf(facts) },
      score: 0.93,
      reason: 'asks for files that came or went',
    },
  ]
}
