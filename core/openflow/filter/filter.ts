/** Which rules of a dump are wanted, as `parseFilter` reads it. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'test'; readonly key: string; readonly operator: Operator; readonly value: string }
  | { readonly kind: 'has'; readonly key: string } // the rule asks for this field, or is of this protocol
  | { readonly kind: 'text'; readonly value: string } // stands anywhere in match, actions or cookie

export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '~', '!~'] as const
export type Operator = (typeof OPERATORS)[number]

/** Why a filter is not understood. Columns count from 1; `length` characters from there are meant, 0 at the end. */
export type FilterProblem = { readonly column: number; readonly length: number; readonly reason: string }
