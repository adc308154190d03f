import { describe, expect, it } from 'vitest'
import { formatsOf, readEvidence } from '../../../core/intake/read-evidence'
import { readFlowDocument } from '../../../core/openflow/formats/flow-format'
import { detectFlowFormat } from '../../../core/openflow/formats/formats'
import { readRuleText } from '../../../core/openflow/formats/read-rule-text'
import { splitLines } from '../../../core/text/lines'
import { NO_PRIORITY } from '../../../core/vfp/list-as-rules'
import { parseOpteadm } from '../../../core/vfp/parse-opteadm'
import { parseVfpctrl } from '../../../core/vfp/parse-vfpctrl'

const formatOf = (text: string) => detectFlowFormat(readFlowDocument(text, splitLines(text)))?.name

const VFPCTRL = `
ITEM LIST
===========================================

Port name                        : 0A7D1F60-1C2B-4E6B-9C52-9C1E5F1B7D11
Port friendly name               : vmA
MAC address                      : 00-16-3E-0A-5C-F1
PortId                           : 3

LAYER : VNET_ENCAP_LAYER
    Friendly name : VNET_ENCAP_LAYER
    Priority : 1000
  GROUP : VNET_GROUP_ENCAP_OUT
      Friendly name : VNET_GROUP_ENCAP_OUT
      Priority : 200
      Direction : OUT
      Type : IPv4
        Conditions:
            <none>
      Match type : Priority-based match

LAYER : ACL_LAYER
    Priority : 100
  GROUP : ACL_OUT
      Priority : 300
      Direction : OUT
    RULE :
        Friendly name : BLOCK_ALL
        Priority : 65000
        Flags : 1 terminating
        Type : block
        Conditions:
            <none>
        Flow TTL: 0
    RULE : SPOOF_GUARD
        Friendly name : allow the registered address
        Priority : 10
        Type : allow
        Conditions:
            Source MAC : 00-16-3E-0A-5C-F1
            Source IP : 172.17.20.29
        FlagsEx : 0
`

describe('vfpctrl', () => {
  const { value, problems } = parseVfpctrl(VFPCTRL)
  it('is recognised and read whole', () => {
    expect(formatOf(VFPCTRL.replaceAll('\n', '\r\n'))).toBe('vfpctrl')
    expect(problems).toEqual([])
    expect(value[0]).toMatchObject({
      friendlyName: 'vmA',
      mac: '00:16:3e:0a:5c:f1',
      details: [{ key: 'PortId', value: '3' }],
    })
  })

  it('stands in the order in which it is asked, with the number as printed', () => {
    const layers = value[0]?.layers ?? []
    expect(layers.map(({ name, priority }) => [name, priority])).toEqual([
      ['ACL_LAYER', 100],
      ['VNET_ENCAP_LAYER', 1000],
    ])
    const rules = layers[0]?.groups[0]?.rules ?? []
    expect(rules.map(({ name, priority, order, action }) => [name, priority, order, action])).toEqual([
      ['SPOOF_GUARD', 10, 0, 'allow'],
      ['BLOCK_ALL', 65_000, 1, 'block'],
    ])
    expect(rules[0]?.conditions).toEqual(['Source MAC : 00-16-3E-0A-5C-F1', 'Source IP : 172.17.20.29'])
    expect(rules[0]?.details).toContainEqual({ key: 'FlagsEx', value: '0' })
    expect(rules[1]?.conditions).toEqual([])
  })

  it('says of a line where it belongs nowhere', () => {
    expect(parseVfpctrl('Something : 1\nLAYER : a').problems.map(({ text }) => text)).toEqual(['Something : 1'])
  })
})

const OPTEADM = `Layer gateway
======================================================================
Inbound Flows
----------------------------------------------------------------------
PROTO  SRC IP       SPORT/TY  DST IP        DPORT  HITS  ACTION
TCP    172.30.0.7   443       172.30.0.5    50122  12    stateful

Outbound Flows
----------------------------------------------------------------------
PROTO  SRC IP  SPORT/TY  DST IP  DPORT  HITS  ACTION

Inbound Rules
----------------------------------------------------------------------
ID   PRI  HITS  PREDICATES  ACTION
DEF  --   0     --          "deny"

Outbound Rules
----------------------------------------------------------------------
ID   PRI   HITS  PREDICATES                       ACTION
7    1000  42    inner.ip.src=172.30.0.5          "Meta: vpc-meta"
                 inner.ether.src=A8:40:25:FF:00:01
                                                  
3    1     9     inner.ether.ether_type=ARP       "Hairpin: Handle Packet"
DEF  --    3     --                               "deny"

UFT Inbound: 1/8192
----------------------------------------------------------------------
PROTO  SRC IP      SPORT/TY   DST IP      DPORT  HITS  XFORMS
ICMP   172.30.0.7  0x08/0x00  172.30.0.5  77     4     hdr: gateway, router
`

