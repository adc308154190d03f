import type { ConversationView, StepView } from '@/server/queries/conversation'

const NAME: Readonly<Record<StepView['name'], (address: string, view: ConversationView) => [string, string]>> = {
  ask: (address) => ['ARP request', `who has ${tail(address)}?`],
  answer: (address) => ['ARP reply', `${tail(address)} is here`],
  request: () => ['packet', 'echo request'],
  reply: () => ['answer', 'echo reply'],
  announce: (address) => ['announcement', `${tail(address)} is mine, to all`],
}
const STATE: Readonly<Record<StepView['state'], { word: string; colour: string; stroke: string }>> = {
  passes: { word: 'arrives', colour: 'text-ok-ink', stroke: 'stroke-ink' },
  stops: { word: 'stops here', colour: 'text-crit-ink', stroke: 'stroke-crit' },
  'would-pass': { word: 'would pass, is never sent', colour: 'text-ink-3', stroke: 'stroke-ink-3' },
  'would-stop': { word: 'would stop too', colour: 'text-crit-ink', stroke: 'stroke-crit' },
  unknown: { word: 'unknown', colour: 'text-blind-ink', stroke: 'stroke-blind' },
}
const tail = (address: string): string => (address.includes(':') ? address : `.${address.split('.').at(-1)}`)

const X = { asker: 80, askerHost: 270, holderHost: 490, holder: 680 }
const ROW = 66

