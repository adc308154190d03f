import { lflowList, opteadm, portBinding, vfpctrl } from './fabric-formats'
import type { FlowDocument, FlowFormat } from './flow-format'
import { addFlow, dumpFlows, flowvizJson } from './rule-formats'
import { dpctlDumpFlows, dumpGroups, dumpMeters, dumpPortsDesc, ofprotoTrace } from './switch-formats'

/** Formats in the order they are tried: the narrower before the wider. */
export const FLOW_FORMATS: readonly FlowFormat[] = [
  flowvizJson,
  portBinding,
  lflowList,
  ofprotoTrace,
  dpctlDumpFlows,
  dumpGroups,
  dumpMeters,
  dumpPortsDesc,
  vfpctrl,
  opteadm,
  dumpFlows,
  addFlow,
]

export const detectFlowFormat = (document: FlowDocument): FlowFormat | null =>
  FLOW_FORMATS.find((format) => format.recognises(document)) ?? null
