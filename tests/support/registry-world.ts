import type { Result } from '../../core/result'
import { LOCAL_OPERATOR } from '../../server/actor'
import { type AppError, sentenceOf } from '../../server/errors'
import { createGuest } from '../../server/operations/registry/guests/create-guest'
import { createNic } from '../../server/operations/registry/nics/create-nic'
import { createRegistration } from '../../server/operations/registry/registrations/create-registration'
import { createSubnet } from '../../server/operations/registry/subnets/create-subnet'
import { createVpc } from '../../server/operations/registry/vpcs/create-vpc'
import { pool } from '../../server/store/database'

export type SmallWorld = {
  vpc: number
  vpcName: string
  subnet: number
  a: { id: number; nic: number }
  b: { id: number; nic: number }
}

/** The value of an operation that has to succeed. */
export function must<T>(result: Result<T, AppError>): T {
  if (result.ok) return result.value
  throw new Error(sentenceOf(result.error))
}

/** What a refused operation tells. */
export const said = (result: Result<unknown, AppError>): string =>
  result.ok ? '(it was not refused)' : sentenceOf(result.error)

let made = 0

/** A VPC with Rollcall's own registry and the two guests of the founding incident. */
export async function smallWorld(): Promise<SmallWorld> {
  const vpcName = `prod-${++made}`
  const vpc = must(
    await createVpc({ name: vpcName, cidrs: ['172.17.0.0/16'], note: '', addressesMax: 10, why: '' }, LOCAL_OPERATOR),
  ).id
  const subnet = must(
    await createSubnet(
      { vpcId: vpc, name: 'lan', cidr: '172.17.16.0/20', gateway: '172.17.16.1', reserved: [], why: '' },
      LOCAL_OPERATOR,
    ),
  ).id
  const guest = async (name: string, mac: string, address: string) => {
    const { id } = must(
      await createGuest({ vpcId: vpc, name, hostname: 'pg11', hostId: null, why: '' }, LOCAL_OPERATOR),
    )
    const nic = must(
      await createNic(
        { guestId: id, name: 'eth0', mac, subnetId: subnet, bridge: null, ofport: null, why: '' },
        LOCAL_OPERATOR,
      ),
    ).id
    must(await createRegistration({ nicId: nic, kind: 'primary', address, mac: null, why: '' }, LOCAL_OPERATOR))
    return { id, nic }
  }
  return {
    vpc,
    vpcName,
    subnet,
    a: await guest('vmA', '00:16:3e:0a:5c:f1', '172.17.20.29'),
    b: await guest('vmB', '00:16:3e:0a:5c:f2', '172.17.20.30'),
  }
}

export async function versionOf(
  table: 'vpc' | 'subnet' | 'host' | 'guest' | 'nic' | 'havip',
  id: number,
): Promise<string> {
  const { rows } = await pool().query(`SELECT xmin::text AS version FROM ${table} WHERE id = $1`, [id])
  return rows[0]?.version ?? ''
}
