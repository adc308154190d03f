import type { ClassifiedRule } from '../classifier/classified-rule'
import type { Classifier, Lookup } from '../classifier/classifier'
import { FLOW_WORDS, type Flow, FREE_AT, ORIGIN_AT, W } from '../fields/flow-layout'
import { type FreeBits, originShift, originWord, shiftBits } from '../fields/free-bits'
import type { Follower } from '../translate/context'
import { areDisjoint, type Cube, contains, hasPoint, intersect, wholeSpace } from './cube'
import type { Region } from './region'
import { newFreeWords, SymbolicTable } from './symbolic-table'

/** Beyond so many holes it costs more to find out that one lies in another than to keep it. */
const HOLES_COMPARED_MAX = 64

/** One thing that the way through the tables depended on: whether a packet lies in the cube. */
export type Decision = {
  readonly cube: Cube
  readonly holds: boolean
  readonly pinnedBy: ClassifiedRule | null // what a rule works out from the packet, rather than whether it matches
}

/**
 * Follows one packet of a region through the tables and notes on what its way depends: in each table the rules above the
 * one that decides do not match, and that one does. The packets for which all of it holds go the same way.
 */
export class PacketFollower implements Follower {
  readonly decisions: Decision[] = []
  private cube: Cube
  private readonly holes: Cube[]
  private readonly free = newFreeWords()

  constructor(
    region: Region,
    private readonly point: Uint32Array, // the packet followed: its words of the space
    private readonly variables: Int16Array, // word of a flow → word of the space, or -1
  ) {
    this.cube = region.cube
    this.holes = [...region.holes]
  }

  lookUp(classifier: Classifier, flow: Flow): Lookup {
    const answer = classifier.lookUp(flow, null)
    if (this.findFree(flow)) {
      this.depend(classifier, flow, answer.found)
      const conjunction = answer.found?.match.tests.find((test) => test.at === W.conjId)
      if (conjunction && flow[W.conjId] !== conjunction.value) {
        const held = flow[W.conjId] as number
        flow[W.conjId] = conjunction.value
        this.depend(classifier, flow, answer.found)
        flow[W.conjId] = held
      }
    }
    return answer
  }

  /** The followed bits cannot be followed further: the way is that of packets with just these values. */
  pin(all: readonly FreeBits[], rule: ClassifiedRule | null): void {
    for (const { free, at, word, shift } of all) {
      const cube = wholeSpace(this.point.length)
      this.ask(cube, word, shiftBits(free, at + shift), null)
      this.decide(cube, rule)
    }
  }

  pinWords(flow: Flow, words: readonly number[], rule: ClassifiedRule | null): void {
    for (const at of words) {
      const free = flow[FREE_AT + at] as number
      const code = flow[ORIGIN_AT + at] as number
      if (free !== 0) this.pin([{ at: 0, bits: 32, free, word: originWord(code), shift: originShift(code) }], rule)
    }
  }

  /** Whether a word, under a mask, has a value; for what a switch asks without a rule. */
  compare(flow: Flow, tests: readonly { at: number; mask: number; value: number }[]): void {
    if (!this.findFree(flow)) return
    const cube = this.cubeOf(tests, flow)
    if (cube) this.decide(cube)
  }

  /** Fills in which bits of each word are free within what is left of the region; false: none is. */
  private findFree(flow: Flow): boolean {
    let isAny = false
    for (let at = 0; at < FLOW_WORDS; at++) {
      const free = flow[FREE_AT + at] as number
      if (free === 0) {
        this.free[at] = 0
        continue
      }
      const code = flow[ORIGIN_AT + at] as number
      const fixed = this.cube[this.variables[originWord(code)] as number] as number
      const left = (free & ~shiftBits(fixed, -originShift(code))) >>> 0
      this.free[at] = left
      if (left !== 0) isAny = true
    }
    return isAny
  }

  private depend(classifier: Classifier, flow: Flow, found: ClassifiedRule | null): void {
    // That the rule found matches is decided first: it leaves fewer others that could.
    const own = found && this.cubeOf(found.match.tests, flow)
    if (own) {
      this.decide(own)
      if (!this.findFree(flow)) return
    }
    const candidates: { rule: ClassifiedRule; cube: Cube }[] = []
    let hasClauses = false
    SymbolicTable.of(classifier).visit(flow, this.free, (rule, floor) => {
      const cube = this.cubeOf(rule.match.tests, flow)
      if (!cube) return floor
      const isCertain = contains(cube, this.cube)
      if (rule.clauses) hasClauses = true
      if (!isCertain) candidates.push({ rule, cube })
      else if (!rule.clauses && rule.match.unknown.length === 0) return Math.max(floor, rule.rule.priority)
      return floor
    })
    const floor = hasClauses || !found ? -1 : found.rule.priority
    for (const { rule, cube } of candidates) if (rule.rule.priority >= floor) this.decide(cube)
  }

  /** What tests ask of the packet as it came; null when no packet of the region meets them. */
  private cubeOf(tests: readonly { at: number; mask: number; value: number }[], flow: Flow): Cube | null {
    for (const { at, mask, value } of tests)
      if ((((flow[at] as number) ^ value) & mask & ~(flow[FREE_AT + at] as number)) !== 0) return null
    const cube = wholeSpace(this.point.length)
    for (const { at, mask, value } of tests) {
      const noted = (flow[FREE_AT + at] as number) & mask
      if (noted === 0) continue
      const code = flow[ORIGIN_AT + at] as number
      const shift = originShift(code)
      if (!this.ask(cube, originWord(code), shiftBits(noted, shift), shiftBits(value & noted, shift))) return null
    }
    return areDisjoint(cube, this.cube) ? null : cube
  }

  /** Adds bits to what a cube asks; null stands for the values of the packet followed. False: it contradicts itself. */
  private ask(cube: Cube, word: number, mask: number, value: number | null): boolean {
    const n = this.point.length
    const i = this.variables[word] as number
    const wanted = ((value ?? (this.point[i] as number)) & mask) >>> 0
    const common = (cube[i] as number) & mask
    if ((common & ((cube[n + i] as number) ^ wanted)) !== 0) return false
    cube[i] = (cube[i] as number) | mask
    cube[n + i] = (cube[n + i] as number) | wanted
    return true
  }

  private decide(cube: Cube, pinnedBy: ClassifiedRule | null = null): void {
    if (contains(cube, this.cube)) return
    const holds = hasPoint(cube, this.point)
    if (holds) this.cube = intersect(this.cube, cube)
    else {
      const here = intersect(this.cube, cube)
      if (this.holes.length < HOLES_COMPARED_MAX && this.holes.some((hole) => contains(hole, here))) return
      this.holes.push(cube)
    }
    this.decisions.push({ cube, holds, pinnedBy })
  }

  /** The packets that go the same way. */
  get region(): Region {
    return { cube: this.cube, holes: this.holes.filter((hole) => !areDisjoint(hole, this.cube)) }
  }
}
