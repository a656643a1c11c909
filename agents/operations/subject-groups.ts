// Sorts commit messages by what they say they do, from their first words.

/** In the order in which they are told. */
export const SUBJECT_GROUPS = [
  'New',
  'Fixed',
  'Changed',
  'Removed',
  'Reverted',
  'Documentation',
  'Tests',
  'Dependencies and build',
  'Other',
] as const
export type SubjectGroup = (typeof SUBJECT_GROUPS)[number]

/** The words of the convention, see https://www.conventionalcommits.org. */
const CONVENTION: Readonly<Record<string, SubjectGroup>> = {
  ...{
    feat: 'New',
    feature: 'New',
    fix: 'Fixed',
    bugfix: 'Fixed',
    hotfix: 'Fixed',
    perf: 'Changed',
    refactor: 'Changed',
  },
  ...{
    style: 'Changed',
    revert: 'Reverted',
    docs: 'Documentation',
    doc: 'Documentation',
    test: 'Tests',
    tests: 'Tests',
  },
  ...{ build: 'Dependencies and build', ci: 'Dependencies and build', deps: 'Dependencies and build' },
  ...{ chore: 'Dependencies and build', release: 'Dependencies and build' },
}

/** The first that fits. */
const WORDS: readonly (readonly [RegExp, SubjectGroup])[] = [
  [/^(?:\[[^\]]*\]\s*)?(?:revert|reapply|re-apply|reland)\b/, 'Reverted'],
  [
    /\b(?:bump|upgrade|pin|unpin) |\bdependenc|\bdependabot|pre-commit|\bworkflows?\b|\brequirements?\b/,
    'Dependencies and build',
  ],
  [
    /^(?:release|version|prepare|start)(?: for| the)?(?: version| release)? v?\d|^v?\d+\.\d+|\bci\b|github actions|\bbuild\b|makefile/,
    'Dependencies and build',
  ],
  [/\b(?:typos?|docs?|documentation|docstrings?|readme|changelog|comments?|spelling|release notes)\b/, 'Documentation'],
  [/\b(?:fix(?:e[sd]|ing)?|bugs?|repair|correct|mend|crash(?:es)?|leaks?|regression|avoid|prevent|handle)\b/, 'Fixed'],
  [/\btests?\b|\bcoverage\b|^t\d{4}/, 'Tests'],
  [/\b(?:remove[sd]?|drop(?:s|ped)?|delete[sd]?|deprecate[sd]?)\b/, 'Removed'],
  [
    /\b(?:add(?:s|ed)?|introduce[sd]?|implement(?:s|ed)?|support(?:s|ed)?|allow(?:s|ed)?|new|teach|provide|create)\b/,
    'New',
  ],
  [
    /\b(?:change|update|refactor|rename|move|improve|use|make|simplify|clean ?up|optimi[sz]e|rewrite|replace|merge|tweak|extract|split|convert|switch)/,
    'Changed',
  ],
]

export function groupOfSubject(subject: string): SubjectGroup {
  const convention = /^(\w+)(?:\([^)]*\))?!?:/.exec(subject)?.[1]?.toLowerCase()
  const said = convention === undefined ? undefined : CONVENTION[convention]
  if (said !== undefined) return said
  const text = subject.toLowerCase()
  return WORDS.find(([words]) => words.test(text))?.[1] ?? 'Other'
}
