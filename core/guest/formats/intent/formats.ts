import type { Format } from '../format'

export const INTENT_FORMATS: readonly Format[] = []
