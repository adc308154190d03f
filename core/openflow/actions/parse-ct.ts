import { type FieldScope, parseSubfield } from '../fields/field-scope'
import { splitTopLevel } from '../match/split-top-level'
import type { Action, ActionOf, Nat } from './action'
import { type Arguments, readNumber, readTable } from './read-arguments'

/** `ct(commit,zone=1,table=2,nat(src=10.0.0.1-10.0.0.9:1-99,random),exec(set_field:1->ct_mark),alg=ftp)` */
export function parseCt(
  args: Arguments,
  scope: FieldScope,
  parseNested: (text: string) => readonly Action[],
): ActionOf<'ct'> | null {
  let commit = false
  let force = false
  let table: ActionOf<'ct'>['table'] = null
  let zone: ActionOf<'ct'>['zone'] = 0
  let alg: string | null = null
  let nat: Nat | null = null
  let exec: readonly Action[] = []
  for (const part of args.list) {
    const call = /^(\w+)(?:[=(](.*?)\)?)?$/.exec(part)
    const [, name = '', value = ''] = call ?? []
    if (part === 'commit') commit = true
    else if (part === 'force') force = true
    else if (name === 'table') table = readTable(value)
    else if (name === 'zone') {
      const read = readNumber(value) ?? parseSubfield(value, scope)
      if (read === null) return null
      zone = read
    } else if (name === 'alg') alg = value
    else if (name === 'nat') {
      nat = parseNat(part.slice(4).replace(/\)$/, ''))
      if (!nat) return null
    } else if (name === 'exec') exec = [...exec, ...parseNested(part.slice(5).replace(/\)$/, ''))]
    else return null
  }
  return { kind: 'ct', commit, force, table, zone, alg, nat, exec }
}

/** `src=10.0.0.240-10.0.0.254:32768-65535,persistent` or `dst=[fd00::1]:80`; empty for a plain nat. */
export function parseNat(text: string): Nat | null {
  let direction: Nat['direction'] = null
  let range = ''
  const flags: string[] = []
  for (const part of splitBrackets(text)) {
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    if (name === 'src' || name === 'dst') {
      direction = name
      range = equals < 0 ? '' : part.slice(equals + 1)
    } else if (['persistent', 'hash', 'random'].includes(part)) flags.push(part)
    else return null
  }
  const bracketed = /^\[([^\]]*)\](?:-\[([^\]]*)\])?(?::(\d+)(?:-(\d+))?)?$/.exec(range)
  const isPlainIpv6 = !bracketed && (range.match(/:/g)?.length ?? 0) > 1
  const parts =
    bracketed ??
    (isPlainIpv6
      ? /^([0-9a-f:.]+)(?:-([0-9a-f:.]+))?()()$/i.exec(range)
      : /^([\d.]*)(?:-([\d.]+))?(?::(\d+)(?:-(\d+))?)?$/.exec(range))
  if (!parts) return null
  const inner = /^(.*)-(.*)$/.exec(bracketed?.[1] ?? '')
  return {
    direction,
    addressMin: inner?.[1] ?? (parts[1] || null),
    addressMax: inner?.[2] ?? (parts[2] || null),
    portMin: parts[3] ? Number(parts[3]) : null,
    portMax: parts[4] ? Number(parts[4]) : null,
    flags,
  }
}

const splitBrackets = (text: string): string[] => splitTopLevel(text)
