import type { InputPreview } from '@/server/queries/import'

/** What an input says, what of it was not understood, and what of it stands for nothing here. */
export function InputSummary({ input }: { input: InputPreview }) {
  const hidden = input.saidCount - input.said.length
  return (
    <div className="grid gap-3 border-line border-b px-[var(--gutter)] py-3 text-12">
      {input.saidCount > 0 && (
        <details open={input.said.length <= 12}>
          <summary className="cursor-pointer font-medium text-ink-2">
            {input.saidCount} {input.saidCount === 1 ? 'thing' : 'things'} it says
          </summary>
          <ul className="mt-1.5 grid gap-x-6 sm:columns-2 sm:block">
            {input.said.map((one) => (
              <li key={`${one.line} ${one.text}`} className="flex break-inside-avoid gap-2 py-0.5">
                <span className="min-w-0 flex-1 break-words font-mono">{one.text}</span>
                <span className="whitespace-nowrap text-ink-3">line {one.line}</span>
              </li>
            ))}
          </ul>
          {hidden > 0 && <p className="text-ink-3">and {hidden} more</p>}
        </details>
      )}
      {input.unread.length > 0 && (
        <details>
          <summary className="cursor-pointer font-medium text-warn-ink">{input.counts.unread} not understood</summary>
          <ul className="mt-1.5 grid gap-0.5">
            {input.unread.map((one) => (
              <li key={`${one.line} ${one.reason}`} className="grid grid-cols-[64px_minmax(0,1fr)] gap-x-2">
                <span className="text-ink-3">line {one.line}</span>
                <span className="min-w-0">
                  <span className="block truncate font-mono">{one.text}</span>
                  <span className="text-warn-ink">{one.reason}</span>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {input.leftOut.length > 0 && (
        <details>
          <summary className="cursor-pointer font-medium text-ink-2">
            {input.leftOut.length} left out of the registry
          </summary>
          <ul className="mt-1.5 grid gap-0.5">
            {input.leftOut.map((one) => (
              <li key={one.what}>
                <span className="font-mono">{one.what}</span>: <span className="text-ink-3">{one.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
