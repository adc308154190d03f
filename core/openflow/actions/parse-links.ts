import { parseSubfield } from '../fields/field-scope'
import { parsePort } from '../fields/port-names'
import { type ReadAction, readNumber } from './read-arguments'

/** `multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[])` */
export const readMultipath: ReadAction = (args, scope) => {
  const [fields = '', basis, algorithm = '', links, argument, to = ''] = args.positions
  const destination = parseSubfield(to, scope)
  const numbers = [basis, links, argument].map((text) => readNumber(text))
  if (!destination || numbers.includes(null)) return null
  const hash = { fields, basis: numbers[0] ?? 0, algorithm }
  return { kind: 'multipath', hash, links: numbers[1] ?? 0, argument: numbers[2] ?? 0, destination }
}

/** `bundle(eth_src,50,hrw,ofport,members:1,2)`; older versions say slaves. */
export const readBundle =
  (hasDestination: boolean): ReadAction =>
  (args, scope) => {
    const [fields = '', basis, algorithm = '', , ...rest] = args.positions
    const destination = hasDestination ? parseSubfield(rest.shift() ?? '', scope) : null
    const listed = rest.join(',').replace(/^(members|slaves):/, '')
    const members = listed === '' ? [] : listed.split(',').map((text) => parsePort(text.trim(), scope.ports))
    const number = readNumber(basis)
    if (number === null || members.includes(null) || (hasDestination && !destination)) return null
    return { kind: 'bundle', hash: { fields, basis: number, algorithm }, members: members as number[], destination }
  }
