import { expect, it } from 'vitest'
import { collectEvidence } from '../../../../core/audit/files/collect-evidence'
import { auditFiles } from '../../../../core/audit/files/judge-files'

const csv = `vpc,subnet,host,guest,nic,mac,kind,address,havip
prod,172.17.16.0/20,hv-a,vmA,eth0,00:16:3e:0a:5c:f1,primary,172.17.20.29,
prod,172.17.16.0/20,hv-a,vmA,eth0,00:16:3e:0a:5c:f1,havip,172.17.20.60,pg-vip
`
const listing = `2: eth0: <BROADCAST,UP> mtu 1500
    link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff
    inet 172.17.20.29/20 scope global eth0
    inet 172.17.20.39/20 scope global secondary eth0:1
    inet 172.17.20.60/32 scope global eth0
`

it('a registry of ours as CSV says what is registered, HAVIPs included, and what is not', () => {
  const files = [
    { source: 'registry.csv', text: csv },
    { source: 'vmA.txt', text: listing },
  ]
  const rows = auditFiles(files.flatMap((file) => collectEvidence(file).evidence))
  expect(Object.fromEntries(rows.map((row) => [row.address, row.registered]))).toEqual({
    '172.17.20.29': 'yes',
    '172.17.20.39': 'no',
    '172.17.20.60': 'yes',
  })
})
