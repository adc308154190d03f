/** A host is where guests run; each port of its bridges is a number in its flow rules. */
import { canonicalIp } from '../ip/ip'
import { ok, type Result } from '../result'
import { invalid, type Refusal } from './validate-address'
import { OFPORT_MAX } from './validate-nic'

export type PortDraft = {
  readonly bridge: string
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
}
export type HostDraft = {
  readonly name: string
  readonly managementIp: string | null
  readonly ports: readonly PortDraft[]
}
export const PORT_TYPES = ['', 'vxlan', 'geneve', 'patch', 'internal'] as const

export function validateHost(draft: HostDraft, facts: { readonly hasSameName: boolean }): Result<HostDraft, Refusal> {
  const name = draft.name.trim()
  if (name === '') return invalid('name', 'Give the host a name.')
  if (facts.hasSameName) return invalid('name', `There is a host ${name} already.`)
  const management = draft.managementIp?.trim() || null
  const managementIp = management === null ? null : canonicalIp(management)
  if (management !== null && managementIp === null) return invalid('managementIp', `${management} is no IP address.`)
  const ports: PortDraft[] = []
  for (const [index, port] of draft.ports.entries()) {
    const bridge = port.bridge.trim()
    const field = (column: string) => `ports.${index}.${column}`
    if (bridge === '') return invalid(field('bridge'), 'Name the bridge of this port, such as br-int.')
    if (!Number.isInteger(port.ofport) || port.ofport < 1 || port.ofport > OFPORT_MAX)
      return invalid(field('ofport'), `A port number is between 1 and ${OFPORT_MAX}.`)
    if (!PORT_TYPES.some((type) => type === port.type))
      return invalid(field('type'), `A port is plain, vxlan, geneve, patch or internal, not ${port.type}.`)
    const twin = ports.find((one) => one.bridge === bridge && one.ofport === port.ofport)
    if (twin) return invalid(field('ofport'), `Port ${port.ofport} of ${bridge} is ${twin.name || 'listed'} already.`)
    const remote = port.remote?.trim() || null
    if (remote !== null && canonicalIp(remote) === null) return invalid(field('remote'), `${remote} is no IP address.`)
    ports.push({ ...port, bridge, name: port.name.trim(), remote: remote === null ? null : canonicalIp(remote) })
  }
  return ok({ name, managementIp, ports })
}
