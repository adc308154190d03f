import type { Format } from '../format'

export const NEIGHBOUR_FORMATS: readonly Format[] = []
