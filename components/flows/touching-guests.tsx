import Link from 'next/link'
import { SeverityMark } from '@/components/audit/severity-mark'
import type { HostGuest } from '@/server/queries/host'

/** Everything that touches an interface: its port, its MAC, or an address it has or may have. */
export function touches(guest: HostGuest): string {
  return [
    ...(guest.ofport === null ? [] : [`port=${guest.ofport}`]),
    `mac=${guest.mac}`,
    ...guest.addresses.map((address) => `ip~${address}`),
  ].join(' || ')
}

/** The interfaces of the guests on a host; each opens the rules that touch it, or a trace of what it sends. */
export function TouchingGuests({
  guests,
  hrefFor,
  traceFor,
  filter,
}: {
  guests: readonly HostGuest[]
  hrefFor: (filter: string) => string
  traceFor: (guest: HostGuest) => string | null
  filter: string
}) {
  return (
    <ul className="grid max-h-[420px] overflow-y-auto text-12">
      {guests.map((guest) => {
        const own = touches(guest)
        const trace = traceFor(guest)
        return (
          <li
            key={guest.nicId}
            className={`grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-line border-b px-2 py-1.5 first:border-t ${filter === own ? 'bg-selected' : ''}`}
          >
            <span className="flex min-w-0 items-center gap-1.5">
              <Link href={`/guests/${guest.id}`} className="truncate font-medium hover:underline">
                {guest.name}
              </Link>
              <span className="text-ink-2">{guest.nic}</span>
              {guest.worst > 1 && <SeverityMark severity={guest.worst} />}
            </span>
            <Link
              href={filter === own ? hrefFor('') : hrefFor(own)}
              aria-label={`${filter === own ? 'All rules, not only those' : 'Rules'} that touch ${guest.name} ${guest.nic}`}
              className="font-medium text-accent"
            >
              {filter === own ? 'all rules' : 'its rules'}
            </Link>
            <span className="truncate font-mono text-11 text-ink-3" title={guest.mac}>
              {guest.ofport === null ? 'port unknown' : `port ${guest.ofport}`} · {guest.mac}
            </span>
            {trace && (
              <Link
                href={trace}
                aria-label={`Trace what ${guest.name} ${guest.nic} sends`}
                className="text-right text-11 font-medium text-accent"
              >
                trace
              </Link>
            )}
          </li>
        )
      })}
    </ul>
  )
}
