import { areDisjoint, type Cube, contains, containsIn, hasPoint, intersect, isWhole, restrictTo } from './cube'

/** A cube without some others: the packets that take one way through the tables. */
export type Region = { readonly cube: Cube; readonly holes: readonly Cube[] }

/** The same set without the holes that do not touch the cube; null when a hole swallows it. */
export function tidy({ cube, holes }: Region): Region | null {
  const kept: Cube[] = []
  for (const hole of holes) {
    if (areDisjoint(hole, cube)) continue
    if (contains(hole, cube)) return null
    kept.push(hole)
  }
  return { cube, holes: kept }
}

/** The part of a region inside a cube; null when there is none for sure. */
export const narrow = (region: Region, to: Cube): Region | null =>
  areDisjoint(region.cube, to) ? null : tidy({ cube: intersect(region.cube, to), holes: region.holes })

const TRIES = 4
const STEPS_MAX = 20_000

/** Points that look like chance and are always the same (Marsaglia's xorshift). */
export class PointSource {
  private state = 0x2545f491

  next(): number {
    let x = this.state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.state = x
    return x >>> 0
  }

  within(cube: Cube): Uint32Array {
    const n = cube.length >>> 1
    const point = new Uint32Array(n)
    for (let i = 0; i < n; i++) point[i] = (this.next() & ~(cube[i] as number)) | (cube[n + i] as number)
    return point
  }
}

/** Values that a point had better have: words of the space, and what they should hold. */
export type Hint = { readonly words: readonly number[]; readonly values: readonly number[] }

/** A point of a region; `none`: it is empty; `unknown`: not found within the steps allowed. */
export function findPoint(
  region: Region,
  source: PointSource,
  hints: readonly Hint[] = [],
): Uint32Array | 'none' | 'unknown' {
  for (const { words, values } of hints) {
    const point = source.within(region.cube)
    for (const [i, word] of words.entries()) point[word] = values[i] as number
    if (hasPoint(region.cube, point) && !region.holes.some((hole) => hasPoint(hole, point))) return point
  }
  for (let i = 0; i < TRIES; i++) {
    const point = source.within(region.cube)
    if (!region.holes.some((hole) => hasPoint(hole, point))) return point
  }
  const budget = { steps: STEPS_MAX }
  return search(region, source, budget) ?? (budget.steps > 0 ? 'none' : 'unknown')
}

/** Goes round one hole after the other: the points outside a hole differ from it first in some bit. */
function search(region: Region, source: PointSource, budget: { steps: number }): Uint32Array | null {
  if (budget.steps-- <= 0) return null
  const tidied = tidy(region)
  if (!tidied) return null
  const { cube, holes } = tidied
  const point = source.within(cube)
  const hole = holes.find((one) => hasPoint(one, point))
  if (!hole) return point
  for (const part of outside(cube, hole)) {
    const found = search({ cube: part, holes }, source, budget)
    if (found || budget.steps <= 0) return found
  }
  return null
}

/** What is left of a cube without a hole, as disjoint cubes: one a bit that the hole asks for and the cube does not. */
export function* outside(cube: Cube, hole: Cube): Generator<Cube> {
  const n = cube.length >>> 1
  const rest = cube.slice()
  for (let i = 0; i < n; i++) {
    for (let bits = ((hole[i] as number) & ~(cube[i] as number)) >>> 0; bits !== 0; ) {
      const bit = (0x80000000 >>> Math.clz32(bits)) >>> 0
      bits = (bits ^ bit) >>> 0
      const wanted = (hole[n + i] as number) & bit
      const part = rest.slice()
      part[i] = (part[i] as number) | bit
      part[n + i] = (part[n + i] as number) | (wanted ^ bit)
      yield part
      rest[i] = (rest[i] as number) | bit
      rest[n + i] = (rest[n + i] as number) | wanted
    }
  }
}

const PIECES_MAX = 4096

/**
 * The region seen in some of its words: a point there belongs to it if any values of the other words make it one of the
 * region's. Null when that takes more pieces than are allowed.
 */
export function project(region: Region, keep: readonly number[], source: PointSource): Region[] | null {
  const n = region.cube.length >>> 1
  const drop = Array.from({ length: n }, (_, i) => i).filter((i) => !keep.includes(i))
  const pieces: Region[] = []
  let budget = PIECES_MAX
  const work = (cube: Cube, holes: readonly Cube[]): boolean => {
    if (budget-- <= 0) return false
    const tidied = tidy({ cube, holes })
    if (!tidied) return true
    const partial: Cube[] = []
    const whole: Cube[] = []
    for (const hole of tidied.holes)
      if (containsIn(hole, cube, drop)) whole.push(restrictTo(hole, keep))
      else partial.push(hole)
    const point = findPoint(
      { cube: restrictTo(cube, drop), holes: partial.map((hole) => restrictTo(hole, drop)) },
      source,
    )
    if (point === 'unknown') return false
    if (point !== 'none') {
      pieces.push({ cube: restrictTo(cube, keep), holes: whole })
      return true
    }
    // Together the holes leave nothing of the other words; they may do so only where they all apply.
    const split = partial.find((hole) => !containsIn(hole, cube, keep))
    if (!split) return true
    const inKeep = split.slice()
    for (const i of drop) {
      inKeep[i] = 0
      inKeep[n + i] = 0
    }
    if (isWhole(inKeep)) return true
    for (const part of outside(cube, inKeep)) if (!work(part, tidied.holes)) return false
    return work(intersect(cube, inKeep), tidied.holes)
  }
  return work(region.cube, region.holes) ? pieces : null
}
