const CONTROL_SHARE_MAX = 0.02
const SAMPLE_BYTES = 4096

/**
 * The text of a file as people save it: UTF-8, UTF-16 with or without a mark (PowerShell's `>`), GBK (Chinese Windows).
 * Null when it is no text.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const utf16 = guessUtf16(sample)
  if (utf16) return new TextDecoder(utf16).decode(bytes)
  let controls = 0
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 27)) controls++
  if (controls > sample.length * CONTROL_SHARE_MAX) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    try {
      return new TextDecoder('gbk', { fatal: true }).decode(bytes)
    } catch {
      return null
    }
  }
}

/** A mark says it; without one, every second byte of Latin text is zero. */
function guessUtf16(sample: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  let [even, odd] = [0, 0]
  for (let i = 0; i < sample.length; i++)
    if (sample[i] === 0) {
      if (i % 2 === 0) even++
      else odd++
    }
  // Where both halves hold zeros, the bytes are a program's.
  if (odd > sample.length / 4 && even * 10 < odd) return 'utf-16le'
  return even > sample.length / 4 && odd * 10 < even ? 'utf-16be' : null
}
