import type { Context } from './context'

/**
 * A choice that the rules leave to a hash nobody but the datapath knows. A run that is told how such choices fall
 * (`Run.choices`, in the order in which they come up) goes on; one that is not says that it cannot know.
 */
export type Choice = { readonly between: string; readonly options: readonly string[] }

/** Which of the options is taken; null when it cannot be known. */
export function choose(ctx: Context, between: string, options: readonly string[]): number | null {
  const { run } = ctx
  const told = run.choices[run.choicesMet++]
  if (told !== undefined && told < options.length) return told
  run.unknown.push({
    reason: `${between} chooses by a hash that only the datapath knows: ${sayOptions(options)}`,
    table: ctx.table,
    rule: ctx.rule,
    choice: { between, options },
  })
  return null
}

const SAID_MAX = 8

function sayOptions(options: readonly string[]): string {
  const more = options.length - SAID_MAX
  const said = options.slice(0, SAID_MAX).join(', ')
  return more > 0 ? `${said} or ${more} others` : said
}
