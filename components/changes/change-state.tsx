/** The state of a change in words; of one that stopped in the middle, where. */
export function ChangeState({ state, stage }: { state: string; stage: string | null }) {
  const look =
    state === 'failed'
      ? 'font-medium text-crit-ink'
      : state === 'applying' || state === 'unfinished'
        ? 'font-medium text-warn-ink'
        : 'text-ink-3'
  return (
    <span className={look}>
      {state.replace('-', ' ')}
      {stage && `: ${stage}`}
    </span>
  )
}
