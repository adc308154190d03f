import Link from 'next/link'

/** A choice of few, each a link, so that the view can be sent. */
export function Segmented({
  label,
  options,
}: {
  label: string
  options: readonly { readonly label: string; readonly href: string; readonly isOn: boolean }[]
}) {
  return (
    <fieldset
      className="inline-flex min-w-0 max-w-full overflow-x-auto rounded-2 border border-line-2 bg-surface text-12"
      aria-label={label}
    >
      {options.map((option) => (
        <Link
          key={option.label}
          href={option.href}
          aria-current={option.isOn ? 'true' : undefined}
          className={`whitespace-nowrap border-line border-l px-2.5 leading-[26px] first:border-l-0 max-md:leading-10 ${option.isOn ? 'bg-ink font-medium text-surface' : 'text-ink-2 hover:bg-hover'}`}
        >
          {option.label}
        </Link>
      ))}
    </fieldset>
  )
}