/** Ask, answer, packet, reply between two guests and through both hosts; a drawing, and the same as a list. */
export function Conversation({ view, address }: { view: ConversationView; address: string }) {
  const height = 66 + view.steps.length * ROW
  const isV6 = address.includes(':')
  const label = (step: StepView) => {
    const [name, detail] = NAME[step.name](address, view)
    return [
      isV6 ? name.replace('ARP request', 'Solicitation').replace('ARP reply', 'Advertisement') : name,
      detail,
    ] as const
  }
  return (
    <>
      <svg
        viewBox={`0 0 760 ${height}`}
        className="w-full max-w-[820px] max-md:hidden"
        role="img"
        aria-label={view.steps.map((step, i) => `${i + 1}: ${label(step)[0]} ${STATE[step.state].word}`).join('; ')}
      >
        <rect
          x={X.askerHost - 70}
          y="0"
          width={X.holderHost - X.askerHost + 140}
          height={height}
          rx="5"
          className="fill-sunken"
        />
        {[
          ['asker', view.asker, view.askerIp],
          ['askerHost', view.askerHost ?? 'unknown host', 'host'],
          ['holderHost', view.holderHost ?? 'unknown host', 'host'],
          ['holder', view.holder, address],
        ].map(([key, name, detail]) => {
          const x = X[key as keyof typeof X]
          return (
            <g key={key}>
              <path d={`M${x} 44V${height - 8}`} className="stroke-line-2" />
              <rect x={x - 62} y="6" width="124" height="38" rx="4" className="fill-surface stroke-line-2" />
              <text x={x} y="22" textAnchor="middle" fontSize="12" fontWeight="620" className="fill-ink">
                {name}
              </text>
              <text x={x} y="37" textAnchor="middle" fontSize="11" className="fill-ink-3 font-mono">
                {detail}
              </text>
            </g>
          )
        })}
        {view.steps.map((step, i) => (
          <Row key={step.name} step={step} order={i} label={label(step)} />
        ))}
      </svg>
      <ol className="grid gap-2 text-12 md:mt-4">
        {view.steps.map((step, i) => (
          <li key={step.name} className="grid grid-cols-[20px_1fr] gap-2">
            <span className="font-strong">{i + 1}</span>
            <span>
              <span className="font-strong">{label(step)[0]}</span> from {step.from} to {step.to}:{' '}
              <span className={`font-medium ${STATE[step.state].colour}`}>{STATE[step.state].word}</span>
              {step.reason && <span className="text-ink-3"> · {step.reason}</span>}
              {step.hops.length > 0 && (
                <span className="text-ink-3">
                  {' '}
                  ·{' '}
                  {step.hops
                    .map((hop) => `${hop.host} tables ${hop.tables.map((table) => table.table).join(' → ')}`)
                    .join(', then ')}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}

function Row({ step, order, label }: { step: StepView; order: number; label: readonly [string, string] }) {
  const y = 78 + order * ROW
  const isForth = step.name === 'ask' || step.name === 'request'
  const path = isForth ? [X.asker, X.askerHost, X.holderHost, X.holder] : [X.holder, X.holderHost, X.askerHost, X.asker]
  const stop = step.stoppedAt === null ? null : (path[step.stoppedAt + 1] ?? X.holder)
  const end = stop ?? path[3] ?? X.holder
  const look = STATE[step.state]
  const isDashed = step.state !== 'passes' && step.state !== 'stops'
  const direction = isForth ? 1 : -1
  return (
    <g>
      <circle
        cx="14"
        cy={y}
        r="9"
        className={
          step.state === 'stops'
            ? 'fill-crit'
            : step.state === 'passes'
              ? 'fill-ink'
              : 'fill-surface stroke-line-control'
        }
        strokeDasharray={isDashed ? '2 2' : undefined}
      />
      <text
        x="14"
        y={y + 4}
        textAnchor="middle"
        fontSize="11"
        fontWeight="620"
        className={isDashed ? 'fill-ink' : 'fill-ink-on'}
      >
        {order + 1}
      </text>
      <path
        d={`M${path[0]} ${y}H${end - direction * 8}`}
        className={look.stroke}
        strokeWidth="1.800"
        strokeDasharray={isDashed ? '4 4' : undefined}
      />
      {stop === null ? (
        <path
          d={`M${end - direction * 9} ${y - 5}L${end - direction * 1} ${y}L${end - direction * 9} ${y + 5}`}
          className={`${look.stroke} fill-none`}
          strokeWidth="1.800"
        />
      ) : (
        <path d={`M${end - 7} ${y - 7}l14 14m0-14l-14 14`} className="stroke-crit" strokeWidth="2.600" />
      )}
      {step.hops.map((hop, i) => {
        const x = path[i + 1] ?? 0
        const tables = isForth ? hop.tables : [...hop.tables].reverse()
        const left = x - (tables.length * 28) / 2
        const isStop = step.stoppedAt === i
        return tables.map((table, t) => {
          const isBad = isStop && table === hop.tables.at(-1)
          const shift = isStop ? direction * -34 : 0
          return (
            <g key={`${hop.host} ${hop.direction} ${table.table}`}>
              <rect
                x={left + t * 28 + 1 + shift}
                y={y - 9}
                width="25"
                height="18"
                rx="3"
                className={isBad ? 'fill-crit stroke-crit' : 'fill-surface stroke-ink'}
                strokeWidth="1.200"
              />
              <text
                x={left + t * 28 + 13.5 + shift}
                y={y + 4}
                textAnchor="middle"
                fontSize="11"
                fontWeight="620"
                className={isBad ? 'fill-ink-on' : 'fill-ink'}
              >
                {table.table}
              </text>
            </g>
          )
        })
      })}
      <text
        x={isForth ? X.asker + 8 : X.holder - 8}
        y={y - 9}
        textAnchor={isForth ? 'start' : 'end'}
        fontSize="11"
        fontWeight="620"
        className="fill-ink"
      >
        {label[0]}
      </text>
      <text
        x={isForth ? X.asker + 8 : X.holder - 8}
        y={y + 16}
        textAnchor={isForth ? 'start' : 'end'}
        fontSize="11"
        className="fill-ink-3"
      >
        {label[1]}
      </text>
      <text
        x={isForth ? X.holder - 8 : X.asker + 8}
        y={y - 9}
        textAnchor={isForth ? 'end' : 'start'}
        fontSize="11"
        fontWeight="620"
        className={
          step.state === 'passes'
            ? 'fill-ok-ink'
            : step.state === 'unknown'
              ? 'fill-blind-ink'
              : step.state === 'would-pass'
                ? 'fill-ink-3'
                : 'fill-crit-ink'
        }
      >
        {look.word}
      </text>
    </g>
  )
}
