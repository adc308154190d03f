import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatActions } from '../../../core/openflow/actions/format-actions'
import { parseActions } from '../../../core/openflow/actions/parse-actions'
import { normaliseMatch } from '../../../core/openflow/add-flow/normalise-match'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { makeScope } from '../../../core/openflow/fields/field-scope'
import { FIELDS } from '../../../core/openflow/fields/field-table'
import { allOnes, formatFieldValue } from '../../../core/openflow/fields/field-value'
import { NO_NAMES } from '../../../core/openflow/fields/port-names'
import { formatMatch } from '../../../core/openflow/match/format-match'
import { readMatch } from '../../../core/openflow/match/parse-match'
import { splitTopLevel } from '../../../core/openflow/match/split-top-level'
import { listCases } from '../../support/cases'

const scope = makeScope(NO_NAMES, [], [0, 1, 3])
const rules = listCases('flows', '').flatMap(({ input }) => parseDumpFlows(input).value)
const sorted = (tokens: readonly string[]): string => [...tokens].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(',')

describe('rules of real switches', () => {
  it('are written again as they were printed', () => {
    expect(rules.length).toBeGreaterThan(100)
    for (const rule of rules) {
      const match = readMatch(splitTopLevel(rule.match), scope)
      expect(sorted([...splitTopLevel(formatMatch(match, scope.tunnelFields)), ...match.unknown])).toBe(rule.match)
      const actions = parseActions(rule.actions, scope)
      expect([formatActions(actions), formatActions(actions, 'OpenFlow10')]).toContain(rule.actions)
    }
  })
})

/** tun_tos is printed in hexadecimal without saying so: what is printed cannot be read back for certain. */
const NAMED = FIELDS.filter((field) => field.name !== 'tun_tos')

/** A field with a value and a mask, as a dump could print it. */
const asked = fc
  .record({
    at: fc.nat(NAMED.length - 1),
    value: fc.bigInt(0n, allOnes(128)),
    mask: fc.option(fc.bigInt(1n, allOnes(128))),
  })
  .map(({ at, value, mask }) => {
    const field = NAMED[at] as (typeof NAMED)[number]
    const whole = allOnes(field.bits)
    const under = field.isMaskable && mask !== null && (mask & whole) !== 0n ? mask & whole : whole
    return `${field.name}=${formatFieldValue(field, value & under, under)}`
  })

const WORDS = [
  'ip',
  'arp',
  'tcp',
  'udp',
  'sctp',
  'icmp',
  'ipv6',
  'tcp6',
  'udp6',
  'icmp6',
  'mpls',
  'rarp',
  'dl_type=0x894f',
]

/** Whether a field may stand beside a word: what other protocols have shares its place with something else. */
const fits = (token: string, word: string): boolean => {
  if (/^(eth_type|nw_proto|packet_type)=/.test(token)) return false
  const of = /^(tcp|udp|sctp|icmpv6|icmp|nd|arp)_/.exec(token)?.[1]
  if (of === undefined) return true
  if (of === 'icmpv6' || of === 'nd') return word === 'icmp6'
  return of === 'arp' ? word.endsWith('arp') : word === of || (word === `${of}6` && of !== 'icmp')
}

describe('what is written is read again as the same', () => {
  it('match', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WORDS), fc.array(asked, { maxLength: 6 }), (word, tokens) => {
        const once = readMatch([word, ...tokens.filter((token) => fits(token, word))], scope)
        if (once.unknown.length > 0) return
        const text = formatMatch(normaliseMatch(once), scope.tunnelFields)
        if (text.includes('<error>')) return // a later fragment that is none: no packet is so
        const again = readMatch(splitTopLevel(text), scope)
        expect(again.unknown, text).toEqual([])
        expect(formatMatch(normaliseMatch(again), scope.tunnelFields)).toBe(text)
      }),
      { numRuns: 2000, seed: 20261128 },
    )
  })

  it.each([
    'output:1,LOCAL,IN_PORT,CONTROLLER:65535,controller(reason=no_match,max_len=99,id=3,userdata=01.02,pause,meter_id=4)',
    'output:NXM_NX_REG0[0..15],output(port=1,max_len=64),enqueue:1:2,set_queue:3,pop_queue,group:5,output:"veth-1",output:eth0',
    'ct(commit,force,table=4,zone=NXM_NX_REG0[0..15],nat(src=10.0.0.1-10.0.0.9:1-99,random),exec(set_field:0x1->ct_mark),alg=ftp)',
    'ct(commit,nat(dst=[fd00::1]-[fd00::9]:80)),ct(nat),ct(),ct(commit,nat(src))',
    'learn(table=2,idle_timeout=10,fin_hard_timeout=3,priority=5,send_flow_rem,delete_learned,cookie=0x5,limit=9,result_dst=NXM_NX_REG0[0],NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],ip_src=1.2.3.4,load:0x5->NXM_NX_REG0[5..10],output:NXM_OF_IN_PORT[])',
    'multipath(eth_src,50,hrw,12,0,NXM_NX_REG0[0..3]),bundle(nw_src,0,hrw,ofport,members:1,2),bundle_load(eth_src,5,active_backup,ofport,NXM_NX_REG0[],members:3)',
    'push_vlan:0x8100,set_field:4103->vlan_vid,mod_vlan_vid:7,set_vlan_pcp:2,pop_vlan,push_mpls:0x8847,set_mpls_ttl(3),dec_mpls_ttl,pop_mpls:0x0800',
    'set_field:0x5/0xff->reg0,load:0x1->NXM_NX_REG1[3],move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23],push:NXM_NX_REG2[],pop:NXM_NX_REG3[0..5]',
    'mod_dl_src:00:11:22:33:44:55,mod_nw_dst:10.0.0.1,mod_nw_tos:16,mod_nw_ttl:3,mod_tp_dst:80,dec_ttl,dec_ttl(1,2),set_tunnel:0x5,set_tunnel64:0x5',
    'note:41.42.43.00.00.00,sample(probability=5,collector_set_id=1,obs_domain_id=2,obs_point_id=3,sampling_port=4,egress),fin_timeout(idle_timeout=5)',
    'resubmit:1,resubmit(,3),resubmit(2,3),resubmit(,4,ct),conjunction(16,1/2),exit,ct_clear,check_pkt_larger(1500)->NXM_NX_REG0[0],delete_field:tun_metadata0',
    'encap(nsh(md_type=2,tlv(0x1000,10,0x12345678))),decap(packet_type(ns=1,type=0x894f)),dec_nsh_ttl,clone(output:1,clone(drop))',
    'meter:3,clear_actions,write_actions(output:1),write_metadata:0x1/0xff,goto_table:7',
  ])('actions: %s', (text) => {
    const actions = parseActions(text, scope)
    expect(actions.filter((action) => action.kind === 'unknown')).toEqual([])
    expect(formatActions(actions)).toBe(text)
    expect(parseActions(formatActions(actions), scope)).toEqual(actions)
  })
})
