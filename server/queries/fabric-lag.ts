/** A fabric is read every 15 seconds, and reading takes a moment: within this time its last reading counts as current. */
const CURRENT_SECONDS = 45

/** SQL: by how many seconds fabric `f` is behind; null while it is current, and when it was never read. */
export const BEHIND = `CASE WHEN f.kind <> 'export' AND f.read_at < now() - interval '${CURRENT_SECONDS} seconds' THEN extract(epoch FROM now() - f.read_at)::int END`
