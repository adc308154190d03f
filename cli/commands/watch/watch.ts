import { readFileSync } from 'node:fs'
import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { sayError } from '../../input/read-text'
import { followAddresses } from './follow-addresses'
import { Bell, reportChanges } from './report-changes'

const OPTIONS = {
  url: { type: 'string' },
  'token-file': { type: 'string' },
  every: { type: 'string' },
  poll: { type: 'string' },
  'allow-http': { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
} as const
const TOKEN_FILE = '/etc/rollcall/token'
const SECONDS_MAX = 86_400

/** `rollcall watch`: tells a server at once when an address of this machine changes. */
export const watch: Command = {
  name: 'watch',
  summary: 'tell a server at once when an address of this machine changes',
  help: `rollcall watch --url https://rollcall.example [--token-file FILE] [--every SECONDS] [--quiet]

Follows "ip monitor" (or reads the addresses again and again where that is not there) and sends what the machine has
configured to the server's /api/v1/captures: now, within a second of a change, and from time to time so that silence means
something. Ends on SIGINT, SIGTERM or SIGHUP.

  --url URL           the server; http only to this machine, or with --allow-http in a laboratory
  --token-file FILE   holds the agent's token (usual: ${TOKEN_FILE}); or the environment's ROLLCALL_TOKEN.
                      Never an argument: every user of the machine could read it.
  --every SECONDS     how often without a change (usual: 60)
  --poll SECONDS      how often to look where ip monitor is not there (usual: 0.5)
  --quiet             say only what goes wrong
`,
  async run(args) {
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`watch: ${read}`)
    const { options, rest } = read
    if (rest.length > 0) return refuse(`watch takes no files: ${rest.join(' ')}`)
    const url = readUrl(options.url, options['allow-http'] ?? false)
    if (!(url instanceof URL)) return refuse(url)
    const token = readToken(options['token-file'])
    if ('error' in token) return refuse(token.error)
    const everyMs = readSeconds(options.every ?? '60')
    const pollMs = readSeconds(options.poll ?? '0.5')
    if (everyMs === null || pollMs === null) return refuse(`watch: seconds are a number from 0.1 to ${SECONDS_MAX}`)
    return watchAddresses(
      { url: url.href.replace(/\/+$/, ''), token: token.text },
      everyMs,
      pollMs,
      options.quiet ?? false,
    )
  },
}

async function watchAddresses(
  destination: { url: string; token: string },
  everyMs: number,
  pollMs: number,
  isQuiet: boolean,
): Promise<number> {
  const end = new AbortController()
  const stop = (): void => end.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stop)
  const bell = new Bell()
  const warn = (sentence: string): void => void process.stderr.write(`rollcall: ${sentence}\n`)
  const say = (sentence: string): void => {
    if (!isQuiet || sentence !== 'reported') warn(sentence)
  }
  const following = followAddresses(end.signal, { pollMs, onChange: bell.ring, say: warn })
  const reason = await reportChanges(destination, bell, end.signal, { everyMs, say })
  end.abort()
  await following
  return reason === null ? 0 : refuse(reason)
}

function readUrl(text: string | undefined, isPlainAllowed: boolean): URL | string {
  if (text === undefined) return 'watch: where to? give --url https://…'
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return `watch: "${text}" is no address of a server`
  }
  if (url.username !== '' || url.password !== '') return 'watch: the URL must not hold a password'
  const isHere = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (isHere || isPlainAllowed))) return url
  return url.protocol === 'http:'
    ? 'watch: http would show the token to the network; use https (or --allow-http in a laboratory)'
    : `watch: "${text}" is no address of a server`
}

function readToken(file: string | undefined): { text: string } | { error: string } {
  const given = file === undefined ? process.env.ROLLCALL_TOKEN : undefined
  const place = file ?? TOKEN_FILE
  let text = given ?? ''
  if (text === '')
    try {
      text = readFileSync(place, 'utf8')
    } catch (error) {
      return { error: `watch: no token: ${place} ${sayError(error)}, and ROLLCALL_TOKEN is not set` }
    }
  const token = text.split('\n')[0]?.trim() ?? ''
  if (/^[\w-]{1,200}$/.test(token)) return { text: token }
  return { error: `watch: what stands in ${given === undefined ? place : 'ROLLCALL_TOKEN'} is no token` }
}

function readSeconds(text: string): number | null {
  const seconds = Number(text)
  return text.trim() !== '' && seconds >= 0.1 && seconds <= SECONDS_MAX ? seconds * 1000 : null
}
