import type { TraceView } from '@/server/queries/host-trace'

type Said = { readonly meaning: 'ok' | 'crit' | 'blind' | 'info'; readonly word: string; readonly rest: string }

const FLOOD = 65_531

/** What becomes of a packet, in a word and a sentence. */
export function sayVerdict({
  verdict,
  outputs,
  controller,
  unknown,
}: Pick<TraceView, 'verdict' | 'outputs' | 'controller' | 'unknown'>): Said {
  if (verdict === 'unknown')
    return {
      meaning: 'blind',
      word: 'Unknown.',
      rest: unknown.length === 1 ? 'One thing cannot be known here.' : `${unknown.length} things cannot be known here.`,
    }
  if (verdict === 'drop') return { meaning: 'crit', word: 'Dropped.', rest: 'Nothing leaves the host.' }
  const ports = [
    ...new Set(
      outputs.map(({ ofport, port }) =>
        ofport === FLOOD
          ? 'every port'
          : ofport === 'LOCAL'
            ? 'the host itself'
            : port
              ? `${ofport} (${port})`
              : `${ofport}`,
      ),
    ),
  ]
  const ways =
    ports.length === 0 ? [] : [`${ports.length > 1 ? 'Leaves by ports' : 'Leaves by port'} ${ports.join(', ')}`]
  if (controller) ways.push(ways.length > 0 ? 'and goes to the controller' : 'Goes to the controller')
  return {
    meaning: ports.length > 0 ? 'ok' : 'info',
    word: ports.length > 0 ? 'Passes.' : 'To the controller.',
    rest: `${ways.join(' ')}.`,
  }
}
