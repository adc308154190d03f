import { readFlowDocument } from '../../../core/openflow/formats/flow-format'
import { detectFlowFormat, FLOW_FORMATS } from '../../../core/openflow/formats/formats'
import { type Reader, unrecognised } from './answer'

/** `rollcall parse flows`: what a switch or a host's data path says, in input order. */
export const readFlows: Reader = (text, lines, forced, options) => {
  const document = readFlowDocument(text, lines)
  const format = forced === null ? detectFlowFormat(document) : FLOW_FORMATS.find((one) => one.name === forced)
  if (!format) return unrecognised('flows', text)
  const { value, problems } = format.read(document, options)
  return { format: format.name, value, problems }
}
