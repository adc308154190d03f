import { describe, expect, it } from 'vitest'
import { collectEvidence } from '../../../../core/audit/files/collect-evidence'
import { auditFiles } from '../../../../core/audit/files/judge-files'

const terminal = (rules: string): string => `[root@pg11 ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff
    inet 172.17.20.29/20 brd 172.17.31.255 scope global eth0
    inet 172.17.20.39/20 scope global secondary eth0:1
[root@pg11 ~]# iptables-save
*filter
:INPUT ACCEPT [0:0]
${rules}
COMMIT
`
const findings = (text: string) =>
  auditFiles(collectEvidence({ source: 'pg11', text }).evidence).flatMap((row) =>
    row.findings.filter((one) => one.rule === 'guest-firewall-drops').map((one) => ({ address: row.address, ...one })),
  )

describe("a guest's own filter, from files", () => {
  it('is a finding where it surely drops an address of the guest, with the rule', () => {
    const text = terminal('-A INPUT -d 172.17.20.39/32 -j DROP')
    const [finding, ...others] = findings(text)
    expect(others).toEqual([])
    expect(finding).toMatchObject({ address: '172.17.20.39', severity: 3 })
    expect(finding?.sentence).toContain('drops packets to 172.17.20.39')
    expect(finding?.places.map(({ span }) => text.slice(span.start, span.end))).toContain(
      '-A INPUT -d 172.17.20.39/32 -j DROP',
    )
  })

  it.each(['', '-A INPUT -p tcp -m tcp --dport 22 -j DROP', '-A INPUT -d 172.17.20.40/32 -j DROP'])(
    'is none with "%s"',
    (rules) => {
      expect(findings(terminal(rules))).toEqual([])
    },
  )
})
