/** Each standing has a shape and a word besides its colour: colour alone cannot tell them apart for everybody. */
const LOOK: Readonly<Record<string, { colour: string; tint: string; shape: string }>> = {
  working: {
    colour: 'text-ok-ink',
    tint: 'bg-ok-tint',
    shape: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm-1 9.6 4.3-4.9-1.1-1L7 9 5.6 7.6l-1 1L7 11.100Z',
  },
  unregistered: {
    colour: 'text-crit-ink',
    tint: 'bg-crit-tint',
    shape: 'M8 .8 15.200 8 8 15.200.8 8 8 .8Zm-.8 3.400v4.600h1.600V4.200H7.200Zm0 5.800v1.600h1.600V10H7.200Z',
  },
  'not-programmed': {
    colour: 'text-crit-ink',
    tint: 'bg-crit-tint',
    shape: 'M2 2h10.500L2 12.500V2Zm12 12H3.500L14 3.500V14Z',
  },
  unfiltered: {
    colour: 'text-warn-ink',
    tint: 'bg-warn-tint',
    shape: 'M8 1.500 15.300 14.500H.7L8 1.500Zm-.8 4.300v4.500h1.600V5.800H7.200Zm0 5.500v1.500h1.600v-1.500H7.200Z',
  },
  'orphan-rule': {
    colour: 'text-warn-ink',
    tint: 'bg-warn-tint',
    shape: 'M8 1.500 15.300 14.500H.7L8 1.500Zm0 3.200L3.400 12.900h9.200L8 4.700Z',
  },
  unused: {
    colour: 'text-idle-ink',
    tint: 'bg-idle-tint',
    shape:
      'M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13Zm0 1.700a4.800 4.800 0 1 0 0 9.600 4.800 4.800 0 0 0 0-9.600Z',
  },
  standby: {
    colour: 'text-info-ink',
    tint: 'bg-info-tint',
    shape: 'M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13ZM5.600 5v6h1.600V5H5.600Zm3.200 0v6h1.600V5H8.800Z',
  },
  registered: {
    colour: 'text-info-ink',
    tint: 'bg-info-tint',
    shape:
      'M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13Zm0 1.700a4.800 4.800 0 1 0 0 9.600 4.800 4.800 0 0 0 0-9.600ZM8 5.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5Z',
  },
}
const BROKEN = { colour: 'text-blind-ink', tint: 'bg-blind-tint' }

export function StandingMark({ standing, tinted = false }: { standing: string; tinted?: boolean }) {
  const look = LOOK[standing]
  const { colour, tint } = look ?? BROKEN
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-12 ${colour} ${tinted ? `h-[22px] rounded-1 px-2 ${tint}` : ''}`}
    >
      <svg viewBox="0 0 16 16" className="size-[13px] flex-none" aria-hidden>
        {look ? (
          <path d={look.shape} fill="currentColor" fillRule="evenodd" />
        ) : (
          <circle
            cx="8"
            cy="8"
            r="6"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeDasharray="2.500 2.200"
          />
        )}
      </svg>
      {standing}
    </span>
  )
}
