'use client'

import { Background, Handle, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react'
import Link from 'next/link'
import { StandingMark } from '@/components/audit/standing-mark'
import { LANE_X, LANES, type MapNode, type TopologyMap } from '@/core/topology/build-map'
import '@xyflow/react/dist/style.css'

type LaneNode = Node<{ readonly node: MapNode }, 'object'>
const NAME: Record<(typeof LANES)[number], string> = {
  vpc: 'VPC',
  subnet: 'Subnet',
  host: 'Host',
  guest: 'Guest',
  nic: 'Interface',
  address: 'Address',
}
const HEAD_PX = 44

function ObjectNode({ data: { node } }: NodeProps<LaneNode>) {
  const frame = node.severity === 3 ? 'border-crit' : node.severity === 2 ? 'border-warn' : 'border-line-2'
  const ground =
    node.lane === 'address' && node.severity === 3
      ? 'bg-crit-tint'
      : node.lane === 'address' && node.severity === 2
        ? 'bg-warn-tint'
        : 'bg-surface'
  return (
    <Link
      href={node.href}
      className={`block rounded-2 border ${frame} ${ground} px-2.5 py-1.5 hover:bg-hover`}
      style={{ width: node.width, height: node.height }}
    >
      <Handle type="target" position={Position.Left} className="!invisible" />
      <span
        className={`block truncate text-12 font-strong ${node.lane === 'address' || node.lane === 'subnet' ? 'font-mono' : ''}`}
      >
        {node.title}
      </span>
      {node.lines.map((line) => (
        <span key={line} className="block truncate text-11 text-ink-3">
          {line}
        </span>
      ))}
      {node.standing && <StandingMark standing={node.standing} />}
      <Handle type="source" position={Position.Right} className="!invisible" />
    </Link>
  )
}

const NODE_TYPES = { object: ObjectNode }

/** The six lanes with every object drawn; links lead to the objects, offending addresses are framed and hung by a dashed line. */
export function SmallTopology({ map }: { map: TopologyMap }) {
  const nodes: LaneNode[] = map.nodes.map((node) => ({
    id: node.id,
    type: 'object',
    position: { x: node.x, y: node.y + HEAD_PX },
    data: { node },
    draggable: false,
    connectable: false,
    focusable: false,
  }))
  const edges = map.edges.map((edge) => ({
    id: edge.id,
    source: edge.from,
    target: edge.to,
    focusable: false,
    style: edge.isOffending
      ? { stroke: 'var(--crit)', strokeWidth: 1.5, strokeDasharray: '4 3' }
      : { stroke: 'var(--line-control)' },
  }))
  return (
    <section
      aria-label="Topology in lanes"
      className="h-[calc(100vh-110px)] min-h-[420px] overflow-hidden max-md:h-[70vh]"
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{ padding: 0.06, maxZoom: 1.15, minZoom: 0.35 }}
        minZoom={0.2}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
        nodesFocusable={false}
        edgesFocusable={false}
        zoomOnScroll={false}
        panOnScroll
      >
        <Background color="var(--line)" gap={24} />
        <ol className="absolute top-3 left-[var(--gutter)] flex gap-4 text-12" aria-label="Lanes">
          {LANES.map((lane) => (
            <li key={lane} data-x={LANE_X[lane]}>
              <span className="font-strong">{NAME[lane]}</span>{' '}
              <span className="text-ink-3">{map.nodes.filter((node) => node.lane === lane).length}</span>
            </li>
          ))}
        </ol>
      </ReactFlow>
    </section>
  )
}
