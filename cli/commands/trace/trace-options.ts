import { parseCtState } from '../../../core/openflow/translate/translate'

/** What the options of `ofproto/trace` say beside the packet. */
export type TraceOptions = { readonly ctNext: readonly number[]; readonly hasPacket: boolean }

/** Reads states as `--ct-next` takes them; a sentence when one is none. */
export function readCtNext(texts: readonly string[]): number[] | string {
  const states: number[] = []
  for (const text of texts) {
    const state = parseCtState(text)
    if (state === null) return `--ct-next: "${text}" is no connection state; write it as trk,new or trk,est,rpl`
    states.push(state)
  }
  return states
}

/** Reads a list of options as `ofproto/trace` takes them, with one dash or two; a sentence when it is wrong. */
export function readTraceOptions(options: unknown): TraceOptions | string {
  if (options === undefined || options === null) return { ctNext: [], hasPacket: false }
  if (!Array.isArray(options) || options.some((one) => typeof one !== 'string')) return 'options is no list of texts'
  const states: string[] = []
  let hasPacket = false
  for (let i = 0; i < options.length; i++) {
    const [name = '', ...given] = String(options[i]).split('=')
    if (/^--?generate$/.test(name)) hasPacket = true
    else if (/^--?ct-next$/.test(name)) {
      const value = given.length > 0 ? given.join('=') : options[++i]
      if (value === undefined) return '--ct-next needs a connection state'
      states.push(value)
    } else if (!/^--?(no-)?(names|consistent)$/.test(name)) return `there is no option "${options[i]}" for a trace`
  }
  const ctNext = readCtNext(states)
  return typeof ctNext === 'string' ? ctNext : { ctNext, hasPacket }
}
