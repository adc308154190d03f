/**
 * A cube is a set of points of a space of n 32-bit words: under its mask a point must have its value. It is kept as one
 * row, n masks and then n values; bits outside the mask are zero. Packets that differ only in their addresses are the
 * points of such a space (header space analysis, Kazemian et al., NSDI 2012).
 */
export type Cube = Uint32Array

export const wholeSpace = (words: number): Cube => new Uint32Array(2 * words)
const sizeOf = (cube: Cube): number => cube.length >>> 1

/** True when no point is in both. */
export function areDisjoint(a: Cube, b: Cube): boolean {
  const n = sizeOf(a)
  for (let i = 0; i < n; i++) {
    const common = (a[i] as number) & (b[i] as number)
    if ((common & ((a[n + i] as number) ^ (b[n + i] as number))) !== 0) return true
  }
  return false
}

/** True when every point of `inner` is a point of `outer`. */
export function contains(outer: Cube, inner: Cube): boolean {
  const n = sizeOf(outer)
  for (let i = 0; i < n; i++) {
    const mask = outer[i] as number
    if ((mask & ~(inner[i] as number)) !== 0) return false
    if ((mask & ((outer[n + i] as number) ^ (inner[n + i] as number))) !== 0) return false
  }
  return true
}

/** The same, looking at some words only. */
export function containsIn(outer: Cube, inner: Cube, words: readonly number[]): boolean {
  const n = sizeOf(outer)
  for (const i of words) {
    const mask = outer[i] as number
    if ((mask & ~(inner[i] as number)) !== 0) return false
    if ((mask & ((outer[n + i] as number) ^ (inner[n + i] as number))) !== 0) return false
  }
  return true
}

/** The points in both; the cubes must not be disjoint. */
export function intersect(a: Cube, b: Cube): Cube {
  const both = a.slice()
  for (let i = 0; i < both.length; i++) both[i] = (both[i] as number) | (b[i] as number)
  return both
}

/** A point is a row of n words. */
export function hasPoint(cube: Cube, point: Uint32Array): boolean {
  const n = sizeOf(cube)
  for (let i = 0; i < n; i++)
    if (((cube[i] as number) & ((point[i] as number) ^ (cube[n + i] as number))) !== 0) return false
  return true
}

/** The cube seen in some of its words only. */
export function restrictTo(cube: Cube, words: readonly number[]): Cube {
  const n = sizeOf(cube)
  const seen = wholeSpace(words.length)
  for (const [i, word] of words.entries()) {
    seen[i] = cube[word] as number
    seen[words.length + i] = cube[n + word] as number
  }
  return seen
}

export function isWhole(cube: Cube): boolean {
  const n = sizeOf(cube)
  for (let i = 0; i < n; i++) if (cube[i] !== 0) return false
  return true
}
