import Link from 'next/link'
import type { SubnetNic } from '@/server/queries/registry/subnet'
import { SeverityMark } from '../audit/severity-mark'
import { STACKED_ROW } from './stacked-row'

/** The interfaces on a subnet. */
export function SubnetNicTable({ nics }: { nics: readonly SubnetNic[] }) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>Interface</th>
          <th>MAC</th>
          <th>Primary address</th>
          <th>Host</th>
          <th>Addresses</th>
          <th>Worst</th>
        </tr>
      </thead>
      <tbody>
        {nics.map((nic) => (
          <tr key={nic.id} className={STACKED_ROW}>
            <td>
              <Link href={`/guests/${nic.guestId}`} className="text-13 font-medium hover:underline">
                {nic.guest}
              </Link>{' '}
              <span className="font-mono text-ink-2">{nic.name}</span>
            </td>
            <td className="font-mono text-ink-2">{nic.mac}</td>
            <td className="font-mono">{nic.primary}</td>
            <td className="text-ink-2">
              {nic.host ?? (
                <span className="text-blind-ink">
                  <span className="md:hidden">host </span>not known
                </span>
              )}
            </td>
            <td className="text-ink-2">
              {nic.addresses}
              <span className="md:hidden"> addresses</span>
            </td>
            <td>
              {nic.worst > 0 ? (
                <SeverityMark severity={nic.worst} />
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
