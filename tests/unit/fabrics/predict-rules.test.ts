import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { predictRules, rulesOfAddress } from '../../../core/registry/predict-rules'
import { CASES_HOME } from '../../support/cases'

const MAC = '00:16:3e:0a:5c:f1'
const read = (file: string) =>
  parseDumpFlows(readFileSync(path.join(CASES_HOME, '../engines/captures', file), 'utf8')).value
const key = (rule: { table: number | string; priority: number; match: string }) =>
  `${rule.table} ${rule.priority} ${rule.match}`

describe.each([
  ['OVN', 'ovn/3-blocked-dump-flows-br-int-hvA.txt', 'ovn/4-ok-dump-flows-br-int-hvA.txt'],
  ['the lab of Open vSwitch', 'ovs/3-dump-flows-hvA-blocked.txt', 'ovs/4-dump-flows-hvA-ok.txt'],
])('rules of %s', (_name, blocked, registered) => {
  const before = read(blocked)
  const after = read(registered)
  const known = new Set(before.map(key))

  it('are foretold exactly as the switch then had them', () => {
    const fresh = after.filter((rule) => !known.has(key(rule)))
    expect(fresh.length).toBeGreaterThan(0)
    const foretold = predictRules(before, MAC, '172.17.20.29', '172.17.20.39')
    expect(foretold.map(key).sort()).toEqual(fresh.map(key).sort())
    expect(foretold.map((rule) => rule.actions).sort()).toEqual(fresh.map((rule) => rule.actions).sort())
  })

  it('of an address are those that go with it', () => {
    expect(rulesOfAddress(after, MAC, '172.17.20.39').map(key).sort()).toEqual(
      after
        .filter((rule) => !known.has(key(rule)))
        .map(key)
        .sort(),
    )
  })
})
