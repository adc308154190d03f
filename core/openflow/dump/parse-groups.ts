import { splitLines } from '../../text/lines'
import type { Action } from '../actions/action'
import { parseActions } from '../actions/parse-actions'
import type { FieldScope } from '../fields/field-scope'
import { parseInteger } from '../fields/field-value'
import { splitTopLevel } from '../match/split-top-level'

export type Bucket = {
  readonly id: number
  readonly weight: number
  readonly watchPort: string | null
  readonly watchGroup: number | null
  readonly actions: readonly Action[]
}
export type GroupType = 'all' | 'select' | 'indirect' | 'fast_failover'
export type Group = {
  readonly id: number
  readonly type: GroupType
  readonly selectionMethod: string | null
  readonly selectionParameter: bigint
  readonly selectionFields: readonly string[]
  readonly buckets: readonly Bucket[]
}

const TYPES: Readonly<Record<string, GroupType>> = {
  all: 'all',
  select: 'select',
  indirect: 'indirect',
  ff: 'fast_failover',
  fast_failover: 'fast_failover',
}

/**
 * `ovs-ofctl dump-groups`:
 *
 *     OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):
 *      group_id=7,type=select,bucket=bucket_id:0,weight:100,actions=output:1,bucket=bucket_id:1,actions=output:2
 */
export function parseGroups(text: string, scope: FieldScope): Map<number, Group> {
  const groups = new Map<number, Group>()
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (!body.startsWith('group_id=')) continue
    const [head = '', ...buckets] = splitAtBuckets(body)
    const properties = new Map(
      splitTopLevel(head).map((part): [string, string] => {
        const cut = part.search(/[=(]/)
        return cut < 0
          ? [part, '']
          : [part.slice(0, cut), part.slice(cut + 1).replace(/^(.*)\)$/, part[cut] === '(' ? '$1' : '$&')]
      }),
    )
    const id = Number(properties.get('group_id'))
    const named = properties.get('type') ?? ''
    const type = Object.hasOwn(TYPES, named) ? TYPES[named] : undefined
    if (!Number.isInteger(id) || !type) continue
    const fields = properties.get('fields')
    groups.set(id, {
      id,
      type,
      selectionMethod: properties.get('selection_method') ?? null,
      selectionParameter: parseInteger(properties.get('selection_method_param') ?? '0') ?? 0n,
      selectionFields: fields === undefined ? [] : splitTopLevel(fields.replace(/^\((.*)\)$/, '$1')),
      buckets: buckets.map((bucket, index) => parseBucket(bucket, index, type, scope)),
    })
  }
  return groups
}

function splitAtBuckets(text: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let at = text.indexOf('bucket='); at >= 0; at = text.indexOf('bucket=', at + 7)) {
    parts.push(text.slice(start, at).replace(/,\s*$/, ''))
    start = at + 'bucket='.length
  }
  parts.push(text.slice(start))
  return parts
}

const WEIGHT_OF_SELECT = 1

const PROPERTY = /^(bucket_id|weight|watch_port|watch_group)[:=](.*)$/

/** `bucket_id:0,weight:100,actions=output:1`; before 2.1 actions stood among the properties, without a word of their own. */
function parseBucket(text: string, index: number, type: GroupType, scope: FieldScope): Bucket {
  const at = text.search(/(^|,)actions=/)
  const parts = splitTopLevel(at < 0 ? text : text.slice(0, at))
  const properties = new Map<string, string>()
  for (const part of parts) {
    const property = PROPERTY.exec(part)
    if (property) properties.set(property[1] ?? '', property[2] ?? '')
  }
  const actions =
    at < 0
      ? parts.filter((part) => !PROPERTY.test(part)).join(',')
      : text.slice(text.indexOf('actions=', at) + 'actions='.length)
  const watchGroup = properties.get('watch_group')
  return {
    id: Number(properties.get('bucket_id') ?? index),
    weight: Number(properties.get('weight') ?? (type === 'select' ? WEIGHT_OF_SELECT : 0)),
    watchPort: properties.get('watch_port') ?? null,
    watchGroup: watchGroup === undefined ? null : Number(watchGroup),
    actions: parseActions(actions, scope),
  }
}
