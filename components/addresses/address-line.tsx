import Link from 'next/link'
import type { ComponentProps, CSSProperties } from 'react'
import { Chain } from '@/components/audit/chain'
import { StandingMark } from '@/components/audit/standing-mark'
import { Age } from '@/components/ui/age'
import type { AddressRow } from '@/server/queries/list-addresses'

/** One pair of the address list; two lines on a phone. */
export function AddressLine({
  row,
  now,
  isSelected,
  box,
  style,
}: {
  row: AddressRow
  now: string
  isSelected: boolean
  box: ComponentProps<'input'>
  style: CSSProperties
}) {
  const finding = row.findingId !== null
  return (
    <div
      role="row"
      aria-selected={isSelected}
      style={style}
      className={`address-grid border-line border-b hover:bg-hover ${isSelected ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : ''}`}
    >
      <span role="cell" className="area-select">
        <input
          type="checkbox"
          {...box}
          aria-label={`Select ${row.address} on ${row.guest}`}
          className="block size-[13px] accent-[var(--accent)]"
        />
      </span>
      <span role="cell" className="area-address truncate font-mono">
        <Link
          href={
            finding ? `/findings/${row.findingId}` : `/guests/${row.guestId}?address=${encodeURIComponent(row.address)}`
          }
          className="hover:underline"
        >
          {row.address}
        </Link>
        {row.prefixLength !== null && !row.address.includes('/') && (
          <span className="text-ink-3">/{row.prefixLength}</span>
        )}
      </span>
      <span role="cell" className="area-standing">
        <StandingMark standing={row.standing} />
        {row.lastSeen && <span className="ml-1.5 text-11 text-ink-3">last seen</span>}
      </span>
      <span role="cell" className="area-chain">
        <Chain configured={row.configured} registered={row.registered} programmed={row.programmed} />
      </span>
      <span role="cell" className="area-nic truncate">
        <Link href={`/guests/${row.guestId}`} className="hover:underline">
          {row.guest}
        </Link>{' '}
        <span className="text-ink-3">{row.label ?? row.nic}</span>
      </span>
      <span role="cell" className="area-host truncate max-md:hidden">
        {row.hostId === null ? (
          <span className="text-ink-3">not placed</span>
        ) : (
          <Link href={`/hosts/${row.hostId}`} className="hover:underline">
            {row.host}
          </Link>
        )}
      </span>
      <span role="cell" className="truncate text-ink-2 max-md:hidden">
        {row.kind ?? <span className="text-ink-3">–</span>}
      </span>
      <AgeCell at={row.configuredAt} now={now} />
      <AgeCell at={row.registeredAt} now={now} />
      <AgeCell at={row.programmedAt} now={now} />
      <span role="cell" className="truncate max-md:hidden">
        {finding && row.findingSince && (
          <Link href={`/findings/${row.findingId}`} className="font-medium text-accent">
            open <Age at={row.findingSince} now={now} bare />
          </Link>
        )}
      </span>
    </div>
  )
}

function AgeCell({ at, now }: { at: string | null; now: string }) {
  return (
    <span role="cell" className="text-right text-ink-3 max-md:hidden">
      {at ? <Age at={at} now={now} bare /> : <span className="text-blind-ink">none</span>}
    </span>
  )
}
