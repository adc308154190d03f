import { type Flow, STAGE_STARTS } from '../fields/flow-layout'
import type { ClassifiedRule } from './classified-rule'
import { NearIndex } from './near-index'

/**
 * A tuple holds the rules of one table that look at the same bits of the same fields, in a hash table over the values
 * they ask for (tuple-space search, Srinivasan et al. 1999, as Open vSwitch does). Rules that ask for the same values
 * lie together, highest priority first.
 */
export class Tuple {
  priorityMax = -1
  private nearIndex: NearIndex | null = null
  private readonly words: readonly number[]
  private readonly masks: readonly number[]
  private readonly buckets = new Map<number, ClassifiedRule[][]>()
  private readonly stageEnds: readonly number[] // index into words where each stage ends
  private readonly stageHashes: readonly Set<number>[]

  constructor(tests: ClassifiedRule['match']['tests']) {
    this.words = tests.map((test) => test.at)
    this.masks = tests.map((test) => test.mask)
    const ends = STAGE_STARTS.map((start) => this.words.filter((word) => word < start).length)
    this.stageEnds = ends.filter((end, i) => end > 0 && end < this.words.length && end !== ends[i - 1])
    this.stageHashes = this.stageEnds.map(() => new Set<number>())
  }

  add(rule: ClassifiedRule): void {
    this.nearIndex = null
    this.priorityMax = Math.max(this.priorityMax, rule.rule.priority)
    let hash = SEED
    let stage = 0
    for (const [i, test] of rule.match.tests.entries()) {
      hash = mix(hash, test.value)
      if (this.stageEnds[stage] === i + 1) this.stageHashes[stage++]?.add(hash)
    }
    const bucket = this.buckets.get(hash)
    const same = bucket?.find((rules) => rules[0] && asksTheSame(rules[0], rule))
    if (same) {
      same.push(rule)
      same.sort((a, b) => b.rule.priority - a.rule.priority || a.order - b.order)
    } else if (bucket) bucket.push([rule])
    else this.buckets.set(hash, [[rule]])
  }

  /**
   * The rules whose values the flow has, highest priority first. `seen` gathers the bits that were looked at to tell:
   * stage by stage, and no further than the stage that already says no.
   */
  find(flow: Flow, seen: Flow | null): readonly ClassifiedRule[] {
    let hash = SEED
    let stage = 0
    for (let i = 0; i < this.words.length; i++) {
      hash = mix(hash, ((flow[this.words[i] as number] as number) & (this.masks[i] as number)) >>> 0)
      if (this.stageEnds[stage] !== i + 1) continue
      if (!this.stageHashes[stage]?.has(hash)) {
        if (seen) this.look(seen, i + 1)
        return NONE
      }
      stage++
    }
    if (seen) this.look(seen, this.words.length)
    return this.buckets.get(hash)?.find((rules) => rules[0] && matches(rules[0], flow)) ?? NONE
  }

  /** Rules of this tuple that would match but for one or two fields. */
  near(flow: Flow, count: 1 | 2): ClassifiedRule[] {
    this.nearIndex ??= new NearIndex([...this.buckets.values()].flat(2))
    return this.nearIndex.find(flow, count)
  }

  private look(seen: Flow, end: number): void {
    for (let i = 0; i < end; i++) {
      const word = this.words[i] as number
      seen[word] = (seen[word] as number) | (this.masks[i] as number)
    }
  }
}

const NONE: readonly ClassifiedRule[] = []
const SEED = 0x811c9dc5
const mix = (hash: number, value: number): number => {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

function matches(rule: ClassifiedRule, flow: Flow): boolean {
  for (const test of rule.match.tests) if (((flow[test.at] as number) & test.mask) >>> 0 !== test.value) return false
  return true
}

const asksTheSame = (a: ClassifiedRule, b: ClassifiedRule): boolean =>
  a.match.tests.every((test, i) => test.value === b.match.tests[i]?.value)
