import { z } from 'zod'

/** The process environment, read once. */
const schema = z.object({
  DATABASE_URL: z.string().min(1),
  ROLLCALL_HOSTS: z.string().default(''), // host names, besides loopback's, that a request may name; comma separated
  ROLLCALL_AGENT_HOSTS: z.string().default(''), // host names under which only agents are answered
  ROLLCALL_SIM_URL: z.string().optional(),
  ROLLCALL_SIM_TOKEN: z.string().optional(),
})

let parsed: z.infer<typeof schema> | undefined

export function env(): z.infer<typeof schema> {
  parsed ??= schema.parse(process.env)
  return parsed
}
