import { splitTopLevel } from '../match/split-top-level'

const NOTE_HEAD = 10 // bytes of the action before the note; the whole is padded to eight

/** A note is bytes, padded with zeros to the size of its action: `note:41.42.43.00.00.00`. */
export function formatNote(text: string): string {
  const bytes = insideOf(text)
    .split('.')
    .filter((byte) => byte !== '')
  if (!bytes.every((byte) => /^[0-9a-f]{1,2}$/i.test(byte))) return text
  const length = Math.ceil((NOTE_HEAD + Math.max(1, bytes.length)) / 8) * 8 - NOTE_HEAD
  const padded = Array.from({ length }, (_, i) => (bytes[i] ?? '').toLowerCase().padStart(2, '0'))
  return `note:${padded.join('.')}`
}

const SAMPLE = ['probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id']

/** `sample(probability=…,collector_set_id=…,obs_domain_id=…,obs_point_id=…[,sampling_port=…][,ingress|egress])` */
export function formatSample(text: string): string {
  const { named, words } = readParts(text)
  if (!named.has('probability')) return text
  const port = named.get('sampling_port')
  const parts = [
    ...SAMPLE.map((name) => `${name}=${decimal(named.get(name) ?? '0')}`),
    ...(port === undefined ? [] : [`sampling_port=${port}`]),
    ...words.filter((word) => word === 'ingress' || word === 'egress'),
  ]
  return `sample(${parts.join(',')})`
}

export function formatFinTimeout(text: string): string {
  const { named } = readParts(text)
  const parts = ['idle_timeout', 'hard_timeout'].flatMap((name) => {
    const value = Number(named.get(name) ?? 0)
    return value === 0 ? [] : [`${name}=${value}`]
  })
  return `fin_timeout(${parts.join(',')})`
}

const insideOf = (text: string): string => text.replace(/^\w+[:=(]?/, '').replace(/\)$/, '')
const decimal = (text: string): string => (/^0x[0-9a-f]+$/i.test(text) ? String(Number(text)) : text)

function readParts(text: string): { named: Map<string, string>; words: string[] } {
  const named = new Map<string, string>()
  const words: string[] = []
  for (const part of splitTopLevel(insideOf(text))) {
    const equals = part.indexOf('=')
    if (equals < 0) words.push(part)
    else named.set(part.slice(0, equals), part.slice(equals + 1))
  }
  return { named, words }
}
