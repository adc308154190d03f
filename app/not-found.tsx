import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/section'

export default function NotFound() {
  return (
    <Empty title="There is nothing here" action={<Button href="/">Go to overview</Button>}>
      What this link names does not exist, or not any more.
    </Empty>
  )
}
