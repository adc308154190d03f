import { describe, expect, it } from 'vitest'
import type { Link } from '../../../core/guest/capture'
import { detectFormat } from '../../../core/guest/formats/detect-format'
import { splitLines } from '../../../core/text/lines'
import { listCases } from '../../support/cases'

type ExpectedLink = {
  name: string
  mac: string | null
  up: boolean | null
  addresses: { address: string; prefixLength: number | null; label: string | null; scope: string | null }[]
}

/** A null in an expectation forbids nothing; the order of links and addresses does not matter. */
const agrees = (expected: unknown, found: unknown): boolean => expected === null || expected === found

function differences(expected: readonly ExpectedLink[], found: readonly Link[]): string[] {
  const wrong: string[] = []
  for (const link of expected) {
    const mine = found.find((one) => one.name === link.name)
    if (!mine) {
      wrong.push(`no link ${link.name}`)
      continue
    }
    if (!agrees(link.mac, mine.mac)) wrong.push(`${link.name}: MAC ${mine.mac}, not ${link.mac}`)
    if (!agrees(link.up, mine.up)) wrong.push(`${link.name}: up ${mine.up}, not ${link.up}`)
    for (const held of link.addresses) {
      const same = mine.addresses.some(
        (one) =>
          one.address === held.address &&
          agrees(held.prefixLength, one.prefixLength) &&
          agrees(held.label, one.label) &&
          agrees(held.scope, one.scope),
      )
      if (!same) wrong.push(`${link.name}: ${JSON.stringify(held)} is not among ${JSON.stringify(mine.addresses)}`)
    }
    if (mine.addresses.length !== link.addresses.length)
      wrong.push(`${link.name}: ${mine.addresses.length} addresses, not ${link.addresses.length}`)
  }
  if (found.length !== expected.length) wrong.push(`${found.length} links, not ${expected.length}`)
  return wrong
}

describe.each(['ip-addr-text', 'ifconfig-nettools-new', 'ifconfig-nettools-old'])('%s', (format) => {
  it.each(listCases('guest', `${format}__`).map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const lines = splitLines(one.input)
    const reading = detectFormat(lines)?.read(lines, null)
    expect(reading?.format).toBe(format)
    expect(
      differences(one.expected as ExpectedLink[], reading?.kind === 'capture' ? reading.reading.value : []),
    ).toEqual([])
  })
})

describe('iptables-list', () => {
  it.each(listCases('iptables', 'iptables-list__').map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const lines = splitLines(one.input)
    const reading = detectFormat(lines)?.read(lines, null)
    expect(reading?.kind === 'firewall' ? reading.reading.value : null).toMatchObject(one.expected as object[])
  })
})
