import type { MemberChoice } from '@/server/queries/registry/subnet-members'

/** Who else may hold the address; those that have it, or are configured for it, are known. */
export function MemberPicker({
  guest,
  peers,
  chosen,
  onChange,
}: {
  guest: string
  peers: readonly MemberChoice[]
  chosen: readonly number[]
  onChange: (ids: readonly number[]) => void
}) {
  return (
    <fieldset className="grid max-h-60 gap-1.5 overflow-auto text-12">
      <legend className="mb-1 font-medium text-ink-2">Members besides {guest}</legend>
      {peers.length === 0 && <p className="text-ink-3">There is no other interface on this subnet.</p>}
      {peers.map((peer) => (
        <label key={peer.nicId} className="flex items-center gap-2 max-md:min-h-10">
          <input
            type="checkbox"
            checked={chosen.includes(peer.nicId)}
            onChange={() =>
              onChange(chosen.includes(peer.nicId) ? chosen.filter((id) => id !== peer.nicId) : [...chosen, peer.nicId])
            }
            className="accent-[var(--accent)]"
          />
          {peer.guest}
          {(peer.holds || peer.intends) && (
            <span className="text-ink-3">{peer.holds ? 'has it configured' : 'is configured to hold it'}</span>
          )}
        </label>
      ))}
    </fieldset>
  )
}
