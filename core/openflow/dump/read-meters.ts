import { spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem } from '../../text/span'

export type MeterBand = {
  readonly type: string
  readonly rate: number | null
  readonly burstSize: number | null
  readonly precedenceLevel: number | null
}
export type Meter = {
  readonly id: number | string // a number, or the name of a reserved meter
  readonly unit: 'kbps' | 'pktps' | null
  readonly flags: readonly string[] // burst, stats
  readonly bands: readonly MeterBand[]
  readonly line: number
}

/**
 * `ovs-ofctl dump-meters`, each band on a line of its own or behind its meter:
 *
 *     OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):
 *     meter=1 pktps burst stats bands=
 *     type=drop rate=5 burst_size=10
 */
export function readMeters(text: string): Parsed<Meter[]> {
  const value: (Omit<Meter, 'bands'> & { bands: MeterBand[] })[] = []
  const problems: Problem[] = []
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '' || /^OFPS?T_METER(_CONFIG)? reply\b/.test(body)) continue
    const [head = '', ...bands] = body.split(/\s*(?=\btype=)/)
    const words = head.split(/\s+/)
    const id = words.find((word) => word.startsWith('meter='))?.slice('meter='.length)
    if (id !== undefined) {
      const unit = words.includes('kbps') ? 'kbps' : words.includes('pktps') ? 'pktps' : null
      const flags = words.filter((word) => word === 'burst' || word === 'stats')
      value.push({ id: /^\d+$/.test(id) ? Number(id) : id, unit, flags, bands: [], line: line.number })
    }
    const last = value.at(-1)
    if (!last || (id === undefined && !body.startsWith('type=')))
      problems.push({ span: spanOf(line), reason: 'no meter and no band of one', text: body.slice(0, 200) })
    else last.bands.push(...(id === undefined ? [head, ...bands] : bands).filter((band) => band !== '').map(readBand))
  }
  return { value, problems }
}

function readBand(text: string): MeterBand {
  const of = (name: string): number | null => {
    const found = text
      .split(/\s+/)
      .find((word) => word.startsWith(`${name}=`))
      ?.slice(name.length + 1)
    return found !== undefined && /^\d+$/.test(found) ? Number(found) : null
  }
  const type = /^type=(\S+)/.exec(text)?.[1] ?? ''
  return { type, rate: of('rate'), burstSize: of('burst_size'), precedenceLevel: of('prec_level') }
}
