/**
 * A stretch of time in which a witness named somebody. Times are milliseconds since 1970. `seenAt` is when it was last
 * seen so: between then and `to`, the first evidence that it is not so any more, nobody looked. `to` null: still so.
 */
export type Period = {
  readonly who: string
  readonly from: number
  readonly seenAt: number
  readonly to: number | null
}

/** What three witnesses say of who has a HAVIP: guests by their evidence, the fabric, and neighbours' tables by MAC. */
export type HaVipPast = {
  readonly guests: readonly Period[]
  readonly fabric: readonly Period[]
  readonly neighbours: readonly Period[]
}

/** A move of the address between guests, as evidence shows it. */
export type Move = {
  readonly kind: 'first' | 'moved' | 'back' | 'lost' | 'split'
  readonly at: number // when the new state was first seen
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly gapMs: number // at most so long nobody was seen to have it; 0 when evidence overlaps
}

/** Who is named at a moment, by name. */
const namedAt = (periods: readonly Period[], at: number): string[] =>
  [...new Set(periods.filter((one) => one.from <= at && (one.to === null || one.to > at)).map((one) => one.who))].sort()

const cutsOf = (periods: readonly Period[]): number[] =>
  [...new Set(periods.flatMap((one) => (one.to === null ? [one.from] : [one.from, one.to])))].sort((a, b) => a - b)

/** The history of failovers, oldest first. */
export function movesOf(guests: readonly Period[]): Move[] {
  const moves: Move[] = []
  let held: string[] = [] // who had it last
  let isHeld = false
  for (const at of cutsOf(guests)) {
    const names = namedAt(guests, at)
    if (names.length === 0) {
      isHeld = false
      continue
    }
    const isSame = names.join(' ') === held.join(' ')
    if (isHeld && isSame) continue
    const lastSeen = Math.max(
      ...guests.filter((one) => held.includes(one.who) && one.from < at).map((one) => Math.min(one.seenAt, at)),
    )
    const gapMs = held.length === 0 || names.some((name) => isHeld && held.includes(name)) ? 0 : at - lastSeen
    const kind = names.length > 1 ? 'split' : held.length === 0 ? 'first' : isSame ? 'back' : 'moved'
    moves.push({ kind, at, from: held, to: names, gapMs })
    held = names
    isHeld = true
  }
  const end = Math.max(...guests.map((one) => one.to ?? Number.POSITIVE_INFINITY))
  if (held.length > 0 && !isHeld && Number.isFinite(end))
    moves.push({ kind: 'lost', at: end, from: held, to: [], gapMs: 0 })
  return moves
}

/** Whether the witnesses agree now, and since when it has been so. `heard` are those that name somebody. */
export type Agreement = {
  readonly verdict: 'agree' | 'differ' | 'one' | 'none'
  readonly since: number | null
  readonly heard: readonly (keyof HaVipPast)[]
}

const WITNESSES = ['guests', 'fabric', 'neighbours'] as const

/** A silent witness is no witness: only those that name somebody can agree or differ. */
export function agreementOf(past: HaVipPast, now: number): Agreement {
  const current = verdictAt(past, now)
  let since: number | null = null
  for (const at of cutsOf([...past.guests, ...past.fabric, ...past.neighbours]).reverse()) {
    if (at > now) continue
    if (verdictAt(past, at).verdict !== current.verdict) break
    since = at
  }
  return { ...current, since: current.verdict === 'none' ? null : since }
}

function verdictAt(past: HaVipPast, at: number): Pick<Agreement, 'verdict' | 'heard'> {
  const said = WITNESSES.map((name) => ({ name, names: namedAt(past[name], at) })).filter((one) => one.names.length > 0)
  const heard = said.map((one) => one.name)
  if (said.length === 0) return { verdict: 'none', heard }
  const all = new Set(said.flatMap((one) => one.names))
  if (all.size > 1) return { verdict: 'differ', heard }
  return { verdict: said.length === 1 ? 'one' : 'agree', heard }
}

/** A word of one reporter at one moment; it holds until that reporter's next word. */
export type Word = { readonly reporter: string; readonly who: string; readonly at: number }

/** Makes periods of single words, reporter by reporter; the last word of each stays open. */
export function periodsOf(words: readonly Word[]): Period[] {
  const periods: Period[] = []
  for (const reporter of new Set(words.map((word) => word.reporter))) {
    const own: Period[] = []
    for (const { who, at } of words.filter((one) => one.reporter === reporter).sort((a, b) => a.at - b.at)) {
      const open = own.pop()
      if (open && open.who === who) own.push({ ...open, seenAt: at })
      else own.push(...(open ? [{ ...open, to: at }] : []), { who, from: at, seenAt: at, to: null })
    }
    periods.push(...own)
  }
  return periods.sort((a, b) => a.from - b.from)
}
