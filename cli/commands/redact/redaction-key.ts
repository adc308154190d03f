import { readFileSync, writeFileSync } from 'node:fs'
import { newKey } from '../../../intake/pack-bundle'
import { sayError } from '../../input/read-text'

/** The key of a file, made when there is none: 64 hexadecimal digits, readable by its owner only. A sentence when it is no key. */
export function readKeyFile(file: string): Uint8Array | string {
  try {
    writeFileSync(file, `${Buffer.from(newKey()).toString('hex')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return `the key file ${file} ${sayError(error)}`
  }
  try {
    const text = readFileSync(file, 'utf8').trim()
    return /^[0-9a-f]{64}$/i.test(text)
      ? Buffer.from(text, 'hex')
      : `${file} is no key: it holds no 64 hexadecimal digits`
  } catch (error) {
    return `the key file ${file} ${sayError(error)}`
  }
}
