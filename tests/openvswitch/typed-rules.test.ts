import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAddFlows } from '../../core/openflow/add-flow/parse-add-flows'
import { ANY_PROTOCOL, PROTOCOL_NAMES } from '../../core/openflow/add-flow/protocols'

const RULES = 400 // a protocol
const SEED = 20_261_128
const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-rules-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** What ovs-ofctl makes of a file: the messages as it prints them; of a file that it refuses, null. */
function printed(rules: readonly string[], protocol: string): string[] | null {
  const file = path.join(scratch, 'rules.txt')
  writeFileSync(file, `${rules.join('\n')}\n`)
  try {
    const options = protocol === 'any' ? [] : ['-O', protocol]
    const text = execFileSync('ovs-ofctl', [...options, 'parse-flows', file], { encoding: 'utf8', stdio: 'pipe' })
    if (text.includes('decode error')) return null
    return [...text.matchAll(/^(?:OFPT|NXT)_FLOW_MOD.*\(xid=0x[0-9a-f]+\): (.*)$/gm)].map(
      ([, message]) => message ?? '',
    )
  } catch {
    return null
  }
}

const hex = (max: number) => fc.nat(max).map((value) => `0x${value.toString(16)}`)
const octet = fc.nat(255)
const ipv4 = fc.tuple(octet, octet, octet, octet).map((four) => four.join('.'))
const ipv6 = fc
  .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
  .map((eight) => eight.map((part) => part.toString(16)).join(':'))
const mac = fc
  .array(octet, { minLength: 6, maxLength: 6 })
  .map((six) => six.map((part) => part.toString(16).padStart(2, '0')).join(':'))
const masked = (value: fc.Arbitrary<string>, mask: fc.Arbitrary<string>) =>
  fc.tuple(value, fc.option(mask)).map(([one, under]) => (under === null ? one : `${one}/${under}`))
const field = (name: string, value: fc.Arbitrary<string | number>) => value.map((one) => `${name}=${one}`)

