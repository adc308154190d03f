import { describe, expect, it } from 'vitest'
import { readIntent } from './read-intent'

const CRM = `node 1: pg11
primitive vip IPaddr2 \\
	params ip=172.17.20.39 cidr_netmask=20 nic=eth0 iflabel=1 \\
	op monitor interval=10s
primitive old ocf:heartbeat:IPaddr params ip="10.0.0.2" cidr_netmask="255.255.255.0"
rsc_template base IPaddr2 params nic=bond0 cidr_netmask=24
primitive second @base params ip=10.0.0.3
primitive cloud ocf:heartbeat:awsvip params secondary_private_ip=10.0.0.4
primitive source ocf:heartbeat:IPsrcaddr params ipaddress=10.0.0.5
xml <primitive id="raw" class="ocf" provider="heartbeat" type="IPaddr2"> \\
  <instance_attributes id="raw-ia"><nvpair id="raw-ip" name="ip" value="10.0.0.6"/></instance_attributes> \\
</primitive>
group g vip old
property cib-bootstrap-options: \\
	stonith-enabled=true
`
const CIB = `<?xml version="1.0"?>
<cib><configuration><resources>
  <template id="base" class="ocf" provider="heartbeat" type="IPaddr2">
    <instance_attributes id="t"><nvpair id="t-nic" name="nic" value="bond0"/></instance_attributes>
  </template>
  <clone id="c"><group id="g">
    <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
      <instance_attributes id="a">
        <nvpair id="a-ip" name="ip" value="172.17.20.39"/>
        <nvpair id="a-mask" name="cidr_netmask" value="20"/>
      </instance_attributes>
    </primitive>
    <primitive id="second" template="base">
      <instance_attributes id="b"><nvpair id="b-ip" name="ip" value="10.0.0.3"/><nvpair id-ref="a-mask"/></instance_attributes>
    </primitive>
  </group></clone>
  <primitive id="ancient" class="heartbeat" type="IPaddr">
    <instance_attributes id="d"><attributes><nvpair id="d1" name="1" value="10.0.0.9/24/eth1"/></attributes></instance_attributes>
  </primitive>
</resources></configuration></cib>
`
const PCS_OLD = `Cluster Name: pg
Resources:
 Group: g
  Resource: vip (class=ocf provider=heartbeat type=IPaddr2)
   Attributes: cidr_netmask=20 ip=172.17.20.39 iflabel="a b"
   Operations: monitor interval=30s (vip-monitor-interval-30s)
               stop interval=0s timeout=20s (vip-stop-interval-0s)
Stonith Devices:
 Resource: fence (class=stonith type=fence_xvm)
  Attributes: ipaddr=10.0.0.77 ip=10.0.0.78
Location Constraints:
  Resource: vip
    Enabled on: pg11 (score:INFINITY)
`
const PCS_NEW = `Resources:
  Resource: vip (class=ocf provider=heartbeat type=IPaddr2)
    Attributes: vip-instance_attributes
      cidr_netmask=20
      ip=172.17.20.39
      nic=eth0
    Meta Attributes: vip-meta_attributes
      ip=10.9.9.9
    Operations:
      monitor: vip-monitor-interval-10s
        interval=10s
`
const PCS_COMMANDS = `pcs resource create --no-default-ops --force -- vip ocf:heartbeat:IPaddr2 \\
  cidr_netmask=20 ip=172.17.20.39 \\
  op \\
    monitor interval=10s ip=10.9.9.9
pcs resource group add g vip
`
const vip = { id: 'vip', ip: '172.17.20.39', prefixLength: 20, nic: null, label: null }

describe('Pacemaker', () => {
  it.each<[string, string, object[]]>([
    [
      'pacemaker-crm-configure',
      CRM,
      [
        { ...vip, nic: 'eth0', label: '1' },
        { id: 'old', ip: '10.0.0.2', prefixLength: 24, nic: null, label: null },
        { id: 'second', ip: '10.0.0.3', prefixLength: 24, nic: 'bond0', label: null },
        { id: 'raw', ip: '10.0.0.6', prefixLength: null, nic: null, label: null },
      ],
    ],
    [
      'pacemaker-cib-xml',
      CIB,
      [
        vip,
        { id: 'second', ip: '10.0.0.3', prefixLength: 20, nic: 'bond0', label: null },
        { id: 'ancient', ip: '10.0.0.9', prefixLength: 24, nic: 'eth1', label: null },
      ],
    ],
    ['pacemaker-pcs-config', PCS_OLD, [{ ...vip, label: 'a b' }]],
    ['pacemaker-pcs-config', PCS_NEW, [{ ...vip, nic: 'eth0' }]],
    ['pacemaker-pcs-commands', PCS_COMMANDS, [vip]],
  ])('%s', (format, text, plain) => {
    expect(readIntent(text)).toMatchObject({ format, plain, problems: [] })
  })

  it('counts what the agents of clouds move as intent, and shows the characters', () => {
    const { addresses, spans } = readIntent(CRM)
    expect(addresses).toContain('- 10.0.0.4/ vip')
    expect(addresses.join()).not.toContain('10.0.0.5')
    expect(spans).toContain('ip=172.17.20.39')
  })

  it.each<[string, string, string]>([
    ['a word that is no address', 'primitive v ocf:heartbeat:IPaddr2 params ip=<VIP>\n', '1: "<VIP>" is no address'],
    ['a missing address', 'primitive v ocf:heartbeat:IPaddr2 params nic=eth0\n', '1: IPaddr2 v names no address'],
    ['a mask that is none', 'primitive v IPaddr2 params ip=10.0.0.1 cidr_netmask=99\n', '1: this is no netmask'],
    ['broken XML', '<cib>\n<primitive id="x" type="IPaddr2">\n</cib>', '3: this XML cannot be read'],
    [
      'an entity of its own',
      '<!DOCTYPE c [<!ENTITY a "b">]><cib><primitive id="&a;"/></cib>',
      '1: this XML cannot be read',
    ],
  ])('reports %s', (_name, text, problem) => {
    expect(readIntent(text).problems.join('\n')).toContain(problem)
  })
})
