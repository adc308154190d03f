const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** By how much a fabric is behind, in words. */
export function sayLag(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${seconds} s behind`
  if (seconds < 2 * HOUR) return `${Math.floor(seconds / MINUTE)} min behind`
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h behind`
  return `${Math.floor(seconds / DAY)} days behind`
}
