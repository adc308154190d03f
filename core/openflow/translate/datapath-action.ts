/** What the datapath is told to do, in the words that `ovs-appctl ofproto/trace` prints. */
export type DatapathAction =
  | { readonly kind: 'output'; readonly port: OutputPort }
  | { readonly kind: 'text'; readonly text: string; readonly toController?: boolean }
  | { readonly kind: 'clone'; readonly actions: readonly DatapathAction[] }
  | {
      readonly kind: 'check-length'
      readonly length: number
      readonly greater: readonly DatapathAction[]
      readonly lessOrEqual: readonly DatapathAction[]
    }

/** A port as OpenFlow and as the datapath number it. */
export type OutputPort = {
  readonly bridge: string
  readonly name: string
  readonly ofport: number
  readonly datapathPort: number | string
}

export function formatDatapathActions(actions: readonly DatapathAction[]): string {
  return actions.length === 0 ? 'drop' : actions.map(formatOne).join(',')
}

function formatOne(action: DatapathAction): string {
  switch (action.kind) {
    case 'output':
      return String(action.port.datapathPort)
    case 'text':
      return action.text
    case 'clone':
      return `clone(${formatDatapathActions(action.actions)})`
    case 'check-length':
      return `check_pkt_len(size=${action.length},gt(${formatDatapathActions(action.greater)}),le(${formatDatapathActions(action.lessOrEqual)}))`
  }
}

/** Where packets leave, in order, inside clones and branches too. */
export function outputsOf(actions: readonly DatapathAction[], found: OutputPort[] = []): OutputPort[] {
  for (const action of actions)
    if (action.kind === 'output') found.push(action.port)
    else if (action.kind === 'clone') outputsOf(action.actions, found)
    else if (action.kind === 'check-length') outputsOf(action.lessOrEqual, outputsOf(action.greater, found))
  return found
}

export function reachesController(actions: readonly DatapathAction[]): boolean {
  return actions.some((action) => {
    if (action.kind === 'text') return action.toController === true
    if (action.kind === 'clone') return reachesController(action.actions)
    if (action.kind === 'check-length')
      return reachesController(action.greater) || reachesController(action.lessOrEqual)
    return false
  })
}
