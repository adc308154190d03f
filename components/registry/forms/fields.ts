import type { FormField } from './form-field'

type Choice = { readonly value: string; readonly label: string }
const WHY: FormField = { name: 'why', label: 'Why', kind: 'text', hint: 'Kept in the log of changes.' }

export const vpcFields = (vpc?: {
  name: string
  cidrs: readonly string[]
  note: string
  addressesMax: number
}): FormField[] => [
  { name: 'name', label: 'Name', kind: 'text', value: vpc?.name ?? '', placeholder: 'prod' },
  {
    name: 'cidrs',
    label: 'CIDRs',
    kind: 'lines',
    value: vpc?.cidrs.join('\n') ?? '',
    placeholder: '172.17.0.0/16',
    hint: 'One a line; IPv4 and IPv6.',
    isMono: true,
  },
  {
    name: 'addressesMax',
    label: 'Addresses per interface, at most',
    kind: 'number',
    value: String(vpc?.addressesMax ?? 10),
  },
  { name: 'note', label: 'Note', kind: 'text', value: vpc?.note ?? '' },
]

export const subnetFields = (subnet?: {
  name: string
  cidr: string
  gateway: string | null
  reserved: readonly string[]
}): FormField[] => [
  {
    name: 'cidr',
    label: 'CIDR',
    kind: 'text',
    value: subnet?.cidr ?? '',
    placeholder: '172.17.16.0/20',
    hint: 'Inside a CIDR of the VPC, apart from its other subnets.',
    isMono: true,
  },
  { name: 'name', label: 'Name', kind: 'text', value: subnet?.name ?? '', hint: 'Empty: called by its CIDR.' },
  {
    name: 'gateway',
    label: 'Gateway',
    kind: 'text',
    value: subnet?.gateway ?? '',
    placeholder: '172.17.16.1',
    isMono: true,
  },
  {
    name: 'reserved',
    label: 'Reserved by the provider',
    kind: 'lines',
    value: subnet?.reserved.join('\n') ?? '',
    hint: 'Besides network, broadcast and gateway; one a line.',
    isMono: true,
  },
]

export const guestFields = (
  hosts: readonly Choice[],
  guest?: { name: string; hostname: string | null; hostId: number | null },
): FormField[] => [
  { name: 'name', label: 'Name', kind: 'text', value: guest?.name ?? '', placeholder: 'vmA' },
  {
    name: 'hostname',
    label: 'Host name',
    kind: 'text',
    value: guest?.hostname ?? '',
    hint: 'As the guest calls itself; two guests may have the same.',
  },
  {
    name: 'hostId',
    label: 'Runs on',
    kind: 'select',
    value: guest?.hostId ? String(guest.hostId) : '',
    options: [{ value: '', label: 'not known' }, ...hosts],
    isNumber: true,
    hint: 'Its flow tables tell what is programmed.',
  },
]

export const nicFields = (
  subnets: readonly Choice[],
  nic?: { name: string; mac: string; subnetId: number; bridge: string | null; ofport: number | null },
): FormField[] => [
  { name: 'name', label: 'Name', kind: 'text', value: nic?.name ?? '', placeholder: 'eth0', isMono: true },
  { name: 'mac', label: 'MAC', kind: 'text', value: nic?.mac ?? '', placeholder: '00:16:3e:0a:5c:f1', isMono: true },
  {
    name: 'subnetId',
    label: 'Subnet',
    kind: 'select',
    value: nic ? String(nic.subnetId) : (subnets[0]?.value ?? ''),
    options: subnets,
    isNumber: true,
  },
  {
    name: 'bridge',
    label: 'Bridge on its host',
    kind: 'text',
    value: nic?.bridge ?? '',
    placeholder: 'br-int',
    isMono: true,
  },
  {
    name: 'ofport',
    label: 'Port number on the bridge',
    kind: 'number',
    value: nic?.ofport ? String(nic.ofport) : '',
    hint: 'What in_port means in the flow rules.',
  },
]

export const REGISTRATION_FIELDS: readonly FormField[] = [
  { name: 'address', label: 'Address', kind: 'text', value: '', placeholder: '172.17.20.39', isMono: true },
  {
    name: 'kind',
    label: 'Kind',
    kind: 'select',
    value: 'secondary',
    hint: 'An address that moves between machines is a HAVIP: create it under HAVIPs.',
    options: [
      { value: 'primary', label: 'primary' },
      { value: 'secondary', label: 'secondary: stays on this interface' },
      { value: 'allowed-pair', label: 'allowed pair: several interfaces may have it' },
    ],
  },
  {
    name: 'mac',
    label: 'Other MAC',
    kind: 'text',
    value: '',
    hint: 'Allowed pairs only; empty: the MAC of the interface.',
    isMono: true,
  },
  WHY,
]

export const havipFields = (
  subnets: readonly Choice[],
  havip?: { name: string; address: string; subnetId: number },
): FormField[] => [
  {
    name: 'subnetId',
    label: 'Subnet',
    kind: 'select',
    value: havip ? String(havip.subnetId) : (subnets[0]?.value ?? ''),
    options: subnets,
    isNumber: true,
  },
  {
    name: 'address',
    label: 'Address',
    kind: 'text',
    value: havip?.address ?? '',
    placeholder: '172.17.20.39',
    isMono: true,
  },
  { name: 'name', label: 'Name', kind: 'text', value: havip?.name ?? '', hint: 'Empty: called by its address.' },
  WHY,
]

export const memberFields = (nics: readonly Choice[]): FormField[] => [
  {
    name: 'nicId',
    label: 'Interface',
    kind: 'select',
    value: nics[0]?.value ?? '',
    options: nics,
    isNumber: true,
    hint: 'Interfaces of the same subnet.',
  },
  {
    name: 'allowed',
    label: 'Allowed to send this address',
    kind: 'check',
    value: true,
    hint: 'A member that is not allowed goes black when it takes over.',
  },
  WHY,
]

type HostFacts = { readonly name: string; readonly managementIp: string | null; readonly ports: readonly PortFacts[] }
type PortFacts = {
  readonly bridge: string
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
}

export const hostFields = (host?: HostFacts): FormField[] => [
  { name: 'name', label: 'Name', kind: 'text', value: host?.name ?? '', placeholder: 'hvA' },
  { name: 'managementIp', label: 'Management address', kind: 'text', value: host?.managementIp ?? '', isMono: true },
  {
    name: 'ports',
    label: 'Ports of its bridges',
    kind: 'lines',
    value:
      host?.ports
        .map(({ bridge, ofport, name, type, remote }) =>
          [bridge, ofport, name || '-', type, remote].filter(Boolean).join(' '),
        )
        .join('\n') ?? '',
    placeholder: 'br-int 1 tap-vmA\nbr-int 100 vx0 vxlan 10.99.0.2',
    hint: 'One a line: bridge, port number, name, and for a tunnel its type and far end.',
    isMono: true,
  },
  WHY,
]
