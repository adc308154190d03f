import Link from 'next/link'
import { StandingMark } from '@/components/audit/standing-mark'
import type { SmallWorld } from '@/core/topology/build-map'

/** The same as the drawing, row by row. */
export function TopologyTable({ world }: { world: SmallWorld }) {
  const rows = world.addresses.map((entry) => {
    const nic = world.nics.find((one) => one.id === entry.nicId)
    const guest = world.guests.find((one) => one.id === nic?.guestId)
    return {
      entry,
      nic,
      guest,
      host: world.hosts.find((one) => one.id === guest?.hostId),
      subnet: world.subnets.find((one) => one.id === nic?.subnetId),
    }
  })
  return (
    <div className="px-[var(--gutter)] py-3">
      <table className="table stack">
        <caption className="sr-only">Topology of VPC {world.vpc.name}</caption>
        <thead>
          <tr>
            <th>Subnet</th>
            <th>Host</th>
            <th>Guest</th>
            <th>Interface</th>
            <th>Address</th>
            <th>Standing</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ entry, nic, guest, host, subnet }) => (
            <tr key={`${entry.nicId} ${entry.address}`}>
              <td className="font-mono">{subnet?.cidr}</td>
              <td>
                {host ? (
                  <Link href={`/hosts/${host.id}`} className="hover:underline">
                    {host.name}
                  </Link>
                ) : (
                  'not placed'
                )}
              </td>
              <td>
                {guest && (
                  <Link href={`/guests/${guest.id}`} className="hover:underline">
                    {guest.name}
                  </Link>
                )}
              </td>
              <td>
                {nic?.name} <span className="font-mono text-ink-3">{nic?.mac}</span>
              </td>
              <td className="font-mono">
                <Link
                  href={entry.findingId ? `/findings/${entry.findingId}` : `/addresses?q=${entry.address}`}
                  className="hover:underline"
                >
                  {entry.address}
                </Link>
              </td>
              <td>
                <StandingMark standing={entry.standing} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
