import { readOvsdbPrint } from '../../registry/exports/ovsdb/read-ovsdb-print'
import type { Parsed } from '../../text/span'
import { parseOpteadm } from '../../vfp/parse-opteadm'
import { parseVfpctrl } from '../../vfp/parse-vfpctrl'
import type { VfpPort } from '../../vfp/vfp-model'
import { parseLflowList } from '../logical/parse-lflow-list'
import { readPortBindings } from '../logical/read-port-bindings'
import { type FlowDocument, type FlowFormat, leadingLines } from './flow-format'

export const lflowList: FlowFormat = {
  name: 'ovn-sbctl-lflow-list',
  recognises: (document) =>
    leadingLines(document).some((line) => /^Datapath(Group)?: .*Pipeline: (ingress|egress)\s*$/.test(line)),
  read: ({ text }) => {
    const { value, problems } = parseLflowList(text)
    return { value: value.map(({ line: _, span: __, ...flow }) => flow), problems }
  },
}

const printOf = ({ text, lines, json }: FlowDocument) =>
  readOvsdbPrint({ text, lines, json: json.values, jsonProblems: json.problems })

export const portBinding: FlowFormat = {
  name: 'ovn-sbctl-list-port-binding',
  recognises: (document) =>
    document.text.includes('logical_port') &&
    document.text.includes('tunnel_key') &&
    readPortBindings(printOf(document)).length > 0,
  read: (document) => {
    const print = printOf(document)
    return {
      value: readPortBindings(print).map(({ span: _, ...binding }) => binding),
      problems: [...document.json.problems, ...(print?.problems ?? [])],
    }
  },
}

const plainPorts = ({ value, problems }: Parsed<VfpPort[]>): Parsed<unknown> => ({
  value: value.map((port) => ({
    ...port,
    layers: port.layers.map((layer) => ({
      ...layer,
      flows: layer.flows.map(({ line: _, ...flow }) => flow),
      groups: layer.groups.map((group) => ({
        ...group,
        rules: group.rules.map(({ line: _, span: __, ...rule }) => rule),
      })),
    })),
    unifiedFlows: port.unifiedFlows.map(({ line: _, ...flow }) => flow),
  })),
  problems,
})

export const vfpctrl: FlowFormat = {
  name: 'vfpctrl',
  recognises: (document) =>
    leadingLines(document).some((line) => /^\s*(LAYER|GROUP|RULE) :|^Port name\s*: /.test(line)),
  read: ({ text }) => plainPorts(parseVfpctrl(text)),
}

const OPTEADM = /^(Layer \S+$|UFT Inbound: |NAME\s+RULES IN\s|LINK\s+MAC ADDRESS\s)/
export const opteadm: FlowFormat = {
  name: 'opteadm',
  recognises: (document) => leadingLines(document).some((line) => OPTEADM.test(line.trim())),
  read: ({ text }) => plainPorts(parseOpteadm(text)),
}