describe('opteadm', () => {
  const { value, problems } = parseOpteadm(OPTEADM)
  const [port] = value
  it('is recognised and read whole', () => {
    expect(formatOf(OPTEADM)).toBe('opteadm')
    expect(problems).toEqual([])
    expect(port?.layers.map(({ name }) => name)).toEqual(['gateway'])
  })

  it('has rules in evaluation order, the default last, with their predicates and hits', () => {
    const out = port?.layers[0]?.groups.find(({ direction }) => direction === 'out')?.rules ?? []
    expect(
      out.map(({ id, priority, order, isDefault, hits, action }) => [id, priority, order, isDefault, hits, action]),
    ).toEqual([
      ['3', 1, 0, false, 9, 'Hairpin: Handle Packet'],
      ['7', 1000, 1, false, 42, 'Meta: vpc-meta'],
      [null, null, 2, true, 3, 'deny'],
    ])
    expect(out[1]?.conditions).toEqual(['inner.ip.src=172.30.0.5', 'inner.ether.src=A8:40:25:FF:00:01'])
  })

  it('has the flows of layers and of the port', () => {
    expect(port?.layers[0]?.flows).toEqual([
      expect.objectContaining({
        direction: 'in',
        source: '172.30.0.7',
        sourcePort: '443',
        destinationPort: '50122',
        hits: 12,
      }),
    ])
    expect(port?.unifiedFlows).toEqual([
      expect.objectContaining({
        direction: 'in',
        protocol: 'ICMP',
        sourcePort: '0x08/0x00',
        action: 'hdr: gateway, router',
      }),
    ])
  })

  it('lists ports and layers', () => {
    const ports = parseOpteadm(
      'LINK   MAC ADDRESS        IPv4 ADDRESS  STATE\nopte0  A8:40:25:FF:00:01  172.30.0.5    running\n',
    )
    expect(ports.value[0]).toMatchObject({
      name: 'opte0',
      mac: 'a8:40:25:ff:00:01',
      details: [
        { key: 'IPv4 ADDRESS', value: '172.30.0.5' },
        { key: 'STATE', value: 'running' },
      ],
    })
    const layers = parseOpteadm(
      'NAME      RULES IN  RULES OUT  DEF IN  DEF OUT  FLOWS\ngateway   2         5          deny    deny     1\nfirewall  3         1          deny    allow    0\n',
    )
    expect(layers.value[0]?.layers.map(({ name, details }) => [name, details[3]?.value])).toEqual([
      ['gateway', 'deny'],
      ['firewall', 'allow'],
    ])
  })
})

describe('as rows of one list', () => {
  const text = `
LAYER : VNET
    Priority : 200
  GROUP : VNET_OUT
      Priority : 1
      Direction : OUT
    RULE : ENCAP
        Priority : 5
        Type : encap
        Conditions:
            <none>
LAYER : ACL
    Priority : 100
  GROUP : ACL_OUT
      Priority : 300
      Direction : OUT
    RULE :
        Friendly name : BLOCK_ALL
        Priority : 65000
        Type : block
        Conditions:
            <none>
    RULE : GUARD
        Priority : 10
        Type : allow
        Conditions:
            Source IP : 172.17.20.29
  GROUP : ACL_IN
      Priority : 1
      Direction : IN
    RULE : ALL
        Priority : 9
        Type : allow
`
  it('they stand in the order of evaluation, with the number as printed', () => {
    const { kind, rules, problems } = readRuleText(text)
    expect([kind, problems]).toEqual(['vfp', []])
    expect(rules.map(({ table, priority, match, actions }) => [table, priority, match, actions])).toEqual([
      ['ACL/out', 10, 'Source IP=172.17.20.29', 'allow'],
      ['ACL/out', 65000, '', 'block'],
      ['VNET/out', 5, '', 'encap'],
      ['ACL/in', 9, '', 'allow'],
    ])
    for (const rule of rules) expect(text.slice(rule.span.start, rule.span.end)).toContain('RULE')
  })

  it('what comes to a guest passes the layers the other way round, and a default comes last', () => {
    const opte = `
Layer firewall
======================================================================
Inbound Rules
----------------------------------------------------------------------
ID   PRI  HITS  PREDICATES                 ACTION
4    1000 12    inner.ip.src=172.30.0.5    "Stateful Allow"
DEF  --   3     --                         "deny"

Layer gateway
======================================================================
Inbound Rules
----------------------------------------------------------------------
ID   PRI  HITS  PREDICATES                 ACTION
1    1    7     *                          "allow"
`
    const { rules } = readRuleText(opte)
    expect(rules.map(({ table, priority, nPackets, actions }) => [table, priority, nPackets, actions])).toEqual([
      ['gateway/in', 1, 7, 'allow'],
      ['firewall/in', 1000, 12, 'Stateful Allow'],
      ['firewall/in', NO_PRIORITY, 3, 'deny'],
    ])
  })

  it('are recognised among other evidence, and flow tables stay flow tables', () => {
    expect(formatsOf(readEvidence(text))).toEqual(['vfp'])
    expect(readRuleText(' table=0, priority=1 actions=drop\n').kind).toBe('openflow')
  })
})
