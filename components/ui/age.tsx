const UNITS: readonly [number, string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
]

/** How long ago, in one unit; the exact UTC on hover. Both times are ISO 8601. */
export function Age({ at, now, bare = false }: { at: string; now: string; bare?: boolean }) {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 1000))
  const [size, unit] = UNITS.find(([length]) => seconds >= length) ?? [1, 's']
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`} className="whitespace-nowrap">
      {Math.floor(seconds / size)} {unit}
      {bare ? '' : ' ago'}
    </time>
  )
}