const anywhere = fc.oneof(
  field('in_port', fc.constantFrom('1', '7', 'LOCAL', '65279')),
  field('dl_src', masked(mac, mac)),
  field('eth_dst', masked(mac, mac)),
  field('dl_vlan', fc.nat(4095)),
  field('dl_vlan_pcp', fc.nat(7)),
  field('vlan_tci', masked(hex(0xffff), fc.constantFrom('0x1fff', '0xf000', '0x1000'))),
  field('metadata', masked(hex(0xffffffff), hex(0xffff))),
  field('reg0', masked(hex(0xffffffff), hex(0xffffff))),
  field('reg15', hex(0xffff)),
  field('xreg1', masked(hex(0xffffffff), hex(0xff))),
  field('xxreg2', hex(0xffffffff)),
  field('tun_id', masked(hex(0xffffffff), hex(0xff))),
  field('tunnel_id', hex(0xff)),
  field('tun_src', masked(ipv4, ipv4)),
  field('tun_dst', ipv4),
  field('pkt_mark', masked(hex(0xffff), hex(0xff))),
  field('ct_state', fc.constantFrom('+trk', '+new-est', '-trk', '+trk+est-rel-inv', 'trk|new', '0x21/0x21')),
  field('ct_zone', fc.nat(0xffff)),
  field('ct_mark', masked(hex(0xffff), hex(0xff))),
  field('ct_label', masked(hex(0xffffffff), hex(0xff))),
  field('conj_id', fc.nat(0xffff)),
)
const OF_PROTOCOL: Record<string, fc.Arbitrary<string>[]> = {
  '': [field('dl_type', fc.constantFrom('0x88cc', '0x1234'))],
  arp: [
    field('arp_spa', masked(ipv4, ipv4)),
    field('nw_dst', masked(ipv4, fc.nat(32).map(String))),
    field('arp_op', fc.integer({ min: 1, max: 255 })),
    field('arp_sha', masked(mac, mac)),
    field('arp_tha', mac),
  ],
  ip: [
    field('nw_src', masked(ipv4, fc.nat(32).map(String))),
    field('ip_dst', masked(ipv4, ipv4)),
    field(
      'nw_tos',
      fc.nat(63).map((dscp) => dscp * 4),
    ),
    field('ip_dscp', fc.nat(63)),
    field('nw_ecn', fc.nat(3)),
    field('nw_ttl', octet),
    field('ip_frag', fc.constantFrom('no', 'yes', 'first', 'later', 'not_later')),
    field('nw_proto', fc.constantFrom(47, 50, 89)),
  ],
  tcp: [
    field('nw_src', ipv4),
    field('tp_src', masked(hex(0xffff), hex(0xffff))),
    field('tcp_dst', fc.nat(0xffff)),
    field('tcp_flags', fc.constantFrom('+syn-ack', 'syn|ack', '0x12', '+fin')),
    fc.constant('tcp_src[3]=1'),
  ],
  udp: [field('ip_src', ipv4), field('udp_src', fc.nat(0xffff)), field('tp_dst', fc.nat(0xffff))],
  sctp: [field('sctp_dst', fc.nat(0xffff))],
  icmp: [field('icmp_type', octet), field('icmp_code', octet)],
  ipv6: [
    field('ipv6_src', masked(ipv6, fc.nat(128).map(String))),
    field('ipv6_dst', ipv6),
    field('ipv6_label', masked(hex(0xfffff), hex(0xfffff))),
  ],
  tcp6: [field('tp_dst', fc.nat(0xffff)), field('ipv6_src', ipv6)],
  icmp6: [fc.tuple(ipv6, mac).map(([target, sll]) => `icmp_type=135,nd_target=${target},nd_sll=${sll}`)],
}
const PORT = fc.constantFrom(
  'output:1',
  '2',
  'LOCAL',
  'in_port',
  'normal',
  'flood',
  'ALL',
  'controller',
  'CONTROLLER:99',
  'output:reg0',
  'output:NXM_NX_REG1[0..15]',
  'output(port=1,max_len=64)',
)
const action = fc.oneof(
  PORT,
  fc.tuple(hex(0xffff), fc.nat(15)).map(([value, i]) => `load:${value}->NXM_NX_REG${i}[]`),
  fc.tuple(fc.nat(255), fc.nat(20)).map(([value, low]) => `load:${value}->reg3[${low}..${low + 8}]`),
  fc
    .tuple(hex(0xffffffff), hex(0xffffffff), fc.nat(15))
    .map(([value, mask, i]) => `set_field:${value}/${mask}->reg${i}`),
  hex(0xffff).map((value) => `set_field:${value}->metadata`),
  hex(0xffff).map((value) => `set_field:${value}->xxreg1`),
  mac.map((address) => `mod_dl_src:${address}`),
  mac.map((address) => `set_field:${address}->eth_dst`),
  fc.constantFrom(
    'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]',
    'move:reg0[0..5]->reg1[26..31]',
    'push:reg0',
    'pop:NXM_NX_REG2[]',
  ),
  fc.constantFrom(
    'resubmit:3',
    'resubmit(,7)',
    'resubmit(2, 9)',
    'resubmit(in_port,4)',
    'exit',
    'note:01.02.03',
    'note',
  ),
  fc.nat(4095).map((id) => `mod_vlan_vid:${id}`),
  fc.nat(7).map((priority) => `mod_vlan_pcp:${priority}`),
  fc.constantFrom(
    'set_tunnel:0x5',
    'set_tunnel64:0x5',
    'set_tunnel:0x123456789',
    'set_queue:3',
    'pop_queue',
    'enqueue:1:2',
    'group:5',
  ),
  fc.constantFrom(
    'multipath(eth_src, 50, hrw, 12, 0, reg0[0..3])',
    'bundle(eth_src,0,hrw,ofport,slaves:1,2)',
    'bundle_load(nw_src,5,active_backup,ofport,reg0,members:1)',
  ),
  fc.constantFrom(
    'learn(table=2,idle_timeout=5,eth_dst=eth_src,load:in_port->reg1[16..31],output:in_port)',
    'learn(priority=5, NXM_OF_VLAN_TCI[0..11], reg2=7,send_flow_rem)',
  ),
  fc.constantFrom(
    'clone(output:1,set_field:5->reg0)',
    'controller(reason=no_match,max_len=99,id=3)',
    'controller(userdata=01.02,pause)',
    'check_pkt_larger(1500)->reg0[0]',
    'sample(probability=5,collector_set_id=1)',
    'ct_clear',
    'conjunction(3, 1/2),note:00',
  ),
)
const ofIp = fc.oneof(
  ipv4.map((address) => `mod_nw_src:${address}`),
  ipv4.map((address) => `set_field:${address}->ip_dst`),
  fc.nat(63).map((dscp) => `mod_nw_tos:${dscp * 4}`),
  fc.constantFrom('mod_nw_ecn:2', 'dec_ttl', 'dec_ttl(3,4)', 'set_field:5->nw_ttl', 'set_field:3->ip_dscp'),
  fc.constantFrom(
    'ct(commit)',
    'ct(table=3,zone=reg0[0..15],nat)',
    'ct(commit,zone=5,nat(src=10.0.0.1-10.0.0.9:1-99,random))',
    'ct(commit,exec(set_field:1->ct_mark))',
    'ct(commit,force,exec(load:0x5->NXM_NX_CT_LABEL[]),alg=ftp)',
  ),
)
const rule = fc
  .constantFrom(...Object.keys(OF_PROTOCOL))
  .chain((protocol) =>
    fc.record({
      protocol: fc.constant(protocol),
      fields: fc.tuple(
        fc.array(anywhere, { maxLength: 3 }),
        fc.array(fc.oneof(...(OF_PROTOCOL[protocol] ?? [])), { maxLength: 3 }),
      ),
      actions: fc.array(['ip', 'tcp', 'udp'].includes(protocol) ? fc.oneof(action, ofIp) : action, { maxLength: 4 }),
      attributes: fc.subarray([
        'priority=5',
        'cookie=0x123',
        'idle_timeout=9',
        'hard_timeout=8',
        'importance=7',
        'send_flow_rem',
        'check_overlap',
        'table=3',
      ]),
      comma: fc.constantFrom(',', ' ', ', '),
    }),
  )
  .map(({ protocol, fields, actions, attributes, comma }) => {
    const names = new Set<string>()
    const words = [...attributes, ...(protocol === '' ? [] : [protocol]), ...fields.flat()].filter((word) => {
      const name = OVERLAP[word.replace(/[=[].*/, '')] ?? word.replace(/[=[].*/, '')
      return !names.has(name) && names.add(name)
    })
    return `${words.join(comma)} actions=${actions.length === 0 ? 'drop' : actions.join(',')}`.trim()
  })
/** Names of one field: asked for twice, the second would be put over the first. */
const OVERLAP: Record<string, string> = {
  eth_dst: 'dl_dst',
  ip_dst: 'nw_dst',
  ip_src: 'nw_src',
  tunnel_id: 'tun_id',
  dl_vlan: 'vlan',
  dl_vlan_pcp: 'vlan',
  vlan_tci: 'vlan',
  ip_dscp: 'nw_tos',
  tcp_src: 'tp_src',
  tcp_dst: 'tp_dst',
  udp_src: 'tp_src',
}

describe('rules typed for ovs-ofctl', () => {
  it.each(['any', 'OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15'])(
    'are normalised as ovs-ofctl prints them (%s)',
    (protocol) => {
      const allowed = PROTOCOL_NAMES[protocol.toLowerCase()] ?? ANY_PROTOCOL
      let compared = 0
      fc.assert(
        fc.property(rule, (text) => {
          const wanted = printed([text], protocol)
          if (wanted === null) return
          compared++
          const { value, problems } = parseAddFlows(text, allowed)
          expect(problems).toEqual([])
          expect(value.map(({ command, raw }) => `${command} ${raw}`)).toEqual(wanted)
        }),
        { numRuns: RULES, seed: SEED },
      )
      // Rules that Open vSwitch refuses prove nothing: most must be compared.
      expect(compared).toBeGreaterThan(protocol === 'OpenFlow11' ? RULES / 20 : RULES / 2)
    },
    300_000,
  )
})
