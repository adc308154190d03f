import { describe, expect, it } from 'vitest'
import { agreementOf, movesOf, type Period, periodsOf } from '../../../core/audit/havip/timeline'

const period = (who: string, from: number, to: number | null, seenAt = to ?? from): Period => ({
  who,
  from,
  seenAt,
  to,
})

describe('the history of failovers', () => {
  it('is empty while nobody has been seen with the address', () => expect(movesOf([])).toEqual([]))

  it('names a failover with the time in which nobody was seen to have it, at most', () => {
    expect(movesOf([period('a', 10, 50, 40), period('b', 52, null)])).toEqual([
      { kind: 'first', at: 10, from: [], to: ['a'], gapMs: 0 },
      { kind: 'moved', at: 52, from: ['a'], to: ['b'], gapMs: 12 },
    ])
  })

  it('calls it split brain while two have it, and what follows a move without a gap', () => {
    expect(movesOf([period('a', 10, 50), period('b', 30, null)])).toEqual([
      { kind: 'first', at: 10, from: [], to: ['a'], gapMs: 0 },
      { kind: 'split', at: 30, from: ['a'], to: ['a', 'b'], gapMs: 0 },
      { kind: 'moved', at: 50, from: ['a', 'b'], to: ['b'], gapMs: 0 },
    ])
  })

  it('tells a return to the same guest, and a loss that lasts', () => {
    expect(movesOf([period('a', 10, 20), period('a', 25, 40)])).toEqual([
      { kind: 'first', at: 10, from: [], to: ['a'], gapMs: 0 },
      { kind: 'back', at: 25, from: ['a'], to: ['a'], gapMs: 5 },
      { kind: 'lost', at: 40, from: ['a'], to: [], gapMs: 0 },
    ])
  })
})

describe('agreement of the witnesses', () => {
  const guests = [period('a', 10, 50), period('b', 50, null)]

  it('differs since the guests moved and the fabric did not', () => {
    expect(agreementOf({ guests, fabric: [period('a', 11, null)], neighbours: [] }, 100)).toEqual({
      verdict: 'differ',
      since: 50,
      heard: ['guests', 'fabric'],
    })
  })

  it('agrees since the last of them followed', () => {
    const fabric = [period('a', 11, 53), period('b', 53, null)]
    const neighbours = periodsOf([
      { reporter: 'c', who: 'a', at: 20 },
      { reporter: 'c', who: 'b', at: 60 },
      { reporter: 'c', who: 'b', at: 70 },
    ])
    expect(agreementOf({ guests, fabric, neighbours }, 100)).toMatchObject({ verdict: 'agree', since: 60 })
    expect(neighbours).toEqual([period('a', 20, 60, 20), period('b', 60, null, 70)])
  })

  it('one neighbour with another MAC is enough to differ', () => {
    const neighbours = periodsOf([
      { reporter: 'c', who: 'b', at: 60 },
      { reporter: 'd', who: 'a', at: 55 },
    ])
    expect(agreementOf({ guests, fabric: [], neighbours }, 100)).toMatchObject({ verdict: 'differ', since: 55 })
  })

  it('a silent witness neither agrees nor differs', () => {
    expect(agreementOf({ guests, fabric: [], neighbours: [] }, 100)).toMatchObject({ verdict: 'one', since: 10 })
    expect(agreementOf({ guests: [], fabric: [], neighbours: [] }, 100)).toEqual({
      verdict: 'none',
      since: null,
      heard: [],
    })
  })
})
