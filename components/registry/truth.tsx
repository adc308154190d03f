import type { ReactNode } from 'react'

/** One answer of the three truths: a shape and a word, in the meaning that it has here. */
export function TruthMark({
  answer,
  children,
  isExpected = false,
}: {
  answer: 'yes' | 'no' | 'unknown'
  children?: ReactNode
  isExpected?: boolean
}) {
  const colour =
    answer === 'yes'
      ? 'text-ok-ink'
      : answer === 'unknown'
        ? 'text-blind-ink'
        : isExpected
          ? 'text-ink-2'
          : 'text-crit-ink'
  return (
    <span className="inline-flex items-center gap-1.5 text-12">
      <svg
        viewBox="0 0 16 16"
        className={`size-[13px] flex-none ${colour}`}
        aria-hidden
        fill="none"
        stroke="currentColor"
      >
        {answer === 'yes' && (
          <>
            <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
            <path d="M5 8.200l2.100 2.100 4-4.400" className="stroke-surface" strokeWidth="1.6" />
          </>
        )}
        {answer === 'unknown' && <circle cx="8" cy="8" r="6" strokeWidth="1.8" strokeDasharray="2.500 2.200" />}
        {answer === 'no' && (
          <>
            <circle cx="8" cy="8" r="6" strokeWidth="1.600" />
            {!isExpected && <path d="M4 12l8-8" strokeWidth="1.600" />}
          </>
        )}
      </svg>
      <span
        className={
          answer === 'no' && !isExpected ? 'font-medium text-crit-ink' : answer === 'unknown' ? 'text-blind-ink' : ''
        }
      >
        {answer === 'unknown' ? 'not known' : answer}
      </span>
      {children && <span className="text-ink-3">{children}</span>}
    </span>
  )
}
