export type EvidenceMark = { readonly start: number; readonly end: number; readonly bad?: boolean }

/** The very characters a fact rests on, with the part that says it marked. `marks` are offsets into `text`. */
export function Evidence({
  text,
  marks = [],
  wrap = false,
}: {
  text: string
  marks?: readonly EvidenceMark[]
  wrap?: boolean
}) {
  const parts: { text: string; mark: EvidenceMark | null; at: number }[] = []
  let at = 0
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    if (mark.start < at || mark.end > text.length) continue
    parts.push(
      { text: text.slice(at, mark.start), mark: null, at },
      { text: text.slice(mark.start, mark.end), mark, at: mark.start },
    )
    at = mark.end
  }
  parts.push({ text: text.slice(at), mark: null, at })
  return (
    <pre
      className={`ev ${wrap ? '!whitespace-pre-wrap [overflow-wrap:anywhere]' : ''} max-md:whitespace-pre-wrap max-md:[overflow-wrap:anywhere]`}
      tabIndex={0}
    >
      {parts.map((part) =>
        part.mark ? (
          <mark key={part.at} data-bad={part.mark.bad || undefined}>
            {part.text}
          </mark>
        ) : (
          <span key={part.at}>{part.text}</span>
        ),
      )}
    </pre>
  )
}
