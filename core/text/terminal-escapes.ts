/** From `column` of the plain text on, so many characters `before` it were left out. */
export type Gap = { readonly column: number; readonly before: number }

// ECMA-48: CSI sequences (colours, cursor), OSC strings (window titles, ended by BEL or ST), and two-character escapes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters looked for
const ESCAPE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g

/** A line without the sequences that colour it, as `ip -c` and prompts print them, and where they stood. */
export function findEscapes(shown: string): { text: string; gaps: Gap[] } {
  const gaps: Gap[] = []
  let text = ''
  let from = 0
  let before = 0
  for (const found of shown.matchAll(ESCAPE)) {
    text += shown.slice(from, found.index)
    from = found.index + found[0].length
    before += found[0].length
    if (gaps.at(-1)?.column === text.length) gaps.pop()
    gaps.push({ column: text.length, before })
  }
  return { text: text + shown.slice(from), gaps }
}
