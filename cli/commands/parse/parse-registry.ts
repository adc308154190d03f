import { EXPORT_FORMATS } from '../../../core/registry/exports/formats'
import { detectExport, readExportDocument } from '../../../core/registry/exports/read-export-document'
import { type Reader, unrecognised } from './answer'

/** `rollcall parse registry`: what a fabric's export says. */
export const readRegistry: Reader = (text, lines, forced) => {
  const document = readExportDocument(text, lines)
  const format = forced === null ? detectExport(document) : EXPORT_FORMATS.find((one) => one.name === forced)
  if (!format) return unrecognised('registry', text)
  const { value, problems } = format.read(document)
  return { format: format.name, value, problems }
}
