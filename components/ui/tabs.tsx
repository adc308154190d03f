import Link from 'next/link'

/** Pages about one thing, each with an address of its own. */
export function Tabs({
  label,
  tabs,
}: {
  label: string
  tabs: readonly { readonly label: React.ReactNode; readonly href: string; readonly isOn: boolean }[]
}) {
  return (
    <nav aria-label={label} className="flex gap-[18px] overflow-x-auto whitespace-nowrap border-line border-b text-13">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.isOn ? 'page' : undefined}
          className={`-mb-px border-b-2 pt-1.5 pb-[7px] max-md:py-2.5 ${tab.isOn ? 'border-ink font-medium text-ink' : 'border-transparent text-ink-3 hover:text-ink'}`}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
