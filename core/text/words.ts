/** Whether a UTF-16 code unit is white space, as `trim` and `\s` know it. */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13)
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  )
}

/** The words between white space, from an offset on; none of a blank text. */
export const splitWords = (text: string, from = 0): string[] =>
  (from === 0 ? text : text.slice(from)).match(/\S+/g) ?? []

/** How many white spaces a text begins with. */
export function indentOf(text: string): number {
  let indent = 0
  while (indent < text.length && isSpace(text.charCodeAt(indent))) indent++
  return indent
}

/** Whether a text is made of so many decimal digits, and nothing else. */
export function isDigits(text: string, most = Number.POSITIVE_INFINITY): boolean {
  if (text.length === 0 || text.length > most) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}
