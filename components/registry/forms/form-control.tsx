import { CONTROL, Field } from '../../ui/field'
import type { FormField } from './form-field'

/** One control with its label, its hint, and the reason when it was refused. */
export function FormControl({
  field,
  value,
  error,
  isFirst,
  onChange,
}: {
  field: FormField
  value: string | boolean
  error: string | null
  isFirst: boolean
  onChange: (value: string | boolean) => void
}) {
  const text = typeof value === 'string' ? value : ''
  const shared = { name: field.name, 'aria-invalid': error !== null, 'data-first': isFirst || undefined }
  const look = `${CONTROL} ${field.isMono ? 'font-mono' : ''} ${error ? 'border-crit' : ''}`
  if (field.kind === 'check')
    return (
      <div className="grid gap-1 text-12">
        <label className="flex items-center gap-2 text-13">
          <input
            type="checkbox"
            className="size-4"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
            {...shared}
          />
          {field.label}
        </label>
        {error ? (
          <span role="alert" className="text-crit-ink">
            {error}
          </span>
        ) : field.hint ? (
          <span className="text-ink-3">{field.hint}</span>
        ) : null}
      </div>
    )
  return (
    <Field label={field.label} {...(field.hint && { hint: field.hint })} error={error}>
      {field.kind === 'lines' ? (
        <textarea
          rows={2}
          className={`${look} h-auto py-1.5 leading-5 max-md:h-auto`}
          value={text}
          placeholder={field.placeholder}
          onChange={(event) => onChange(event.target.value)}
          {...shared}
        />
      ) : field.kind === 'select' ? (
        <select className={look} value={text} onChange={(event) => onChange(event.target.value)} {...shared}>
          {field.options?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          className={look}
          inputMode={field.kind === 'number' ? 'numeric' : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={field.placeholder}
          onChange={(event) => onChange(event.target.value)}
          {...shared}
        />
      )}
    </Field>
  )
}
