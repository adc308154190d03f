/**
 * How many characters a run hands to regular expressions and string methods, counted by standing in for those methods
 * while it lasts. A search counts as far as it got; a regular expression that matches nothing counts its whole text, so
 * the figure is an upper bound of one pass each. It says nothing of backtracking inside an expression.
 */
export function countSteps(run: () => void): number {
  let steps = 0
  const restore: (() => void)[] = []
  function replace<K extends keyof string>(name: K, count: (self: string, args: unknown[], result: unknown) => number) {
    const prototype = String.prototype as unknown as Record<K, (...args: unknown[]) => unknown>
    const original = prototype[name]
    prototype[name] = function (this: string, ...args: unknown[]) {
      const result = original.apply(this, args)
      steps += count(this, args, result)
      return result
    }
    restore.push(() => {
      prototype[name] = original
    })
  }
  const exec = RegExp.prototype.exec
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const from = this.global || this.sticky ? this.lastIndex : 0
    const found = exec.call(this, text)
    steps += (found ? found.index + found[0].length : text.length) - from + 1
    return found
  }
  restore.push(() => {
    RegExp.prototype.exec = exec
  })
  const searched = (self: string, [, from]: unknown[], at: unknown) =>
    ((at as number) < 0 ? self.length : (at as number)) - (typeof from === 'number' ? from : 0) + 1
  replace('indexOf', searched)
  replace('lastIndexOf', (self, _args, at) => self.length - Math.max(0, at as number) + 1)
  replace('includes', (self, _args, isFound) => (isFound ? 1 : self.length + 1))
  for (const name of ['toLowerCase', 'toUpperCase'] as const)
    replace(name, (_self, _args, result) => (result as string).length + 1)
  replace('slice', () => 1) // shares the characters
  for (const name of ['split', 'replaceAll', 'replace'] as const)
    replace(name, (self, [pattern]) => (typeof pattern === 'string' ? self.length + 1 : 1))
  for (const name of ['trim', 'trimStart', 'trimEnd'] as const)
    replace(name, (self, _args, result) => self.length - (result as string).length + 1)
  replace('charCodeAt', () => 1)
  try {
    run()
  } finally {
    for (const one of restore) one()
  }
  return steps
}
