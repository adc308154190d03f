import type { Subfield } from './field-scope'
import { FLOW_WORDS, type Flow, FREE_AT, ORIGIN_AT } from './flow-layout'

/**
 * A flow that stands for many packets is one of them, with notes behind its words: which bits of a word differ between
 * those packets (`FREE_AT`), and which bits of the packet as it came they are copies of (`ORIGIN_AT`: a word, and by how
 * many bits the copy was shifted). Copies of the row carry their notes along; writing a constant forgets them.
 */
export type FreeBits = {
  readonly at: number // lowest bit within the value
  readonly free: number // which of the bits from there on
  readonly bits: number
  readonly word: number // of the packet as it came
  readonly shift: number // bit b of a value is bit b + shift of that word
}

const SHIFT_BIAS = 32
export const codeOf = (word: number, shift: number): number => (word | ((shift + SHIFT_BIAS) << 16)) >>> 0
export const originWord = (code: number): number => code & 0xffff
export const originShift = (code: number): number => (code >>> 16) - SHIFT_BIAS

/** Moves bits by so many places towards the higher (positive) or the lower end. */
export const shiftBits = (bits: number, by: number): number => (by >= 0 ? bits << by : bits >>> -by) >>> 0

/** A flow with room for notes; nothing in it is free yet. */
export function withNotes(flow: Flow): Flow {
  const noted = new Uint32Array(3 * FLOW_WORDS)
  noted.set(flow)
  return noted
}

/** Notes that bits of a word are free: copies of `from`'s bits, by default of their own. */
export function setFree(flow: Flow, word: number, mask: number, from: number = word): void {
  flow[FREE_AT + word] = mask
  flow[ORIGIN_AT + word] = codeOf(from, 0)
}

const ones = (count: number): number => (count === 32 ? 0xffffffff : 2 ** count - 1)

/** What is free of a subfield; nothing in a flow without notes. */
export function readFreeBits(flow: Flow, { field: { place }, offset, bits }: Subfield): readonly FreeBits[] {
  if (flow.length === FLOW_WORDS) return NONE
  let found: FreeBits[] | null = null
  for (let at = 0; at < bits; ) {
    const low = place.shift + offset + at
    const word = place.word + place.words - 1 - (low >>> 5)
    const shift = low & 31
    const count = Math.min(bits - at, 32 - shift)
    const free = (((flow[FREE_AT + word] as number) >>> shift) & ones(count)) >>> 0
    if (free !== 0) {
      const code = flow[ORIGIN_AT + word] as number
      found ??= []
      found.push({ at, free, bits: count, word: originWord(code), shift: originShift(code) + shift - at })
    }
    at += count
  }
  return found ?? NONE
}
const NONE: readonly FreeBits[] = []

/** Notes a copy that has just been written; answers what could not be noted: one word has one origin. */
export function noteCopies(
  flow: Flow,
  { field: { place }, offset, bits }: Subfield,
  copied: readonly FreeBits[],
): readonly FreeBits[] {
  const lost: FreeBits[] = []
  for (const part of copied) {
    let isLost = false
    for (let at = part.at; at < Math.min(bits, part.at + part.bits); ) {
      const low = place.shift + offset + at
      const word = place.word + place.words - 1 - (low >>> 5)
      const shift = low & 31
      const count = Math.min(part.at + part.bits - at, bits - at, 32 - shift)
      const ofPart = (part.free >>> (at - part.at)) & ones(count)
      if (ofPart !== 0) {
        const held = flow[FREE_AT + word] as number
        const code = codeOf(part.word, part.shift + at - shift)
        if (held !== 0 && flow[ORIGIN_AT + word] !== code) isLost = true
        else {
          flow[FREE_AT + word] = held | (ofPart << shift)
          flow[ORIGIN_AT + word] = code
        }
      }
      at += count
    }
    if (isLost) lost.push(part)
  }
  return lost
}
