import { describe, expect, it } from 'vitest'
import type { RegistryStep } from '../../../core/registry/snapshot'
import { planOperations } from '../../../fabrics/ovn/plan-operations'
import { MAC_A, MAC_B, port, rowsOf } from './ovn-rows'

function planned(portSecurity: string[], op: 'register' | 'release', address: string): string[] | string {
  const rows = rowsOf([port('vmA', { addresses: [`${MAC_A} 172.17.20.29`], portSecurity })])
  const step: RegistryStep = { op, registration: { mac: MAC_A, kind: 'secondary', address } }
  const plan = planOperations(rows, [step])
  if (!plan.ok) return plan.error.reason
  const update = plan.value.operations.find((one) => one.op === 'update') as
    | { row: { port_security: [string, string[]] } }
    | undefined
  return update?.row.port_security[1] ?? 'nothing to do'
}

describe('registering', () => {
  it.each([
    ['joins the element of its MAC', [`${MAC_A} 172.17.20.29`], [`${MAC_A} 172.17.20.29 172.17.20.39`]],
    [
      'leaves the elements of others as they are',
      [`${MAC_B} 10.0.0.1`, `${MAC_A} 172.17.20.29`],
      [`${MAC_B} 10.0.0.1`, `${MAC_A} 172.17.20.29 172.17.20.39`],
    ],
    ['opens an element where its MAC has none', [`${MAC_B} 10.0.0.1`], [`${MAC_B} 10.0.0.1`, `${MAC_A} 172.17.20.39`]],
    ['does nothing where a network admits it', [`${MAC_A} 172.17.20.29 172.17.20.32/28`], 'nothing to do'],
    ['does nothing where it is there', [`${MAC_A} 172.17.20.29 172.17.20.39/20`], 'nothing to do'],
  ])('%s', (_name, held, expected) => expect(planned(held, 'register', '172.17.20.39')).toEqual(expected))

  it('never switches a filter on, nor narrows one that lets all pass', () => {
    expect(planned([], 'register', '172.17.20.39')).toContain('shut out all others')
    expect(planned([MAC_A], 'register', '172.17.20.39')).toContain('shut out all others')
  })
})

describe('releasing', () => {
  it.each([
    ['takes the address out', [`${MAC_A} 172.17.20.29 172.17.20.39`], [`${MAC_A} 172.17.20.29`]],
    ['knows it with the mask of its subnet', [`${MAC_A} 172.17.20.29 172.17.20.39/20`], [`${MAC_A} 172.17.20.29`]],
    [
      'drops an element that would let every address of its MAC pass',
      [`${MAC_B} 10.0.0.1`, `${MAC_A} 172.17.20.39`],
      [`${MAC_B} 10.0.0.1`],
    ],
    ['does nothing where it is not', [`${MAC_A} 172.17.20.29`], 'nothing to do'],
  ])('%s', (_name, held, expected) => expect(planned(held, 'release', '172.17.20.39')).toEqual(expected))

  it('never ends a filter, and says when a network still admits it', () => {
    expect(planned([`${MAC_A} 172.17.20.39`], 'release', '172.17.20.39')).toContain('nothing would be checked')
    expect(planned([`${MAC_A} 172.17.20.32/28`], 'release', '172.17.20.39')).toContain('by a network')
  })
})

describe('commands', () => {
  it('are the same change, and its way back', () => {
    const rows = rowsOf([
      port('vmA', { addresses: [`${MAC_A} 172.17.20.29`], portSecurity: [`${MAC_A} 172.17.20.29`] }),
    ])
    const plan = planOperations(rows, [
      { op: 'register', registration: { mac: MAC_A, kind: 'secondary', address: '172.17.20.39' } },
    ])
    expect(plan.ok && plan.value.commands).toEqual({
      apply: [`ovn-nbctl --wait=hv lsp-set-port-security vmA '${MAC_A} 172.17.20.29 172.17.20.39'`],
      rollback: [`ovn-nbctl --wait=hv lsp-set-port-security vmA '${MAC_A} 172.17.20.29'`],
    })
  })
})
