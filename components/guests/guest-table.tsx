import Link from 'next/link'
import type { GuestRow } from '@/server/queries/registry/guests'
import { SeverityMark } from '../audit/severity-mark'
import { STACKED_ROW } from '../registry/stacked-row'
import { Age } from '../ui/age'

/** Guests with where they are, what is wrong with them, and when they were last heard. */
export function GuestTable({
  guests,
  now,
  withVpc = true,
}: {
  guests: readonly GuestRow[]
  now: string
  withVpc?: boolean
}) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>Guest</th>
          <th>Primary address</th>
          {withVpc && <th>VPC</th>}
          <th>Host</th>
          <th>Addresses</th>
          <th>Worst</th>
          <th>Last heard</th>
        </tr>
      </thead>
      <tbody>
        {guests.map((guest) => (
          <tr key={guest.id} className={STACKED_ROW}>
            <td>
              <Link href={`/guests/${guest.id}`} className="text-13 font-medium hover:underline">
                {guest.name}
              </Link>
              {guest.hostname && guest.hostname !== guest.name && (
                <span className="text-ink-3"> calls itself {guest.hostname}</span>
              )}
            </td>
            <td className="font-mono">{guest.primary}</td>
            {withVpc && <td className="text-ink-2">{guest.vpc}</td>}
            <td>
              {guest.hostId === null ? (
                <span className="text-blind-ink">
                  <span className="md:hidden">host </span>not known
                </span>
              ) : (
                <Link href={`/hosts/${guest.hostId}`} className="text-ink-2 hover:underline">
                  {guest.host}
                </Link>
              )}
            </td>
            <td className="text-ink-2">
              {guest.addresses}
              <span className="md:hidden"> addresses</span>
              {guest.offending > 0 && <span className="text-crit-ink">, {guest.offending} offending</span>}
            </td>
            <td>
              {guest.worst > 0 ? (
                <SeverityMark severity={guest.worst} />
              ) : (
                <span className="text-ink-3">nothing wrong</span>
              )}
            </td>
            <td className="text-ink-2">
              {guest.heardAt && <span className="md:hidden">heard </span>}
              {guest.heardAt ? (
                <Age at={guest.heardAt} now={now} />
              ) : (
                <span className="text-blind-ink">
                  never<span className="md:hidden"> heard</span>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
