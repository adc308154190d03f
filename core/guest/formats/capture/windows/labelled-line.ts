/** `   IPv4 Address. . . . . . . . . . . : 172.17.20.29(Preferred)`: a label, its leader of dots, a value. */
export type LabelledLine = { readonly label: string; readonly value: string }

/** Labels are compared without the blanks and dots that lead to the value; null when the line has no leader. */
export function readLabelledLine(text: string): LabelledLine | null {
  if (text.length > 2000) return null
  for (let colon = nextColon(text, 0); colon >= 0; colon = nextColon(text, colon + 1)) {
    const before = text.slice(0, colon).trimEnd()
    const value = text.slice(colon + 1).trim()
    // The Spanish label "Vínculo: dirección IPv6 local" holds a colon of its own, before the leader.
    if (before.endsWith('.')) return { label: trimLeader(before), value }
    if (value === '' && /^\s/.test(text) && /\s$/.test(text.slice(0, colon))) return { label: before.trim(), value }
  }
  // "   Verbindungsspezifisches DNS-Suffix: example.net": a label that leaves no room for dots.
  const full = /^\s{2,}(\S[^:]{24,60}):(?:\s|$)/.exec(text)
  return full?.[1] ? { label: full[1].trim(), value: text.slice(full[0].length).trim() } : null
}

function nextColon(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === ':' || text[i] === '：') return i
  return -1
}

function trimLeader(before: string): string {
  let end = before.length
  while (end > 0 && (before[end - 1] === '.' || /\s/.test(before[end - 1] ?? ''))) end--
  return before.slice(0, end).trim()
}
