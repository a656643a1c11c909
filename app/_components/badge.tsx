// How far an answer can be trusted, in one word, with the reason where it is not full.
import type { Answer } from '#lib/events.ts'

const BADGES = {
  verified: {
    word: 'Verified',
    color: 'text-accent bg-accent-soft',
    why: 'Every claim was checked against the findings and git.',
  },
  repaired: {
    word: 'Repaired',
    color: 'text-warn bg-warn-soft',
    why: 'Something did not hold and was corrected or taken out; the trace says what.',
  },
  unverified: {
    word: 'Unverified',
    color: 'text-bad bg-bad-soft',
    why: 'Not every claim could be checked: do not rely on it.',
  },
} as const

export function Badge({ answer: { verification, status, mended = [] } }: { readonly answer: Answer }) {
  const { word, color, why } = BADGES[verification]
  return (
    <>
      <span data-verification={verification} title={why} className={`rounded px-1.5 py-0.5 font-medium ${color}`}>
        {word}
        {status === 'not_found' ? ': not found' : status === 'incomplete' ? ', incomplete' : ''}
      </span>
      {verification !== 'verified' && <span>{why}</span>}
      {mended.length > 0 && (
        <details data-mended>
          <summary className="hover:text-text">
            {mended.length} {mended.length === 1 ? 'thing' : 'things'} mended
          </summary>
          <ul className="mt-1 space-y-1">
            {mended.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list of a finished answer does not change.
              <li key={index} className="break-words">
                {one.outcome}: “{one.claim}”{one.replacement !== undefined && ` → ${one.replacement}`} ({one.detail})
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
