import { formatSubfield } from '../fields/field-scope'
import type { Action, ActionOf, Nat } from './action'

/** `ct(commit,force,table=4,zone=3,nat(src=10.0.0.1),exec(…),alg=ftp)` */
export function formatCt(action: ActionOf<'ct'>, formatNested: (actions: readonly Action[]) => string): string {
  const { commit, force, table, zone, alg, nat, exec } = action
  const parts = [
    ...(commit ? ['commit'] : []),
    ...(force ? ['force'] : []),
    ...(table === null ? [] : [`table=${table}`]),
    ...(typeof zone === 'number' ? (zone === 0 ? [] : [`zone=${zone}`]) : [`zone=${formatSubfield(zone)}`]),
    ...(nat ? [formatNat(nat)] : []),
    ...(exec.length > 0 ? [`exec(${formatNested(exec)})`] : []),
    ...(alg === null ? [] : [`alg=${alg}`]),
  ]
  return `ct(${parts.join(',')})`
}

/** `nat`, `nat(src)`, `nat(dst=10.0.0.1-10.0.0.9:1-99,random)`, `nat(src=[fd00::1]-[fd00::9]:80)`. */
function formatNat({ direction, addressMin, addressMax, portMin, portMax, flags }: Nat): string {
  if (direction === null) return flags.length === 0 ? 'nat' : `nat(${flags.join(',')})`
  const hasPort = portMin !== null && portMin !== 0
  const isBracketed = hasPort && (addressMin?.includes(':') ?? false)
  const wrap = (address: string): string => (isBracketed ? `[${address}]` : address)
  const isAny = addressMin === null || /^(0\.0\.0\.0|::)$/.test(addressMin)
  const addresses = isAny
    ? ''
    : `${wrap(addressMin)}${addressMax && addressMax !== addressMin ? `-${wrap(addressMax)}` : ''}`
  const ports = hasPort ? `:${portMin}${portMax !== null && portMax !== portMin ? `-${portMax}` : ''}` : ''
  const range = `${addresses}${ports}`
  return `nat(${[range === '' ? direction : `${direction}=${range}`, ...sortFlags(flags)].join(',')})`
}

const ORDER = ['persistent', 'hash', 'random']
const sortFlags = (flags: readonly string[]): string[] => ORDER.filter((flag) => flags.includes(flag))
