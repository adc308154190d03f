import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/section'

/** In place of what is worked out from flow rules, where a host's rules are only shown. */
export function NotEvaluated({ hostId, bridge }: { hostId: number; bridge: string }) {
  return (
    <Empty
      title="These rules are shown, not evaluated"
      action={<Button href={`/hosts/${hostId}?bridge=${encodeURIComponent(bridge)}`}>Browse the rules</Button>}
    >
      {bridge} is a filtering platform listed by vfpctrl or opteadm. What it does with a packet is unknown here: not
      yes, and not no.
    </Empty>
  )
}
