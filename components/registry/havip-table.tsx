import Link from 'next/link'
import type { HaVipRow } from '@/server/queries/registry/havips'
import { SeverityMark } from '../audit/severity-mark'
import { STACKED_ROW } from './stacked-row'

/** HAVIPs with who holds them and how many of their members may. */
export function HaVipTable({ havips }: { havips: readonly HaVipRow[] }) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>Address</th>
          <th>Name</th>
          <th>Held by</th>
          <th>Members allowed</th>
          <th>Subnet</th>
          <th>Worst</th>
        </tr>
      </thead>
      <tbody>
        {havips.map((havip) => (
          <tr key={havip.id} className={STACKED_ROW}>
            <td>
              <Link href={`/havips/${havip.id}`} className="font-mono text-13 font-medium hover:underline">
                {havip.address}
              </Link>
            </td>
            <td className="text-ink-2">{havip.name === havip.address ? '' : havip.name}</td>
            <td>
              <span className="text-ink-3 md:hidden">held by </span>
              {havip.holders.length === 0 ? (
                <span className="text-blind-ink">nobody heard of</span>
              ) : (
                havip.holders.join(', ')
              )}
            </td>
            <td className={havip.allowed < havip.members ? 'font-medium text-crit-ink' : 'text-ink-2'}>
              {havip.members === 0 ? 'no members' : `${havip.allowed} of ${havip.members}`}
              <span className="md:hidden"> allowed</span>
            </td>
            <td className="text-ink-2">
              <span className="font-mono">{havip.subnet}</span> · {havip.vpc}
            </td>
            <td>
              {havip.worst > 0 ? (
                <SeverityMark severity={havip.worst} />
              ) : (
                <span className="text-ink-3">nothing wrong</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
