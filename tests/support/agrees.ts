/**
 * Whether an answer agrees with a sample case's expectation: a null forbids nothing, the order of lists does not matter,
 * and an answer may say more than the expectation does.
 */
export function agrees(expected: unknown, found: unknown): boolean {
  if (expected === null) return true
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) return false
    const left = [...found]
    return expected.every((one) => {
      const at = left.findIndex((other) => agrees(one, other))
      if (at >= 0) left.splice(at, 1)
      return at >= 0
    })
  }
  if (typeof expected !== 'object') return expected === found
  if (typeof found !== 'object' || found === null) return false
  return Object.entries(expected as object).every(([key, value]) =>
    agrees(value, (found as Record<string, unknown>)[key]),
  )
}
