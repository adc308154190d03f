import Link from 'next/link'
import { StandingMark } from '@/components/audit/standing-mark'

const COLOUR: Readonly<Record<string, string>> = {
  working: 'bg-ok',
  unregistered: 'bg-crit',
  'not-programmed': 'bg-crit',
  unfiltered: 'bg-warn',
  'orphan-rule': 'bg-warn',
  unused: 'bg-idle',
  standby: 'bg-info',
  registered: 'bg-info',
}

/** How many addresses have which standing: a bar, and the numbers beside their marks. */
export function StandingBar({
  counts,
}: {
  counts: readonly { readonly standing: string; readonly count: number; readonly isEstimate: boolean }[]
}) {
  const total = counts.reduce((sum, one) => sum + one.count, 0)
  if (total === 0) return <p className="text-12 text-ink-3">No addresses yet.</p>
  const sorted = [...counts].sort((a, b) => b.count - a.count)
  return (
    <>
      <div className="flex h-3.5 gap-px overflow-hidden rounded-1" aria-hidden>
        {sorted.map((one) => (
          <i
            key={one.standing}
            className={COLOUR[one.standing] ?? 'bg-blind'}
            style={{ flexGrow: one.count, minWidth: 3 }}
          />
        ))}
      </div>
      <ul className="mt-3 grid grid-cols-2 gap-x-8 gap-y-1.5">
        {sorted.map((one) => (
          <li key={one.standing} className="flex items-center justify-between text-12">
            <Link href={`/addresses?standing=${one.standing}`} className="hover:underline">
              <StandingMark standing={one.standing} />
            </Link>
            <span className="font-medium">
              {one.isEstimate ? '≈ ' : ''}
              {one.count.toLocaleString('en')}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
