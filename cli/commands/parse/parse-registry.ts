import { EXPORT_FORMATS } from '../../../core/registry/exports/formats'
import { readJson } from '../../../core/text/read-json'
import { type Reader, unrecognised } from './answer'

/** `rollcall parse registry`: what a fabric's export says. */
export const readRegistry: Reader = (text, lines, forced) => {
  const document = { text, lines, json: readJson(text) }
  const format = EXPORT_FORMATS.find((one) => (forced === null ? one.recognises(document) : one.name === forced))
  return format ? { format: format.name, ...format.read(document) } : unrecognised('registry', text)
}
