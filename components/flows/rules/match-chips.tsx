import { orderTokens } from '@/core/openflow/match/order-tokens'
import { PROTOCOL_WORDS } from '@/core/openflow/match/protocol-words'
import { splitTopLevel } from '@/core/openflow/match/split-top-level'

type Names = Readonly<Record<string, string>>

/** Who stands behind the value of a token, as far as it is known. */
export function nameOf(token: string, names: Names): string | null {
  const equals = token.indexOf('=')
  const [field, value] = [token.slice(0, equals), token.slice(equals + 1).replaceAll('"', '')]
  if (field === 'in_port') return names[`port ${value}`] ?? null
  return names[`mac ${value}`] ?? names[`ip ${value}`] ?? null
}

/** What a rule asks for, a chip a field; a click narrows the list to it. `missed` are fields that a packet lacked. */
export function MatchChips({
  match,
  names,
  missed,
  onPick,
}: {
  match: string
  names: Names
  missed?: ReadonlySet<string>
  onPick?: (token: string) => void
}) {
  if (match === '') return <span className="match text-ink-2">anything</span>
  return orderTokens(match).map((token) => {
    const equals = token.indexOf('=')
    const field = equals < 0 ? token : token.slice(0, equals)
    const name = nameOf(token, names)
    const inside = (
      <>
        {equals < 0 ? (
          token
        ) : (
          <>
            <i>{field}=</i>
            {token.slice(equals + 1)}
          </>
        )}
        {name && field === 'in_port' && <i className="ml-1">{name.split(', ')[0]}</i>}
      </>
    )
    const shape = {
      className: 'match',
      'data-miss': (missed && isMissed(token, field, missed)) || undefined,
      title: name ?? undefined,
    }
    return onPick ? (
      <button key={token} type="button" {...shape} className="match hover:underline" onClick={() => onPick(token)}>
        {inside}
      </button>
    ) : (
      <span key={token} {...shape}>
        {inside}
      </span>
    )
  })
}

/** A protocol stands for the type of the frame, or for the protocol of the packet. */
const isMissed = (token: string, field: string, missed: ReadonlySet<string>): boolean =>
  missed.has(field) || (Object.hasOwn(PROTOCOL_WORDS, token) && (missed.has('dl_type') || missed.has('nw_proto')))

const JUMP = /^(?:goto_table:(\S+)|resubmit\(,(\S+?)\))$/

/** What a rule does, a chip an action; a jump is written as an arrow to its table. */
export function ActionChips({ actions, names = {} }: { actions: string; names?: Names }) {
  if (actions === 'drop' || actions === '')
    return <span className="match !bg-crit-tint !text-crit-ink font-medium">drop</span>
  const seen = new Map<string, number>()
  return splitTopLevel(actions).map((action) => {
    const turn = (seen.get(action) ?? 0) + 1
    seen.set(action, turn)
    const jump = JUMP.exec(action)
    const port = /^output:"?([^"]+)"?$/.exec(action)?.[1]
    return (
      <span
        key={`${action} ${turn}`}
        title={jump ? action : undefined}
        className="match !whitespace-normal !bg-transparent shadow-[inset_0_0_0_1px_var(--line-2)] [overflow-wrap:anywhere]"
      >
        {jump ? `→ ${jump[1] ?? jump[2]}` : action}
        {port && names[`port ${port}`] && <i className="ml-1">{names[`port ${port}`]?.split(', ')[0]}</i>}
      </span>
    )
  })
}
