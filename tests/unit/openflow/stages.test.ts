import { describe, expect, it } from 'vitest'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { parseLflowList } from '../../../core/openflow/logical/parse-lflow-list'
import type { PortBinding } from '../../../core/openflow/logical/read-port-bindings'
import { findPurpose, indexPurposes } from '../../../core/openflow/stages/find-purpose'
import { nameStages } from '../../../core/openflow/stages/name-stages'
import { nameTable } from '../../../core/openflow/stages/name-table'
import { recogniseFabric } from '../../../core/openflow/stages/recognise-fabric'

const rulesOf = (text: string) => parseDumpFlows(text).value
const ovn = (loopback: number, egress: number) =>
  rulesOf(
    ` cookie=0x158b9afb, table=0, priority=100,in_port=2 actions=set_field:0x1->reg13,set_field:0x1->metadata,set_field:0x1->reg14,resubmit(,8)\n cookie=0x57d11d08, table=8, priority=50,metadata=0x1 actions=resubmit(,9)\n table=${loopback}, priority=0 actions=set_field:0->reg0,set_field:0->reg1,set_field:0->reg2,resubmit(,${egress})\n`,
  )

describe('whose tables these are', () => {
  it.each([
    [34, 40, '2.8 to 20.12'],
    [39, 40, '21.03 to 22.12'],
    [41, 42, '23.03 to 24.03'],
    [44, 45, '24.09 to 25.03'],
    [60, 62, undefined],
  ])('OVN by where it checks for loopback: %i to %i', (loopback, egress, versions) => {
    const fabric = recogniseFabric(ovn(loopback, egress))
    expect(fabric?.fabric).toBe('ovn')
    expect(fabric?.layout?.versions).toBe(versions)
  })

  it('Neutron, Antrea, and none', () => {
    expect(
      recogniseFabric(
        rulesOf(' table=60, actions=drop\n table=71, actions=drop\n table=81, actions=drop\n table=93, actions=drop'),
      )?.fabric,
    ).toBe('neutron-ovs')
    expect(
      recogniseFabric(
        rulesOf(' table=Classifier, actions=drop\n table=SpoofGuard, actions=drop\n table=ARPSpoofGuard, actions=drop'),
      )?.fabric,
    ).toBe('antrea')
    expect(recogniseFabric(rulesOf(' table=0, actions=NORMAL'))).toBeNull()
  })
})

describe('what tables and rules are for', () => {
  const fabric = recogniseFabric(ovn(41, 42))
  const logical = parseLflowList(
    'Datapath: "ls0" (56fa55c5-40ef-444a-8a56-b5aef8aa68f9)  Pipeline: ingress\n  uuid=0x57d11d08, table=0 (ls_in_check_port_sec), priority=50, match=(1), action=(next;)\n',
  ).value

  it('names them by layout and by the list of logical flows', () => {
    expect(nameTable(73, fabric)).toMatchObject({ name: 'port security, in', guards: true })
    expect(nameTable(8, fabric, logical)).toMatchObject({
      name: 'ls_in_check_port_sec',
      guards: true,
      pipeline: 'ingress',
      logicalTable: 0,
    })
    expect(nameTable(9, fabric, logical)).toMatchObject({ name: 'logical ingress, table 1', guards: false })
    expect(nameTable(45, fabric)).toMatchObject({ pipeline: 'egress', logicalTable: 3 })
    expect(nameTable(200, fabric)).toBeNull()
    expect(nameTable('SpoofGuard', null)).toMatchObject({ guards: true })
    expect(nameTable(5, null)).toBeNull()
  })

  it('finds the logical flow and the port behind a cookie', () => {
    const binding = { uuid: '158b9afb-0000-4000-8000-000000000000', logicalPort: 'port-vmA' } as PortBinding
    const index = indexPurposes(logical, [binding])
    const [entry, check, clear] = ovn(41, 42)
    expect(entry && findPurpose(entry, index)).toMatchObject({ ports: [{ logicalPort: 'port-vmA' }] })
    expect(check && findPurpose(check, index)).toMatchObject({ logicalFlows: [{ stage: 'ls_in_check_port_sec' }] })
    expect(clear && findPurpose(clear, index)).toBeNull()
  })
})

describe('the stages of a dump', () => {
  it('are its tables, named, with whose they are', () => {
    const stages = nameStages(ovn(44, 45))
    expect(stages).toMatchObject({ fabric: 'OVN', versions: '24.09 to 25.03' })
    expect(stages.source).toContain('controller/lflow.h')
    expect(stages.names).toEqual({ 0: 'physical to logical', 8: 'logical ingress, table 0', 44: 'check loopback' })
  })

  it('have no names where nothing tells whose they are, or names of their own', () => {
    expect(nameStages(rulesOf(' table=0, actions=NORMAL'))).toEqual({
      names: {},
      fabric: null,
      versions: null,
      source: null,
    })
    expect(
      nameStages(
        rulesOf(' table=Classifier, actions=drop\n table=SpoofGuard, actions=drop\n table=ARPSpoofGuard, actions=drop'),
      ),
    ).toMatchObject({ fabric: 'Antrea', names: {} })
  })
})
