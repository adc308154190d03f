import { parseArgs } from 'node:util'

/** An option by its long name: a switch, or one that takes a value, once or (`multiple`) several times. */
export type OptionSpec =
  | { readonly type: 'boolean'; readonly short?: string }
  | { readonly type: 'string'; readonly short?: string; readonly multiple?: boolean }
type Specs = Readonly<Record<string, OptionSpec>>
type ValueOf<S extends OptionSpec> = S extends { type: 'boolean' }
  ? boolean
  : S extends { multiple: true }
    ? readonly string[]
    : string
type Config = {
  args: string[]
  options: Record<string, OptionSpec>
  strict: true
  allowPositionals: true
  tokens: true
}
export type Arguments<S extends Specs> = {
  readonly options: { readonly [K in keyof S]?: ValueOf<S[K]> }
  readonly rest: readonly string[] // `-` among them stands for standard input
}

/** Tells options from the rest, in any order, `--name value` and `--name=value` alike; a sentence when they are wrong. */
export function readArguments<const S extends Specs>(args: readonly string[], specs: S): Arguments<S> | string {
  try {
    const config = { args: [...args], options: specs, strict: true, allowPositionals: true, tokens: true } as const
    const { values, positionals, tokens } = parseArgs(config as unknown as Config)
    const seen = new Set<string>()
    for (const token of tokens) {
      if (token.kind !== 'option') continue
      const spec = specs[token.name]
      if (seen.has(token.name) && spec?.type === 'string' && !spec.multiple) return `--${token.name} is given twice`
      seen.add(token.name)
    }
    return { options: values as Arguments<S>['options'], rest: positionals }
  } catch (error) {
    // parseArgs explains in several sentences how to write a positional argument with a dash; the first says what is wrong.
    const message = error instanceof Error ? error.message : String(error)
    return (message.split(/\.\s/)[0] ?? message).replace(/^(.)/, (letter) => letter.toLowerCase()).replaceAll("'", '"')
  }
}
