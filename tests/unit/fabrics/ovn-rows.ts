import type { LogicalPort, OvnRows } from '../../../fabrics/ovn/wire'

/** Two chassis, a logical switch with three ports, as small as OVN's rows can be. */
export const MAC_A = '00:16:3e:0a:5c:f1'
export const MAC_B = '00:16:3e:12:2f:48'

export const port = (name: string, given: Partial<LogicalPort>): LogicalPort => ({
  uuid: `uuid-${name}`,
  name,
  type: '',
  addresses: [],
  dynamicAddresses: null,
  portSecurity: [],
  options: new Map(),
  externalIds: new Map(),
  dhcp: [],
  ...given,
})

export function rowsOf(ports: readonly LogicalPort[], more: Partial<OvnRows> = {}): OvnRows {
  return {
    switches: [
      {
        uuid: 'switch-0',
        name: 'ls0',
        ports: ports.map((one) => one.uuid),
        config: new Map([['subnet', '172.17.16.0/20']]),
        externalIds: new Map(),
      },
    ],
    ports: new Map(ports.map((one) => [one.uuid, one])),
    routers: [],
    routerPorts: new Map(),
    dhcpCidrs: new Map(),
    chassis: new Map([['chassis-a', { uuid: 'chassis-a', hostname: 'hvA', ip: '10.98.0.1' }]]),
    bindings: new Map([['vmA', { chassis: 'chassis-a', virtualParent: null }]]),
    ...more,
  }
}
