import { atomsOf, keyOf, numberOf, type OvsdbPrint, scalarOf } from '../../registry/exports/ovsdb/ovsdb-table'
import type { Span } from '../../text/span'

/** A logical port and where it is bound, as the southbound database of OVN holds it. */
export type PortBinding = {
  readonly logicalPort: string
  readonly uuid: string | null
  readonly type: string // empty: a port of a guest
  readonly chassis: string | null
  readonly datapath: string | null
  readonly tunnelKey: number | null // what rules carry in reg14 and reg15
  readonly macs: readonly string[] // `MAC ADDRESS…`, or words such as unknown
  readonly portSecurity: readonly string[]
  readonly parent: string | null
  readonly tag: number | null
  readonly virtualIp: string | null
  readonly virtualParent: string | null
  readonly peer: string | null
  readonly up: boolean | null
  readonly span: Span
}

/** The rows of `ovn-sbctl list Port_Binding`, in any of its forms. */
export function readPortBindings(print: OvsdbPrint | null): PortBinding[] {
  const rows = print?.tables.flatMap((table) => table.rows) ?? []
  return rows.flatMap((row): PortBinding[] => {
    const logicalPort = scalarOf(row, 'logical_port')
    if (logicalPort === null) return []
    const up = scalarOf(row, 'up')
    const texts = (column: string): string[] => atomsOf(row, column).map((atom) => atom.text)
    return [
      {
        logicalPort,
        uuid: scalarOf(row, '_uuid'),
        type: scalarOf(row, 'type') ?? '',
        chassis: scalarOf(row, 'chassis'),
        datapath: scalarOf(row, 'datapath'),
        tunnelKey: numberOf(scalarOf(row, 'tunnel_key')),
        macs: texts('mac'),
        portSecurity: texts('port_security'),
        parent: scalarOf(row, 'parent_port'),
        tag: numberOf(scalarOf(row, 'tag')),
        virtualIp: keyOf(row, 'options', 'virtual-ip'),
        virtualParent: scalarOf(row, 'virtual_parent'),
        peer: keyOf(row, 'options', 'peer'),
        up: up === 'true' ? true : up === 'false' ? false : null,
        span: row.span,
      },
    ]
  })
}
