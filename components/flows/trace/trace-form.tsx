'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CONTROL } from '@/components/ui/field'
import { type PacketKind, writePacket } from '@/core/openflow/packet/write-packet'
import type { HostGuest } from '@/server/queries/host'

const KINDS: readonly (readonly [PacketKind, string])[] = [
  ['announcement', 'announcement'],
  ['ping', 'ping'],
]

/** The packet of a trace: put together from a guest of the host, or pasted as ofproto/trace takes it. */
export function TraceForm({
  action,
  dump,
  bridge,
  packet,
  ctNext,
  guests,
}: {
  action: string
  dump: string | null
  bridge: string
  packet: string
  ctNext: string
  guests: readonly HostGuest[]
}) {
  const senders = guests.flatMap((guest) =>
    guest.ofport === null
      ? []
      : guest.addresses.map((address) => ({ guest, address, ofport: guest.ofport ?? 0, mac: guest.mac })),
  )
  const [text, setText] = useState(packet)
  const [from, setFrom] = useState('')
  const [kind, setKind] = useState<PacketKind>('announcement')
  const write = (chosen: string, how: PacketKind) => {
    setFrom(chosen)
    setKind(how)
    const sender = senders[Number(chosen)]
    if (chosen === '' || !sender) return
    const other = senders.find(
      (one) => one.mac !== sender.mac && one.address.includes(':') === sender.address.includes(':'),
    )
    setText(writePacket(how, sender, other ? { mac: other.mac, address: other.address } : null))
  }
  return (
    <form action={action} className="grid gap-3">
      {dump && <input type="hidden" name="dump" value={dump} />}
      {!dump && <input type="hidden" name="bridge" value={bridge} />}
      {senders.length > 0 && (
        <div className="grid gap-2 sm:grid-cols-2">
          <label className="grid gap-1 text-12">
            <span className="font-medium text-ink-2">Sender</span>
            <select className={CONTROL} value={from} onChange={(event) => write(event.target.value, kind)}>
              <option value="">as written below</option>
              {senders.map((sender, i) => (
                <option key={`${sender.guest.nicId} ${sender.address}`} value={i}>
                  {sender.guest.name} {sender.guest.nic} {sender.address}
                </option>
              ))}
            </select>
          </label>
          <label className="grid gap-1 text-12">
            <span className="font-medium text-ink-2">What it does</span>
            <select
              className={CONTROL}
              value={kind}
              onChange={(event) => write(from, event.target.value === 'ping' ? 'ping' : 'announcement')}
            >
              {KINDS.map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <label className="grid gap-1 text-12">
        <span className="font-medium text-ink-2">Packet, as for ofproto/trace</span>
        <textarea
          name="packet"
          rows={5}
          required
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setFrom('')
          }}
          placeholder="in_port=1,arp,arp_spa=192.0.2.1 or in_port(1),eth(src=…),… or a whole ovs-appctl ofproto/trace command"
          spellCheck={false}
          className={`${CONTROL} !h-auto py-1.5 font-mono !text-12 [overflow-wrap:anywhere]`}
        />
      </label>
      <label className="grid gap-1 text-12">
        <span className="font-medium text-ink-2">After conntrack</span>
        <input
          name="ct"
          defaultValue={ctNext}
          placeholder="trk,new"
          spellCheck={false}
          className={`${CONTROL} font-mono !text-12`}
        />
        <span className="text-ink-3">
          The state of each pass that comes back, parted by blanks: trk,new trk,est,rpl
        </span>
      </label>
      <div>
        <Button variant="primary" type="submit">
          Trace this packet
        </Button>
      </div>
    </form>
  )
}
