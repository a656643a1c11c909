// Turns the markers of an answer, `[1]`, into links that the page shows as chips; code keeps its brackets.
import type { Citation } from '#lib/events.ts'

export const MARKER_PREFIX = '#citation-'

/** Fenced and inline code; an unfinished one, while text streams, reaches to the end. */
const CODE = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*(?:`|$))/

/** Only markers of known citations; everything else in brackets stays as it is. */
export function linkMarkers(text: string, citations: readonly Pick<Citation, 'id'>[]): string {
  const known = new Set(citations.map(({ id }) => id))
  return text
    .split(CODE)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/\[(\d{1,3})\](?![(:])/g, (marker, id: string) =>
            known.has(id) ? `[${id}](${MARKER_PREFIX}${id})` : marker,
          ),
    )
    .join('')
}
