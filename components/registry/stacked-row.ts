/** On a phone a table row is two lines: its name, then everything else in one run. Classes for the `tr` of a stacked table. */
export const STACKED_ROW =
  'max-md:[&>td:not(:first-child)]:mr-1 max-md:[&>td:not(:first-child)]:inline-block! max-md:[&>td:not(:first-child)]:pr-2! max-md:[&>td:empty]:hidden!'
