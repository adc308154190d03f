import { splitTopLevel } from './parse-match'

/** What a rule does, one step after the other; what is not understood keeps its text and makes the evaluation unknown. */
export type Action =
  | { readonly kind: 'drop' }
  | { readonly kind: 'output'; readonly port: string }
  | { readonly kind: 'goto'; readonly table: number }
  | { readonly kind: 'resubmit'; readonly port: string | null; readonly table: number | null }
  | { readonly kind: 'set'; readonly field: string; readonly value: string }
  | { readonly kind: 'write'; readonly actions: readonly Action[] }
  | { readonly kind: 'clear' }
  | { readonly kind: 'nothing'; readonly text: string } // notes and meters that let pass
  | { readonly kind: 'unknown'; readonly text: string }

const NAMED = /^(NORMAL|FLOOD|ALL|LOCAL|IN_PORT|CONTROLLER(:\d+)?|in_port|local)$/i

/** `set_field:0x1->reg0,resubmit(,20)` and `goto_table:20`, `output:1`, `NORMAL`, `drop`. */
export function parseActions(text: string): Action[] {
  const parts = splitTopLevel(text)
  return parts.length === 0 ? [{ kind: 'drop' }] : parts.map(parseAction)
}

function parseAction(text: string): Action {
  if (text === 'drop') return { kind: 'drop' }
  if (NAMED.test(text)) return { kind: 'output', port: text.toUpperCase().replace(/:.*/, '') }
  if (/^\d+$/.test(text) || /^"[^"]*"$/.test(text)) return { kind: 'output', port: text.replaceAll('"', '') }
  const call = /^([a-z_]+)[:(](.*?)\)?$/i.exec(text)
  const name = call?.[1] ?? text
  const rest = call?.[2] ?? ''
  switch (name) {
    case 'output':
      return /^("[^"]*"|[\w.-]+)$/.test(rest)
        ? { kind: 'output', port: NAMED.test(rest) ? rest.toUpperCase() : rest.replaceAll('"', '') }
        : { kind: 'unknown', text }
    case 'goto_table':
      return { kind: 'goto', table: Number(rest) }
    case 'resubmit': {
      const [port = '', table] = text.includes('(') ? rest.split(',') : [rest]
      if (table !== undefined && !/^\d+$/.test(table)) return { kind: 'unknown', text }
      return { kind: 'resubmit', port: port || null, table: table === undefined ? null : Number(table) }
    }
    case 'set_field':
    case 'load': {
      const arrow = rest.lastIndexOf('->')
      const target = rest.slice(arrow + 2)
      return arrow > 0 && /^\w+(\[\])?$/.test(target)
        ? { kind: 'set', field: target.replace('[]', ''), value: rest.slice(0, arrow) }
        : { kind: 'unknown', text }
    }
    case 'mod_dl_src':
    case 'mod_dl_dst':
    case 'mod_nw_src':
    case 'mod_nw_dst':
      return { kind: 'set', field: name.slice(4), value: rest }
    case 'write_actions':
      return { kind: 'write', actions: parseActions(rest) }
    case 'clear_actions':
      return { kind: 'clear' }
    case 'apply_actions':
      return { kind: 'unknown', text }
    case 'note':
    case 'meter':
      return { kind: 'nothing', text }
    default:
      return { kind: 'unknown', text }
  }
}
