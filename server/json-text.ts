import { z } from 'zod'

const TEXT_MAX = 500

/** A value that travels as JSON in a query, such as the cursor of a list. Text that is none is an issue, no error. */
export const jsonText = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .max(TEXT_MAX)
    .transform((text, check): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        check.addIssue({ code: 'custom', message: 'This is not JSON.' })
        return z.NEVER
      }
    })
    .pipe(schema)
