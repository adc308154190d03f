/** What Open vSwitch answered for a packet: `ofproto/trace` in its own words, taken apart. */
export type RealTrace = {
  readonly datapathActions: readonly string[] // one a pass
  readonly finalFlow: readonly string[]
  readonly floodsBridges: boolean // a flood goes over a cable too, so what the far bridge does comes at any place in the order
  readonly decisions: readonly string[] // the table and the priority that decided, in order; "-" where no rule did, "?" where that is not told
}

/**
 *     Flow: arp,in_port=1,…
 *
 *     bridge("br0")
 *     -------------
 *      0. arp,in_port=1, priority 100
 *         resubmit(,10)
 *     10. No match.
 *         drop
 *
 *     Final flow: unchanged
 *     Megaflow: recirc_id=0,…
 *     Datapath actions: drop
 *
 * Behind a patch cable a miss is shown as the rule inside the switch that stands for it, `reg0=0x2, priority 0`.
 */
export function readTrace(text: string): RealTrace {
  const datapathActions: string[] = []
  const finalFlow: string[] = []
  const decisions: string[] = []
  for (const line of text.split('\n')) {
    const named = /^(Datapath actions|Final flow): (.*)$/.exec(line)
    if (named) (named[1] === 'Final flow' ? finalFlow : datapathActions).push(named[2] ?? '')
    const decided = /^ *(\d+)\. (.*)$/.exec(line)
    if (!decided) continue
    if (/^reg0=0x[123], priority 0$/.test(decided[2] ?? '')) {
      decisions.push(`${decided[1]}:?`)
      continue
    }
    const priority = /(?:^|, )priority (\d+)(?:, cookie 0x[0-9a-f]+)?$/.exec(decided[2] ?? '')?.[1]
    decisions.push(`${decided[1]}:${decided[2] === 'No match.' ? '-' : (priority ?? '32768')}`)
  }
  const floods = /no learned MAC for destination, flooding|^ *(FLOOD|ALL)$/m.test(text)
  return { datapathActions, finalFlow, decisions, floodsBridges: floods && /^ +bridge\("/m.test(text) }
}
