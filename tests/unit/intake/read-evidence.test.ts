import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatsOf, readEvidence } from '../../../core/intake/read-evidence'

const IP_ADDR =
  '2: eth0: <BROADCAST,UP> mtu 1500\n    link/ether 00:16:3e:0a:5c:f1\n    inet 172.17.20.29/20 scope global eth0\n'
const NEIGH = '[{"dst":"172.17.20.30","dev":"eth0","lladdr":"00:16:3e:0a:5c:f2","state":["REACHABLE"]}]'
const HAVIPS = '{"HaVips":{"HaVip":[{"HaVipId":"havip-1","IpAddress":"172.17.20.39","VSwitchId":"vsw-1"}]}}'
const FLOWS = 'NXST_FLOW reply (xid=0x4):\n cookie=0x0, table=0, priority=0 actions=drop\n'

const TEXTS: readonly (readonly [what: string, text: string, kind: string, formats: string[]])[] = [
  ['a listing', IP_ADDR, 'guest', ['ip-addr-text']],
  ['a terminal', `[root@a ~]# ip addr\n${IP_ADDR}[root@a ~]# ping -c1 10.0.0.1\n`, 'guest', ['ip-addr-text']],
  ['a JSON document of a machine', NEIGH, 'guest', ['ip-neigh-json']],
  ['an export', HAVIPS, 'registry', ['alibaba-describe-havips']],
  ['a flow table', FLOWS, 'flows', ['dump-flows']],
  ['prose', 'all is well', 'guest', []],
  ['nothing', '', 'guest', []],
]

describe('a text is taken for what it says', () => {
  it.each(TEXTS)('%s', (_, text, kind, formats) => {
    const evidence = readEvidence(text)
    expect(evidence.kind).toBe(kind)
    expect(formatsOf(evidence)).toEqual(formats)
  })

  it('whatever it is, nothing is thrown', () => {
    const piece = fc.constantFrom(IP_ADDR, NEIGH, HAVIPS, FLOWS, '[', '{"a":', '\u0000', 'actions=', '\r')
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        expect(['guest', 'registry', 'flows']).toContain(readEvidence(pieces.join('')).kind)
      }),
    )
  })
})
