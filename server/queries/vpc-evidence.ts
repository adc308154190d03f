import 'server-only'
import type { AuditFile } from '../../core/audit/files/collect-evidence'
import { splitLines } from '../../core/text/lines'
import { getBlob } from '../store/blobs'
import { pool } from '../store/database'
import { formatHaVips, readHaVipRows } from './registry/havip-rows'
import { formatPorts, readPortRows } from './registry/port-rows'

const CAPTURES_MAX = 2000
export const EVIDENCE_BYTES_MAX = 8 * 1024 * 1024

type Piece = { id: number; hash: Buffer; firstLine: number; lastLine: number; command: string | null; guestId: number }
type Held = { hash: Buffer; bytes: number }

/**
 * What is now known of a VPC, as files that an audit of files reads: what the current facts of its guests rest on (and what
 * was removed since), whom they name as neighbours, its registry, its HAVIPs, and the current flow tables of its hosts. Null: there is no such VPC; 'too-large': it is more than
 * EVIDENCE_BYTES_MAX bytes of text, or more than CAPTURES_MAX captures or interfaces' rows.
 */
export async function readVpcEvidence(vpcId: number): Promise<readonly AuditFile[] | 'too-large' | null> {
  const { rowCount } = await pool().query('SELECT 1 FROM vpc WHERE id = $1', [vpcId])
  if (rowCount === 0) return null
  const [pieces, tables, ports, havips] = await Promise.all([
    listPieces(vpcId),
    listTables(vpcId),
    readPortRows(vpcId),
    readHaVipRows(vpcId),
  ])
  if (pieces.length > CAPTURES_MAX || ports === 'too-many') return 'too-large'
  const sizes = new Map([...pieces, ...tables].map(({ hash, bytes }) => [hash.toString('hex'), bytes]))
  const registry = formatPorts(ports)
  if ([...sizes.values()].reduce((sum, bytes) => sum + bytes, registry.length) > EVIDENCE_BYTES_MAX) return 'too-large'
  const files: AuditFile[] = await readPieces(pieces)
  for (const [index, { hash }] of tables.entries())
    files.push({ source: `flows-${index + 1}.txt`, text: await getBlob(pool(), hash) })
  files.push({ source: 'registry.json', text: registry })
  if (havips.length > 0) files.push({ source: 'havips.json', text: formatHaVips(havips) })
  return files
}

/** Captures on which something that is true now rests, per guest in the order of time. */
async function listPieces(vpcId: number): Promise<(Piece & Held)[]> {
  const { rows } = await pool().query<Piece & Held>(
    `SELECT c.id, c.hash, b.bytes, c.first_line AS "firstLine", c.last_line AS "lastLine", c.command, c.guest_id AS "guestId"
       FROM capture c JOIN blob b ON b.hash = c.hash
      WHERE c.vpc_id = $1 AND c.guest_id IS NOT NULL AND c.withdrawn_at IS NULL AND (
            EXISTS (SELECT 1 FROM claim k WHERE k.capture_id = c.id AND k.valid_to IS NULL)
         OR EXISTS (SELECT 1 FROM listing l JOIN nic n ON n.id = l.nic_id WHERE n.guest_id = c.guest_id AND l.capture_id = c.id)
         OR EXISTS (SELECT 1 FROM neighbour b WHERE b.capture_id = c.id)
         OR c.kind = 'event' AND c.captured_at > (
              SELECT min(s.captured_at) FROM claim k JOIN capture s ON s.id = k.capture_id WHERE k.guest_id = c.guest_id AND k.valid_to IS NULL)
         OR EXISTS (SELECT 1 FROM intent i WHERE i.capture_id = c.id AND i.valid_to IS NULL)
         OR c.kind = 'firewall' AND NOT EXISTS (SELECT 1 FROM capture o WHERE o.guest_id = c.guest_id AND o.kind = 'firewall' AND o.format = c.format
              AND o.withdrawn_at IS NULL AND (o.captured_at, o.id) > (c.captured_at, c.id)))
      ORDER BY c.guest_id, c.captured_at, c.id LIMIT $2`,
    [vpcId, CAPTURES_MAX + 1],
  )
  return rows
}

async function listTables(vpcId: number): Promise<Held[]> {
  const { rows } = await pool().query<Held>(
    `SELECT d.hash, b.bytes FROM flow_dump d JOIN blob b ON b.hash = d.hash
      WHERE d.is_current AND d.host_id IN (SELECT host_id FROM guest WHERE vpc_id = $1) ORDER BY d.host_id, d.bridge`,
    [vpcId],
  )
  return rows
}

/** A guest's terminal is one file, in which a later listing decides; a document stays a file of its own. */
async function readPieces(pieces: readonly Piece[]): Promise<AuditFile[]> {
  const texts = new Map<string, string>()
  const terminals = new Map<number, string[]>()
  const documents: AuditFile[] = []
  for (const { id, hash, firstLine, lastLine, command, guestId } of pieces) {
    const key = hash.toString('hex')
    const text = texts.get(key) ?? (await getBlob(pool(), hash))
    texts.set(key, text)
    const lines = splitLines(text)
    const last = lines[lastLine - 1]
    const own = text.slice(lines[firstLine - 1]?.start ?? 0, last ? last.start + last.text.length : text.length)
    if (command === null) documents.push({ source: `document-${id}.txt`, text: own })
    else terminals.set(guestId, [...(terminals.get(guestId) ?? []), own])
  }
  const typed = [...terminals].map(([guestId, own]) => ({
    source: `guest-${guestId}.txt`,
    text: `${own.join('\n\n')}\n`,
    isAtEnd: true,
  }))
  return [...typed, ...documents]
}
