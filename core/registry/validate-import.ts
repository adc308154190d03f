/** An import describes a registry row by row: subnet, guest, interface, and what that interface is allowed. */
import { canonicalIp } from '../ip/ip'
import { parseMac } from '../ip/mac'
import { formatPrefix, parsePrefix } from '../ip/prefix'
import type { Result } from '../result'
import type { Refusal } from './validate-address'
import { validateHaVip, validateMember } from './validate-havip'
import {
  type ImportFacts,
  type ImportGuest,
  type ImportNic,
  type ImportPlan,
  type ImportSubnet,
  type ImportVpc,
  ImportWorld,
} from './validate-import-world'
import { validateNic } from './validate-nic'
import { validateRegistration } from './validate-registration'
import { validateSubnet } from './validate-subnet'

export const IMPORT_COLUMNS = ['vpc', 'subnet', 'host', 'guest', 'nic', 'mac', 'kind', 'address', 'havip'] as const
export type ImportColumn = (typeof IMPORT_COLUMNS)[number]
export type ImportRow = { readonly row: number } & { readonly [column in ImportColumn]: string }
export type ImportProblem = { readonly row: number; readonly column: ImportColumn; readonly reason: string }

const SUBNETS_MAX = 1000 // each is held against every other of its VPC

class Objection extends Error {
  constructor(
    readonly column: ImportColumn,
    readonly reason: string,
  ) {
    super(reason)
  }
}

const FIELD_COLUMN: Readonly<Record<string, ImportColumn>> = {
  name: 'nic',
  mac: 'mac',
  address: 'address',
  kind: 'kind',
  cidr: 'subnet',
  gateway: 'subnet',
  reserved: 'subnet',
  nicId: 'nic',
}

/**
 * Reads rows in order against what is stored and what earlier rows said. Answers everything that would be created, and
 * a problem for each row that cannot be; rows that say what is already so create nothing.
 */
export function validateImport(
  rows: readonly ImportRow[],
  facts: ImportFacts,
): { readonly plan: ImportPlan; readonly problems: readonly ImportProblem[] } {
  const world = new ImportWorld(facts)
  const problems: ImportProblem[] = []
  for (const row of rows) {
    try {
      const before = world.created
      readRow(row, world)
      if (world.created === before) world.plan.unchanged++
    } catch (error) {
      if (!(error instanceof Objection)) throw error
      problems.push({ row: row.row, column: error.column, reason: error.reason })
    }
  }
  return { plan: world.plan, problems }
}

function object(column: ImportColumn, reason: string): never {
  throw new Objection(column, reason)
}

function orObject<T>(result: Result<T, Refusal>, column: ImportColumn): T {
  if (result.ok) return result.value
  const { error } = result
  if (error.kind === 'taken')
    return object(error.what.startsWith('MAC') ? 'mac' : column, `${error.what} is taken by ${error.by}.`)
  return object(column === 'subnet' ? column : (FIELD_COLUMN[error.field] ?? column), error.reason)
}

function readRow(row: ImportRow, world: ImportWorld): void {
  const vpc = world.findVpc(row.vpc)
  if (row.vpc === '') object('vpc', 'Name the VPC.')
  if (!vpc) return object('vpc', `There is no VPC ${row.vpc}. Create it first: it needs its CIDRs.`)
  if (vpc.fabric !== null)
    object('vpc', `VPC ${vpc.name} is served by fabric ${vpc.fabric}; its registry is edited there.`)
  const subnet = readSubnet(row, vpc, world)
  if (row.guest === '') {
    const stray = (['host', 'nic', 'mac', 'kind', 'address', 'havip'] as const).find((column) => row[column] !== '')
    if (stray) object('guest', `Name the guest that this ${stray} belongs to.`)
    return
  }
  const guest = readGuest(row, vpc, world)
  if (row.nic === '' && row.mac === '' && row.address === '' && row.kind === '') return
  const nic = readNic(row, vpc, subnet, guest, world)
  if (row.address === '' && row.kind === '') return
  readRegistration(row, vpc, nic, guest, world)
}

function readSubnet(row: ImportRow, vpc: ImportVpc, world: ImportWorld): ImportSubnet {
  if (row.subnet === '') object('subnet', 'Name the subnet, or give its CIDR.')
  const known = world.findSubnet(vpc, row.subnet)
  if (known) return known
  if (!parsePrefix(row.subnet) || !row.subnet.includes('/'))
    object('subnet', `VPC ${vpc.name} has no subnet ${row.subnet}. To create one, give its CIDR.`)
  if (world.plan.subnets.length >= SUBNETS_MAX) object('subnet', `One import creates at most ${SUBNETS_MAX} subnets.`)
  const draft = orObject(
    validateSubnet(
      { name: '', cidr: row.subnet, gateway: null, reserved: [] },
      { vpc: vpc.name, cidrs: vpc.cidrs, others: world.subnetsOf(vpc), inUse: [] },
    ),
    'subnet',
  )
  return world.addSubnet(vpc, draft)
}

