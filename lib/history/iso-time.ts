// Times of commits as text.

/** Years 1 to 9999: what an ISO date of four digits can say, and far more than any honest commit. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

/**
 * Unix time in seconds as ISO 8601 with the author's own offset: `2024-11-18T10:00:00+01:00`.
 *
 * A time that no calendar of four-digit years holds is given as git prints it raw: `@99999999999999`.
 */
export function isoTime(atS: number, offsetMinutes: number): string {
  const localS = atS + offsetMinutes * 60
  if (!(localS >= FIRST_SECOND && localS <= LAST_SECOND)) return `@${atS}`
  const local = new Date(localS * 1000).toISOString().slice(0, 19)
  const minutes = Math.abs(offsetMinutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`
}
