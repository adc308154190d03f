export type Truth = 'yes' | 'no' | 'unknown'

/** The three truths side by side, always in this order: configured, registered, programmed. */
export function Chain({
  configured,
  registered,
  programmed,
}: {
  configured: Truth
  registered: Truth
  programmed: Truth
}) {
  const truths = [configured, registered, programmed]
  const isWell = truths.every((truth) => truth === 'yes')
  return (
    <svg
      viewBox="0 0 58 14"
      width="58"
      height="14"
      role="img"
      aria-label={`configured ${configured}, registered ${registered}, programmed ${programmed}`}
    >
      {[0, 1].map((i) => {
        const pair = [truths[i], truths[i + 1]]
        if (pair.includes('no')) return null
        return (
          <path
            key={i}
            d={`M${14 + i * 20} 7h10`}
            className={isWell ? 'stroke-ok' : 'stroke-ink-3'}
            strokeWidth="1.500"
            strokeDasharray={pair.includes('unknown') ? '1.600 2.100' : undefined}
          />
        )
      })}
      {truths.map((truth, i) => {
        const x = 9 + i * 20
        if (truth === 'yes')
          return <circle key={x} cx={x} cy="7" r="4.500" className={isWell ? 'fill-ok' : 'fill-ink-2'} />
        if (truth === 'unknown')
          return (
            <circle
              key={x}
              cx={x}
              cy="7"
              r="4.500"
              className="fill-none stroke-blind"
              strokeWidth="1.500"
              strokeDasharray="1.600 2.100"
            />
          )
        return (
          <g key={x} className="fill-none stroke-crit-ink" strokeWidth="1.700">
            <circle cx={x} cy="7" r="4.500" />
            <path d={`M${x - 3} 10 ${x + 3} 4`} />
          </g>
        )
      })}
    </svg>
  )
}