function readGuest(row: ImportRow, vpc: ImportVpc, world: ImportWorld): ImportGuest {
  const known = world.findGuest(vpc, row.guest)
  if (!known) return world.addGuest(vpc, row.guest, row.host === '' ? null : row.host)
  if (row.host !== '' && known.host !== row.host)
    object(
      'host',
      `${known.name} is ${known.host === null ? 'on no host' : `on host ${known.host}`}; an import does not move guests.`,
    )
  return known
}

function readNic(
  row: ImportRow,
  vpc: ImportVpc,
  subnet: ImportSubnet,
  guest: ImportGuest,
  world: ImportWorld,
): ImportNic {
  if (row.nic === '') object('nic', 'Name the interface, such as eth0.')
  const known = world.findNic(guest, row.nic)
  if (known) {
    const mac = row.mac === '' ? known.mac : parseMac(row.mac)
    if (mac !== known.mac)
      object(
        'mac',
        mac === null ? `${row.mac} is no MAC.` : `${guest.name} ${known.name} has MAC ${known.mac}, not ${mac}.`,
      )
    if (known.subnet !== subnet.cidr) object('subnet', `${guest.name} ${known.name} is on subnet ${known.subnet}.`)
    return known
  }
  const draft = orObject(
    validateNic(
      { name: row.nic, mac: row.mac, bridge: null, ofport: null },
      {
        guest: guest.name,
        sameMac: world.findMacHolder(vpc, parseMac(row.mac) ?? ''),
        hasSameName: false,
        samePort: null,
      },
    ),
    'mac',
  )
  return world.addNic(vpc, subnet, guest, draft)
}

function readRegistration(
  row: ImportRow,
  vpc: ImportVpc,
  nic: ImportNic,
  guest: ImportGuest,
  world: ImportWorld,
): void {
  const kind = row.kind.toLowerCase()
  const subnet = world.findSubnet(vpc, nic.subnet)
  if (!subnet) return
  const called = `${guest.name} ${nic.name}`
  const prefix = parsePrefix(row.address)
  const key = canonicalIp(row.address) ?? (prefix ? formatPrefix(prefix) : row.address)
  if (world.isRegistered(vpc, nic, kind, key)) return
  const holders = world.holdersOf(vpc, key)
  if (kind === 'primary' || kind === 'secondary' || kind === 'allowed-pair') {
    if (row.havip !== '') object('havip', `Only a row of kind havip names a HAVIP; this one is ${kind}.`)
    const draft = orObject(
      validateRegistration(
        { kind, address: row.address, mac: null },
        {
          nicId: nic.id,
          nic: called,
          nicMac: nic.mac,
          guestId: guest.id,
          subnet,
          siblings: world.subnetsOf(vpc),
          holders,
          primary: nic.primary,
          used: nic.used,
          usedMax: vpc.addressesMax,
        },
      ),
      'address',
    )
    return world.addRegistration(vpc, nic, {
      kind,
      address: draft.address,
      havip: null,
      by: called,
      claimant: guest.id,
    })
  }
  if (kind !== 'havip')
    object(
      'kind',
      row.kind === ''
        ? 'Say the kind: primary, secondary, allowed-pair or havip.'
        : `${row.kind} is no kind of registration: primary, secondary, allowed-pair or havip.`,
    )
  if (nic.used >= vpc.addressesMax)
    object('address', `${called} has ${nic.used} of at most ${vpc.addressesMax} addresses.`)
  let havip = world.findHaVip(vpc, key)
  if (havip && row.havip !== '' && row.havip !== havip.name)
    object('havip', `${key} is HAVIP ${havip.name}, not ${row.havip}.`)
  if (!havip) {
    const draft = orObject(
      validateHaVip(
        { name: row.havip, address: row.address },
        { subnet, siblings: world.subnetsOf(vpc), sameAddress: null, holders },
      ),
      'address',
    )
    havip = world.addHaVip(vpc, subnet, draft)
  }
  const subnetRef = (cidr: string) => ({ id: world.findSubnet(vpc, cidr)?.id ?? 0, name: cidr })
  orObject(
    validateMember({
      nic: called,
      havip: havip.name,
      nicSubnet: subnetRef(nic.subnet),
      havipSubnet: subnetRef(havip.subnet),
      nicVpcId: vpc.id,
      havipVpcId: vpc.id,
      isMember: false,
    }),
    'nic',
  )
  const claimant = havip.id
  const other = holders.find((one) => one.claimant !== -claimant && one.kind !== 'allowed-pair')
  if (other) object('address', `${key} is taken by ${other.by}.`)
  world.addRegistration(vpc, nic, {
    kind: 'havip',
    address: havip.address,
    havip: havip.address,
    by: `HAVIP ${havip.name}`,
    claimant: -claimant,
  })
}
