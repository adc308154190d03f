/**
 * `ovs-ofctl dump-meters`: the datapath numbers meters from 0 in the order in which they were added.
 *
 *     OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):
 *     meter=1 pktps burst stats bands=
 *     type=drop rate=5 burst_size=10
 */
export function parseMeters(text: string): Map<number, number> {
  const meters = new Map<number, number>()
  for (const [, id] of text.matchAll(/^\s*meter=(\d+)\b/gm)) meters.set(Number(id), meters.size)
  return meters
}
