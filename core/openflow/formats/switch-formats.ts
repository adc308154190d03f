import { spanOf } from '../../text/lines'
import type { Problem } from '../../text/span'
import { parseGroups } from '../dump/parse-groups'
import { parseMegaflows } from '../dump/parse-megaflows'
import { parsePortDescriptions } from '../dump/parse-port-descriptions'
import { readMeters } from '../dump/read-meters'
import { parseTraceOutput, type TraceNode } from '../trace-output/parse-trace-output'
import { type FlowFormat, leadingLines } from './flow-format'
import { plainAction, scopeOfText } from './plain-rule'

const GROUP_HEADER = /^(NXST|OFPST)_GROUP(_DESC)? reply\b/
const FLOWS = /^(NXST|OFPST)_FLOW/
const GROUP = /^\s*group_id=\d+,.*\btype=/

export const dumpGroups: FlowFormat = {
  name: 'dump-groups',
  recognises: (document) => {
    const lines = leadingLines(document).map((line) => line.trim())
    // Behind a flow table they belong to it.
    return lines.some((line) => GROUP_HEADER.test(line) || GROUP.test(line)) && !lines.some((line) => FLOWS.test(line))
  },
  read: ({ text, lines }) => {
    const groups = parseGroups(text, scopeOfText(text))
    const problems: Problem[] = []
    for (const line of lines) {
      const body = line.text.trim()
      const id = /^group_id=(\d+)\b/.exec(body)?.[1]
      if (body === '' || GROUP_HEADER.test(body) || (id !== undefined && groups.has(Number(id)))) continue
      problems.push({ span: spanOf(line), reason: 'not a group', text: body.slice(0, 200) })
    }
    const value = [...groups.values()].map((group) => ({
      ...group,
      selectionParameter: `0x${group.selectionParameter.toString(16)}`,
      buckets: group.buckets.map((bucket) => ({ ...bucket, actions: bucket.actions.map(plainAction) })),
    }))
    return { value, problems }
  },
}

const METERS = /^(OFPS?T_METER(_CONFIG)? reply\b|meter=\S+ .*bands=)/

export const dumpMeters: FlowFormat = {
  name: 'dump-meters',
  recognises: (document) => {
    const lines = leadingLines(document).map((line) => line.trim())
    return lines.some((line) => METERS.test(line)) && !lines.some((line) => FLOWS.test(line))
  },
  read: ({ text }) => {
    const { value, problems } = readMeters(text)
    return { value: value.map(({ line: _, ...meter }) => meter), problems }
  },
}

const withoutLines = <T extends { readonly line: number }>({ line: _, ...rest }: T): Omit<T, 'line'> => rest

export const dumpPortsDesc: FlowFormat = {
  name: 'dump-ports-desc',
  recognises: (document) =>
    leadingLines(document).some((line) => /^\s*(OFPST_PORT_DESC reply\b|OFPT_FEATURES_REPLY\b)/.test(line)),
  read: ({ text }) => {
    const { value, problems } = parsePortDescriptions(text)
    return { value: { ...value, ports: value.ports.map(withoutLines) }, problems }
  },
}

export const dpctlDumpFlows: FlowFormat = {
  name: 'dpctl-dump-flows',
  recognises: (document) =>
    leadingLines(document).some(
      (line) =>
        /^flow-dump from /.test(line) ||
        (/\bactions:/.test(line) && /^\s*(ufid:[\da-f-]+, ?)?[a-z_]+\(/.test(line) && /, packets:\d+/.test(line)),
    ),
  read: ({ text }) => {
    const { value, problems } = parseMegaflows(text)
    return { value: value.map(({ span: _, ...flow }) => withoutLines(flow)), problems }
  },
}

type PlainNode = Omit<TraceNode, 'line' | 'children'> & { readonly children: PlainNode[] }
const plainNode = ({ line: _, children, ...node }: TraceNode): PlainNode => ({
  ...node,
  children: children.map(plainNode),
})

export const ofprotoTrace: FlowFormat = {
  name: 'ofproto-trace',
  recognises: (document) =>
    leadingLines(document).some((line) => line.startsWith('Flow: ')) &&
    leadingLines(document).some((line) => /^bridge\("/.test(line)),
  read: ({ text }) => {
    const { value, problems } = parseTraceOutput(text)
    return { value: value.map((pass) => ({ ...pass, steps: pass.steps.map(plainNode) })), problems }
  },
}
