/** What a pasted command asks: `ovs-appctl ofproto/trace br-int "in_port=1,arp" --ct-next trk,new`. */
export type TraceCommand = {
  readonly bridge: string | null
  readonly packet: string
  readonly ctNext: readonly string[]
}

const TAKES_VALUE = new Set(['-t', '--target', '-T', '--timeout', '-l2', '-l3'])

/** Reads a packet, alone or with the command it was asked with; what is no command is the packet itself. */
export function readTraceCommand(text: string): TraceCommand {
  const at = text.indexOf('ofproto/trace')
  if (at < 0) return { bridge: null, packet: text.trim(), ctNext: [] }
  const ctNext: string[] = []
  const words: string[] = []
  const all = splitWords(text.slice(at)).slice(1)
  for (let i = 0; i < all.length; i++) {
    const word = all[i] ?? ''
    if (word === '--ct-next') ctNext.push(all[++i] ?? '')
    else if (word.startsWith('--ct-next=')) ctNext.push(word.slice('--ct-next='.length))
    else if (TAKES_VALUE.has(word)) i++
    else if (!word.startsWith('-')) words.push(word)
  }
  const [first = '', second] = words
  return second === undefined ? { bridge: null, packet: first, ctNext } : { bridge: first, packet: second, ctNext }
}

/** Words as a shell parts them; quotes of both kinds hold words together. */
function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (const character of text) {
    if (quote) {
      if (character === quote) quote = null
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  return word === null ? words : [...words, word]
}
