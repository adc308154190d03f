/**
 * Where an answer departs from what is expected of it, as the contract compares: a null in the expectation forbids
 * nothing, lists of objects that are sets are compared without their order, every other value is equal.
 */
export function departures(expected: unknown, found: unknown, at = '$'): string[] {
  if (expected === null) return []
  if (Array.isArray(expected)) {
    if (!Array.isArray(found)) return [`${at} is no list`]
    const wrong = expected.length === found.length ? [] : [`${at} has ${found.length} items, not ${expected.length}`]
    const left = [...found]
    for (const [i, item] of expected.entries()) {
      const same = left.findIndex((one) => departures(item, one).length === 0)
      if (same >= 0) left.splice(same, 1)
      else wrong.push(...departures(item, found[i], `${at}[${i}]`))
    }
    return wrong
  }
  if (typeof expected === 'object') {
    const has = typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
    return Object.entries(expected).flatMap(([key, value]) => departures(value, has[key], `${at}.${key}`))
  }
  return Object.is(expected, found) ? [] : [`${at} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`]
}
