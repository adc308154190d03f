import { Evidence } from '@/components/ui/evidence'

/** The change as commands for people to run, and the way back. Open at once where they are all there is. */
export function PlanCommands({
  apply,
  rollback,
  terraform,
  isOnly,
}: {
  apply: readonly string[]
  rollback: readonly string[]
  terraform?: readonly string[]
  isOnly: boolean
}) {
  return (
    <details open={isOnly} className="text-12">
      <summary className="cursor-pointer text-ink-2">The same change as commands, with its way back</summary>
      <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-2">
        <Commands title="Apply" lines={apply} />
        <Commands title="Take back" lines={rollback} />
        {terraform && <Commands title="Where Terraform keeps it, which would undo the commands" lines={terraform} />}
      </div>
    </details>
  )
}

const Commands = ({ title, lines }: { title: string; lines: readonly string[] }) => (
  <div>
    <p className="mb-1 text-11 text-ink-3">{title}</p>
    <Evidence text={lines.join('\n')} />
  </div>
)
