import { judgeVrrp, unicastOnly } from '../rules/vrrp-multicast'
import type { FileEvidence } from './file-evidence'
import { type LooseFinding, toFinding } from './file-finding'
import type { InterfaceBook } from './interface-book'

/** VRRP by multicast, where every fabric that the files speak of carries unicast only. */
export function judgeVrrps(evidence: readonly FileEvidence[], book: InterfaceBook): LooseFinding[] {
  const fabrics = [...new Set(book.interfaces.flatMap((one) => one.ports.map(({ port }) => port.fabric)))]
  if (fabrics.length === 0 || fabrics.some((fabric) => unicastOnly(fabric) === null)) return []
  return evidence.flatMap((one) => {
    if (one.kind !== 'intent') return []
    const guest = one.machine?.name ?? one.source
    return one.vrrp.flatMap((instance) =>
      judgeVrrp({ vpcId: 0, vpc: '', guestId: null, guest, fabrics, instances: [instance] }).map((draft) => ({
        one: null,
        address: null,
        finding: toFinding(draft, [{ source: one.source, span: instance.span }]),
      })),
    )
  })
}
