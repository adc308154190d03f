const LOOK = {
  3: {
    word: 'critical',
    colour: 'text-crit-ink',
    tint: 'bg-crit-tint',
    shape:
      'M5.200 1h5.600L15 5.200v5.600L10.800 15H5.200L1 10.800V5.200L5.200 1Zm2 3v5h1.600V4H7.200Zm0 6.400V12h1.600v-1.600H7.200Z',
  },
  2: {
    word: 'warning',
    colour: 'text-warn-ink',
    tint: 'bg-warn-tint',
    shape: 'M8 1.500 15.300 14.500H.7L8 1.500Zm-.8 4.300v4.500h1.600V5.800H7.200Zm0 5.500v1.500h1.600v-1.500H7.200Z',
  },
  1: {
    word: 'info',
    colour: 'text-info-ink',
    tint: 'bg-info-tint',
    shape:
      'M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13ZM7.200 4.200v1.600h1.600V4.200H7.200Zm0 2.800v5h1.600V7H7.200Z',
  },
} as const

/** Octagon, triangle, disc. `count` stands before the word. */
export function SeverityMark({
  severity,
  tinted = false,
  count,
  bare = false,
}: {
  severity: number
  tinted?: boolean
  count?: number
  bare?: boolean
}) {
  const look = LOOK[severity === 3 ? 3 : severity === 2 ? 2 : 1]
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-12 ${look.colour} ${tinted ? `h-[22px] rounded-1 px-2 ${look.tint}` : ''}`}
    >
      <svg
        viewBox="0 0 16 16"
        className="size-[13px] flex-none"
        aria-hidden={!bare}
        role={bare ? 'img' : undefined}
        aria-label={bare ? look.word : undefined}
      >
        <path d={look.shape} fill="currentColor" fillRule="evenodd" />
      </svg>
      {!bare && (
        <>
          {count?.toLocaleString('en')} {look.word}
        </>
      )}
    </span>
  )
}
