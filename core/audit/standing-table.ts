/** A standing is what the three truths about a pair (interface, address) say together. */
export type Truth = 'yes' | 'no' | 'unknown'
export const STANDINGS = [
  'unregistered',
  'not-programmed',
  'unfiltered',
  'orphan-rule',
  'unjudged',
  'unobserved',
  'registered',
  'standby',
  'unused',
  'working',
] as const
export type Standing = (typeof STANDINGS)[number]

const any: readonly Truth[] = ['yes', 'no', 'unknown']
/** Rows in the order of the product's table: the first that fits decides. `unused` becomes `standby` for a HAVIP that another member holds. */
const ROWS: readonly [
  configured: readonly Truth[],
  registered: readonly Truth[],
  programmed: readonly Truth[],
  standing: Standing,
][] = [
  [['yes'], ['yes'], ['yes'], 'working'],
  [['yes'], ['yes'], ['no'], 'not-programmed'],
  [['yes'], ['yes'], ['unknown'], 'registered'],
  [['yes'], ['no'], ['yes'], 'unfiltered'],
  [['yes'], ['no'], ['no', 'unknown'], 'unregistered'],
  [['no', 'unknown'], ['yes'], ['no'], 'not-programmed'],
  [['no'], ['yes'], ['yes', 'unknown'], 'unused'],
  [['unknown'], ['yes'], ['yes', 'unknown'], 'unobserved'],
  [['no', 'unknown'], ['no'], ['yes'], 'orphan-rule'],
  [['yes'], ['unknown'], any, 'unjudged'],
  [['no', 'unknown'], ['unknown'], ['yes'], 'unjudged'],
]

/** The standing of three truths; null where nobody claims the pair and nobody allows it. */
export function standingOf(configured: Truth, registered: Truth, programmed: Truth): Standing | null {
  return (
    ROWS.find(([c, r, p]) => c.includes(configured) && r.includes(registered) && p.includes(programmed))?.[3] ?? null
  )
}

export type StandingRow = {
  readonly configured: Truth
  readonly registered: Truth
  readonly programmed: Truth
  readonly standing: Standing | null
}

/** All 27 combinations, as the database holds them. */
export const STANDING_TABLE: readonly StandingRow[] = any.flatMap((configured) =>
  any.flatMap((registered) =>
    any.map((programmed) => ({
      configured,
      registered,
      programmed,
      standing: standingOf(configured, registered, programmed),
    })),
  ),
)

/** Ages after which evidence no longer speaks for now. */
export const LIMITS = { evidenceHours: 24, flowHours: 24, unusedDays: 90 } as const
