import { type Flow, STAGE_STARTS } from '../fields/flow-layout'
import { matchesFlow } from '../match/match'
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
  private readonly masks: readonly number[] // as signed numbers: small integers to the machine
  private readonly buckets = new Map<number, ClassifiedRule[][]>()
  private readonly stageEnds: readonly number[] // index into words where each stage ends
  private readonly stageHashes: readonly Set<number>[]

  constructor(tests: Tests) {
    this.words = tests.map((test) => test.at)
    this.masks = tests.map((test) => test.mask | 0)
    const ends = STAGE_STARTS.map((start) => this.words.filter((word) => word < start).length)
    this.stageEnds = ends.filter((end, i) => end > 0 && end < this.words.length && end !== ends[i - 1])
    this.stageHashes = this.stageEnds.map(() => new Set<number>())
  }

  /** Tells tuples apart by what they look at. */
  static hashMasks(tests: Tests): number {
    let hash = SEED
    for (const { at, mask } of tests) hash = mix(mix(hash, at), mask)
    return hash
  }

  looksAt(tests: Tests): boolean {
    const { words, masks } = this
    if (tests.length !== words.length) return false
    for (let i = 0; i < words.length; i++) {
      const test = tests[i] as Tests[number]
      if (test.at !== words[i] || (test.mask | 0) !== masks[i]) return false
    }
    return true
  }

  add(rule: ClassifiedRule): void {
    this.nearIndex = null
    if (rule.rule.priority > this.priorityMax) this.priorityMax = rule.rule.priority
    const { tests } = rule.match
    let hash = SEED
    let stage = 0
    for (let i = 0; i < tests.length; i++) {
      hash = mix(hash, (tests[i] as Tests[number]).value)
      if (stage < this.stageEnds.length && this.stageEnds[stage] === i + 1) this.stageHashes[stage++]?.add(hash)
    }
    const bucket = this.buckets.get(hash)
    if (!bucket) {
      this.buckets.set(hash, [[rule]])
      return
    }
    const same = bucket.find((rules) => rules[0] && asksTheSame(rules[0], rule))
    if (same) {
      same.push(rule)
      same.sort((a, b) => b.rule.priority - a.rule.priority || a.order - b.order)
    } else bucket.push([rule])
  }

  /**
   * The rules whose values the flow has, highest priority first. `seen` gathers the bits that were looked at to tell:
   * stage by stage, and no further than the stage that already says no.
   */
  find(flow: Flow, seen: Flow | null): readonly ClassifiedRule[] {
    const { words, masks, stageEnds } = this
    let hash = SEED
    let stage = 0
    for (let i = 0; i < words.length; i++) {
      hash = mix(hash, (flow[words[i] as number] as number) & (masks[i] as number))
      if (stage === stageEnds.length || stageEnds[stage] !== i + 1) continue
      if (!this.stageHashes[stage]?.has(hash)) {
        if (seen) this.look(seen, i + 1)
        return NONE
      }
      stage++
    }
    if (seen) this.look(seen, words.length)
    const bucket = this.buckets.get(hash)
    if (bucket) for (const rules of bucket) if (matchesFlow((rules[0] as ClassifiedRule).match, flow)) return rules
    return NONE
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

type Tests = ClassifiedRule['match']['tests']

const NONE: readonly ClassifiedRule[] = []
const SEED = 0x811c9dc5
const mix = (hash: number, value: number): number => {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

const asksTheSame = (a: ClassifiedRule, b: ClassifiedRule): boolean =>
  a.match.tests.every((test, i) => test.value === b.match.tests[i]?.value)
