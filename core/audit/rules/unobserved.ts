import type { PairRule } from '../facts'

/** Nothing fresh from this guest: not a finding, coverage counts it (see stale-evidence for guests that fell silent). */
export const unobserved: PairRule = { name: 'unobserved', judge: () => null }
