import iconv from 'iconv-lite'

const CONTROL_SHARE_MAX = 0.02

/**
 * The text of a file as people save it: UTF-8, UTF-16 with or without a mark (PowerShell's `>`), GBK (Chinese Windows).
 * Null when it is no text.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return iconv.decode(buffer, 'utf-16le')
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return iconv.decode(buffer, 'utf-16be')
  const sample = buffer.subarray(0, 4096)
  const zeros = (parity: number) => sample.filter((byte, i) => byte === 0 && i % 2 === parity).length
  if (zeros(1) > sample.length / 4) return iconv.decode(buffer, 'utf-16le')
  if (zeros(0) > sample.length / 4) return iconv.decode(buffer, 'utf-16be')
  const controls = sample.filter((byte) => byte < 9 || (byte > 13 && byte < 27)).length
  if (controls > sample.length * CONTROL_SHARE_MAX) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer)
  } catch {
    const text = iconv.decode(buffer, 'gbk')
    return text.includes('\ufffd') ? null : text
  }
}
