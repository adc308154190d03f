import { sayFinding } from '@/core/audit/say-finding'

const ADDRESS = /(\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|[0-9a-f]{2}(?::[0-9a-f]{2}){5})/

/** Text with its addresses set in mono. */
function WithAddresses({ text }: { text: string }) {
  let at = 0
  const parts = text.split(ADDRESS).map((part, i) => {
    at += part.length
    return { part, at, isAddress: i % 2 === 1 }
  })
  return parts.map(({ part, at: end, isAddress }) => (
    <span
      key={`${end} ${isAddress}`}
      className={isAddress ? 'whitespace-nowrap font-mono text-[0.9em] font-strong' : undefined}
    >
      {part}
    </span>
  ))
}

/** The sentence of a finding; one phrase of it is coloured. */
export function SaySentence({
  rule,
  data,
  level = 'p',
  calm = false,
}: {
  rule: string
  data: Readonly<Record<string, unknown>>
  level?: 'p' | 'h1'
  calm?: boolean
}) {
  const saying = sayFinding(rule, data)
  const Tag = level
  return (
    <Tag className="max-w-[760px] text-balance text-26 font-[560] tracking-[-0.018em]">
      <WithAddresses text={saying.before} />
      <em className={`not-italic ${calm ? '' : 'text-crit-ink'}`}>
        <WithAddresses text={saying.phrase} />
      </em>
      {saying.after}
    </Tag>
  )
}
