/** The hash functions of Open vSwitch (lib/hash.h, lib/jhash.c), on 32-bit unsigned numbers. */
const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

export function hashAdd(hash: number, data: number): number {
  let mixed = Math.imul(data, 0xcc9e2d51)
  mixed = Math.imul(rotate(mixed, 15), 0x1b873593)
  return (Math.imul(rotate(hash ^ mixed, 13), 5) + 0xe6546b64) >>> 0
}

export function hashFinish(hash: number, final: number): number {
  let mixed = hash ^ final
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

export const hashTwoWords = (x: number, y: number): number => hashFinish(hashAdd(hashAdd(x, 0), y), 8)
export const hashInteger = (x: number, basis: number): number => hashTwoWords(x, basis)

export function hashUint64(value: bigint, basis = 0): number {
  const low = Number(value & 0xffffffffn)
  const high = Number((value >> 32n) & 0xffffffffn)
  return hashFinish(hashAdd(hashAdd(basis, low), high), 8)
}

const wordAt = (bytes: readonly number[], at: number): number =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0

export function hashBytes(bytes: readonly number[], basis: number): number {
  let hash = basis
  for (let at = 0; at < bytes.length; at += 4) hash = hashAdd(hash, wordAt(bytes, at))
  return hashFinish(hash, bytes.length)
}

/** Jenkins' hash of some bytes. */
export function jenkinsHash(bytes: readonly number[], basis: number): number {
  const state: [number, number, number] = [0, 0, 0]
  state.fill((0xdeadbeef + bytes.length + basis) | 0)
  let at = 0
  for (; bytes.length - at >= 12; at += 12) {
    addThree(state, bytes, at)
    jenkinsMix(state)
  }
  if (at < bytes.length) {
    addThree(state, bytes, at)
    jenkinsFinal(state)
  }
  return state[2] >>> 0
}

function addThree(state: [number, number, number], bytes: readonly number[], at: number): void {
  state[0] = (state[0] + wordAt(bytes, at)) | 0
  state[1] = (state[1] + wordAt(bytes, at + 4)) | 0
  state[2] = (state[2] + wordAt(bytes, at + 8)) | 0
}

function jenkinsMix(state: [number, number, number]): void {
  let [a, b, c] = state
  a = (a - c) ^ rotate(c, 4)
  c = (c + b) | 0
  b = (b - a) ^ rotate(a, 6)
  a = (a + c) | 0
  c = (c - b) ^ rotate(b, 8)
  b = (b + a) | 0
  a = (a - c) ^ rotate(c, 16)
  c = (c + b) | 0
  b = (b - a) ^ rotate(a, 19)
  a = (a + c) | 0
  c = (c - b) ^ rotate(b, 4)
  b = (b + a) | 0
  state[0] = a
  state[1] = b
  state[2] = c
}

function jenkinsFinal(state: [number, number, number]): void {
  let [a, b, c] = state
  c = ((c ^ b) - rotate(b, 14)) | 0
  a = ((a ^ c) - rotate(c, 11)) | 0
  b = ((b ^ a) - rotate(a, 25)) | 0
  c = ((c ^ b) - rotate(b, 16)) | 0
  a = ((a ^ c) - rotate(c, 4)) | 0
  b = ((b ^ a) - rotate(a, 14)) | 0
  c = ((c ^ b) - rotate(b, 24)) | 0
  state[0] = a
  state[1] = b
  state[2] = c
}
