import Link from 'next/link'
import type { ReactNode } from 'react'
import type { GuestCapture } from '@/server/queries/registry/guest'
import { STACKED_ROW } from '../registry/stacked-row'
import { Age } from '../ui/age'

const KIND: Readonly<Record<string, string>> = {
  capture: 'addresses',
  neigh: 'neighbours',
  firewall: 'firewall',
  probe: 'ping',
  event: 'command',
}

/** The evidence that a guest handed over, newest first; withdrawn pieces stay visible. */
export function CaptureTable({
  captures,
  now,
  actionsOf,
}: {
  captures: readonly GuestCapture[]
  now: string
  actionsOf?: (capture: GuestCapture) => ReactNode
}) {
  return (
    <table className="table stack">
      <thead>
        <tr>
          <th>Command</th>
          <th>What</th>
          <th>Read from it</th>
          <th>Source</th>
          <th>Captured</th>
          <th>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {captures.map((capture) => (
          <tr key={capture.id} className={`${STACKED_ROW} ${capture.withdrawnAt ? 'text-ink-3' : ''}`}>
            <td>
              <Link
                href={`/captures/${capture.id}`}
                className={`font-mono hover:underline ${capture.withdrawnAt ? 'line-through' : 'font-medium'}`}
              >
                {capture.command ?? capture.format}
              </Link>
            </td>
            <td className="text-ink-2">{KIND[capture.kind] ?? capture.kind}</td>
            <td className="text-ink-2">
              {capture.withdrawnAt
                ? 'withdrawn'
                : capture.kind === 'capture' || capture.kind === 'event'
                  ? capture.claims === 0
                    ? 'nothing current'
                    : `${capture.claims} current ${capture.claims === 1 ? 'claim' : 'claims'}`
                  : `${capture.lines} lines`}
            </td>
            <td className="text-ink-2">{capture.source}</td>
            <td className="text-ink-2">
              <Age at={capture.capturedAt} now={now} />
            </td>
            <td className="whitespace-nowrap text-right">{capture.withdrawnAt ? null : actionsOf?.(capture)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
