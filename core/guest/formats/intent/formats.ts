import type { Line } from '../../../text/lines'
import type { Reading } from '../../capture'
import type { Intent } from '../../intent'
import type { Document, Format } from '../format'
import { isKeepalived, parseKeepalived } from './keepalived/parse-keepalived'
import { isCibXml, parseCibXml } from './pacemaker/parse-cib-xml'
import { isCrmLine, parseCrmConfigure } from './pacemaker/parse-crm-configure'
import { isPcsCommand, parsePcsCommands } from './pacemaker/parse-pcs-commands'
import { isPcsLine, parsePcsConfig } from './pacemaker/parse-pcs-config'

const intentFormat = (
  name: string,
  recognises: (document: Document) => boolean,
  parse: (lines: readonly Line[]) => Reading<Intent>,
): Format => ({ name, kind: 'intent', recognises, read: (lines) => ({ kind: 'intent', format: name, reading: parse(lines) }) })

export const INTENT_FORMATS: readonly Format[] = [
  intentFormat('pacemaker-cib-xml', ({ text }) => isCibXml(text), parseCibXml),
  intentFormat('pacemaker-pcs-config', ({ lines }) => lines.some((line) => isPcsLine(line.text)), parsePcsConfig),
  intentFormat('pacemaker-pcs-commands', ({ lines }) => lines.some((line) => isPcsCommand(line.text)), parsePcsCommands),
  intentFormat('pacemaker-crm-configure', ({ lines }) => lines.some((line) => isCrmLine(line.text)), parseCrmConfigure),
  intentFormat('keepalived-conf', ({ lines }) => isKeepalived(lines), parseKeepalived),
]
