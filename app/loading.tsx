const WIDTHS = ['w-1/3', 'w-2/3', 'w-1/2', 'w-3/5', 'w-2/5']

export default function Loading() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4 px-[var(--gutter)] pt-16">
      {WIDTHS.map((width) => (
        <span key={width} className={`block h-2.5 rounded-1 bg-chip ${width}`} />
      ))}
    </div>
  )
}
