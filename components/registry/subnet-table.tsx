import Link from 'next/link'
import type { VpcSubnet } from '@/server/queries/registry/vpcs'
import { formatSize } from './amount'
import { STACKED_ROW } from './stacked-row'

/** The subnets of a VPC with how much of each is given out. */
export function SubnetTable({ subnets }: { subnets: readonly VpcSubnet[] }) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>Subnet</th>
          <th>Name</th>
          <th>Gateway</th>
          <th>Interfaces</th>
          <th>Addresses given out</th>
        </tr>
      </thead>
      <tbody>
        {subnets.map((subnet) => (
          <tr key={subnet.id} className={STACKED_ROW}>
            <td>
              <Link href={`/subnets/${subnet.id}`} className="font-mono text-13 font-medium hover:underline">
                {subnet.cidr}
              </Link>
            </td>
            <td className="text-ink-2">{subnet.name === subnet.cidr ? '' : subnet.name}</td>
            <td className="font-mono text-ink-2">
              {subnet.gateway && (
                <>
                  <span className="font-sans text-ink-3 md:hidden">gateway </span>
                  {subnet.gateway}
                </>
              )}
            </td>
            <td className="text-ink-2">
              {subnet.nics.toLocaleString('en')}
              <span className="md:hidden"> interfaces</span>
            </td>
            <td className="text-ink-2">
              {subnet.used.toLocaleString('en')} of {formatSize(subnet.size)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
