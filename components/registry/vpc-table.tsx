import Link from 'next/link'
import type { VpcRow } from '@/server/queries/registry/vpcs'
import { SeverityMark } from '../audit/severity-mark'
import { Chip } from '../ui/section'
import { plural } from './amount'
import { STACKED_ROW } from './stacked-row'

export function VpcTable({ vpcs }: { vpcs: readonly VpcRow[] }) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>VPC</th>
          <th>CIDRs</th>
          <th>Registry</th>
          <th>Holds</th>
          <th>Worst</th>
        </tr>
      </thead>
      <tbody>
        {vpcs.map((vpc) => (
          <tr key={vpc.id} className={STACKED_ROW}>
            <td>
              <Link href={`/vpcs/${vpc.id}`} className="text-13 font-medium hover:underline">
                {vpc.name}
              </Link>{' '}
              {vpc.isDemo && <Chip>demo</Chip>}
            </td>
            <td className="font-mono">
              {vpc.cidrs.slice(0, 3).join(', ')}
              {vpc.cidrs.length > 3 && <span className="text-ink-3"> and {vpc.cidrs.length - 3} more</span>}
            </td>
            <td className="text-ink-2">{vpc.fabric === null ? 'Rollcall’s own' : `fabric ${vpc.fabric}`}</td>
            <td className="text-ink-2">
              {plural(vpc.subnets, 'subnet')}, {plural(vpc.guests, 'guest')}, {plural(vpc.havips, 'HAVIP')}
            </td>
            <td>
              {vpc.worst > 0 ? (
                <SeverityMark severity={vpc.worst} />
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
