import Link from 'next/link'
import type { HostGuest } from '@/server/queries/host'
import type { SpeakRow, SpeakView } from '@/server/queries/host-who'

const KINDS: Readonly<Record<SpeakRow['kind'], string>> = {
  ipv4: 'sends IPv4 packets from',
  arp: 'announces by ARP',
  ipv6: 'sends IPv6 packets from',
  nd: 'announces by ND',
  'in-ipv4': 'is reached at (IPv4)',
  'in-ipv6': 'is reached at (IPv6)',
}
const SHOWN = 12
/** Single addresses are written without their length. */
const short = (prefix: string): string => prefix.replace(/\/(32|128)$/, '')

/** As whom each interface may speak by the rules alone, next to what the registry allows; what differs stands out. */
export function SpeakerTable({
  guests,
  views,
  ruleHref,
}: {
  guests: readonly HostGuest[]
  views: readonly SpeakView[]
  ruleHref: (line: number) => string
}) {
  return (
    <ol className="border-line border-t">
      {guests.map((guest) => {
        const view = views.find((one) => one.nicId === guest.nicId)
        return (
          <li
            key={guest.nicId}
            className="grid gap-x-6 gap-y-2 border-line border-b py-3 text-12 md:grid-cols-[190px_minmax(0,1fr)]"
          >
            <div className="grid content-start gap-0.5">
              <h3>
                <Link href={`/guests/${guest.id}`} className="hover:underline">
                  {guest.name}
                </Link>{' '}
                <span className="font-text text-ink-2">{guest.nic}</span>
              </h3>
              <span className="text-ink-3">{guest.ofport === null ? 'port unknown' : `port ${guest.ofport}`}</span>
              <span className="font-mono text-ink-3">{guest.mac}</span>
            </div>
            {!view ? (
              <p className="text-blind-ink">
                Unknown: which port of the bridge is its own is not known, so it cannot be followed.
              </p>
            ) : (
              <div className="grid content-start gap-1.5">
                {view.rows.length === 0 && (
                  <p className="text-ink-2">Nothing it sends leaves this host, and nothing reaches it.</p>
                )}
                {view.rows.map((row) => (
                  <Row key={row.kind} row={row} />
                ))}
                {view.otherMacs.length > 0 && (
                  <p className="text-warn-ink">
                    Also with{' '}
                    {view.otherMacs.includes('any') ? 'any MAC' : `MAC ${view.otherMacs.slice(0, SHOWN).join(', ')}`},
                    not only its own.
                  </p>
                )}
                {view.exceptions
                  .filter((one) => one.what === 'unknown')
                  .slice(0, 4)
                  .map((one) => (
                    <p key={`${one.direction} ${one.kind} ${one.reason}`} className="text-blind-ink">
                      Unknown for {one.prefixes.slice(0, 3).map(short).join(', ')}
                      {one.prefixes.length > 3 ? ` and ${one.prefixes.length - 3} more` : ''}: {one.reason}
                      {one.rule && (
                        <>
                          ,{' '}
                          <Link href={ruleHref(one.rule.line)} className="font-medium text-accent">
                            line {one.rule.line}
                          </Link>
                        </>
                      )}
                    </p>
                  ))}
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Row({ row }: { row: SpeakRow }) {
  const isReach = row.kind.startsWith('in-') // that packets to other addresses get here is no claim to them
  return (
    <p className="grid gap-x-3 gap-y-0.5 sm:grid-cols-[168px_minmax(0,1fr)]">
      <span className="text-ink-3">{KINDS[row.kind]}</span>
      <span className="min-w-0">
        {row.registered.slice(0, SHOWN).map((prefix) => (
          <span key={prefix} className="match">
            {short(prefix)}
          </span>
        ))}
        {row.registered.length > SHOWN && (
          <span className="text-ink-3"> and {row.registered.length - SHOWN} more </span>
        )}
        {row.unregistered.slice(0, SHOWN).map(({ prefix, except }) => (
          <span
            key={prefix}
            className={`match !whitespace-normal ${isReach ? '!text-ink-2' : '!bg-warn-tint !text-warn-ink'}`}
          >
            {short(prefix)}
            {except.length > 0 &&
              ` except ${except.slice(0, 4).map(short).join(', ')}${except.length > 4 ? ` and ${except.length - 4} more` : ''}`}
            {!isReach && ', not registered'}
          </span>
        ))}
        {row.unregistered.length > SHOWN && (
          <span className="text-ink-2"> and {row.unregistered.length - SHOWN} more that are not registered </span>
        )}
        {row.missing.slice(0, SHOWN).map((prefix) => (
          <span key={prefix} className="match !bg-crit-tint !text-crit-ink">
            {short(prefix)}, registered but dropped
          </span>
        ))}
        {row.registered.length + row.unregistered.length + row.missing.length === 0 && (
          <span className="text-ink-3">nothing</span>
        )}
      </span>
    </p>
  )
}
