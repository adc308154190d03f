import { StandingMark } from '@/components/audit/standing-mark'
import type { ImportPage, ImportPreview } from '@/server/queries/import'

/** What saving would change: it was carried out and undone, so this is what will happen. */
export function ImportChanges({ preview, page }: { preview: ImportPreview; page: ImportPage }) {
  const refused = page.inputs.filter(
    (input) =>
      input.reason !== null || preview.inputs.some((one) => one.ordinal === input.ordinal && one.refusal !== null),
  ).length
  const hidden = preview.standingCount - preview.standings.length
  return (
    <section className="grid gap-3">
      <h2>What would change</h2>
      {preview.standings.length > 0 && (
        <div className="max-h-[40vh] overflow-auto border-line border-t">
          <table className="w-full text-12">
            <thead className="sr-only">
              <tr>
                <th>Address</th>
                <th>On</th>
                <th>Standing</th>
              </tr>
            </thead>
            <tbody>
              {preview.standings.map((one) => (
                <tr key={`${one.guestId} ${one.nic} ${one.address}`} className="border-line border-b align-baseline">
                  <td className="py-1 pr-3 font-mono">{one.address}</td>
                  <td className="min-w-0 py-1 pr-3 text-ink-2">
                    {one.guest} {one.nic}
                  </td>
                  <td className="py-1">
                    <span className="flex flex-wrap items-baseline justify-end gap-x-2">
                      {one.before && <span className="text-ink-3 line-through">{one.before}</span>}
                      {one.after ? <StandingMark standing={one.after} /> : <span className="text-ink-3">no row</span>}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {hidden > 0 && <p className="py-1 text-12 text-ink-3">and {hidden} more</p>}
        </div>
      )}
      <ul className="grid gap-1 text-13">
        {preview.changes.map((change) => (
          <li key={change.text} className="grid grid-cols-[20px_1fr]">
            <span
              className={
                change.isBad
                  ? 'font-strong text-crit-ink'
                  : change.sign === '+'
                    ? 'font-strong text-ok-ink'
                    : 'text-ink-3'
              }
            >
              {change.sign}
            </span>
            <span className="min-w-0 break-words">{change.text}</span>
          </li>
        ))}
        <li className="grid grid-cols-[20px_1fr]">
          <span className="font-strong">+</span>
          <span>
            {preview.captures} {preview.captures === 1 ? 'capture' : 'captures'} kept as they came
            {preview.known > 0 && `, ${preview.known} known already`}
            {preview.skipped > 0 && `, ${preview.skipped} left out`}
            {preview.guestsCreated > 0 && `, ${preview.guestsCreated} guests created with their primary addresses`}
          </span>
        </li>
        {refused > 0 && (
          <li className="grid grid-cols-[20px_1fr]">
            <span className="text-warn-ink">?</span>
            <span>{refused === 1 ? 'one input is not taken' : `${refused} inputs are not taken`}; the others are</span>
          </li>
        )}
      </ul>
    </section>
  )
}
