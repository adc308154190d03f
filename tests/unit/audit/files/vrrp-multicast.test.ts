import { describe, expect, it } from 'vitest'
import { collectEvidence } from '../../../../core/audit/files/collect-evidence'
import { auditFiles } from '../../../../core/audit/files/judge-files'

const keepalived = (more: string) =>
  `vrrp_instance VI_1 {\n    state BACKUP\n    interface eth0\n    virtual_router_id 51\n${more}    virtual_ipaddress {\n        172.17.20.39\n    }\n}\n`
const port = { mac_address: '00:16:3e:0a:5c:f1', fixed_ips: [{ subnet_id: 's', ip_address: '172.17.20.29' }] }
const REGISTRIES = {
  aws: {
    NetworkInterfaces: [
      { NetworkInterfaceId: 'eni-1', MacAddress: port.mac_address, PrivateIpAddress: '172.17.20.29', VpcId: 'vpc-1' },
    ],
  },
  neutron: { ports: [{ id: 'p', network_id: 'n', device_owner: 'compute:nova', device_id: 'i', ...port }] },
}
const findings = (fabric: keyof typeof REGISTRIES | null, text: string) =>
  auditFiles(
    [
      ...(fabric ? [{ source: 'registry', text: JSON.stringify(REGISTRIES[fabric]) }] : []),
      { source: 'keepalived.conf', text },
    ].flatMap((file) => collectEvidence(file).evidence),
  ).flatMap((row) => row.findings.filter((one) => one.rule === 'vrrp-multicast'))

describe('VRRP by multicast', () => {
  it('is a finding on a fabric that carries unicast only, with the instance', () => {
    const text = keepalived('')
    const [finding, ...others] = findings('aws', text)
    expect(others).toEqual([])
    expect(finding).toMatchObject({ severity: 2 })
    expect(finding?.sentence).toContain('multicast, which AWS does not carry')
    expect(finding?.places.map(({ source, span }) => [source, text.slice(span.start, span.end)])).toEqual([
      ['keepalived.conf', 'VI_1'],
    ])
  })

  it.each([
    ['aws', 'with unicast peers', '    unicast_peer {\n        172.17.20.30\n    }\n'],
    ['aws', 'where an included file may name them', '    include /etc/keepalived/peers.conf\n'],
    ['neutron', 'on a fabric that carries multicast', ''],
    [null, 'where no fabric is known', ''],
  ] as const)('%s: is none %s', (fabric, _why, more) => {
    expect(findings(fabric, keepalived(more))).toEqual([])
  })
})
