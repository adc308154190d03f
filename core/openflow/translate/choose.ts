import type { Context } from './context'

/**
 * Which of the options is taken where the rules leave it to a hash that nobody but the datapath knows; null when that is
 * not told. A run that is told how such choices fall (`Run.choices`) goes on.
 */
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
