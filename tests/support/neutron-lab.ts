import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { type OvnLab, startOvnLab } from './ovn-lab'

const SCRIPT = path.join(import.meta.dirname, '../../lab/neutron.sh')
const PAGE_ITEMS = 2 // at a time, so that every list has pages

/** The lab of lab/ovn.sh with Neutron on it, as lab/neutron.sh adds it. */
export type NeutronLab = OvnLab & {
  readonly url: string
  /** Ends the server, or starts it again on the same database. */
  readonly server: (verb: 'stop-server' | 'start-server') => void
  /** One request to Neutron below /v2.0/; throws with what was answered when it fails. */
  readonly api: (method: string, path: string, body?: unknown) => Record<string, unknown>
}

export function startNeutronLab(hosts = ''): NeutronLab {
  const ovn = startOvnLab(hosts)
  const port = 40_000 + (process.pid % 10_000)
  const env = { ...ovn.env, NEUTRON_PORT: String(port), NEUTRON_PAGE: String(PAGE_ITEMS) }
  const run = (...words: string[]): string =>
    execFileSync(SCRIPT, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 240_000 })
  try {
    run('up')
  } catch (error) {
    run('down')
    ovn.stop()
    throw error
  }
  return {
    ...ovn,
    url: `http://127.0.0.1:${port}`,
    server: (verb) => void run(verb),
    api: (method, path, body) => {
      const text = run('api', method, path, ...(body === undefined ? [] : [JSON.stringify(body)]))
      return text === '' ? {} : JSON.parse(text)
    },
    stop: () => {
      run('down')
      ovn.stop()
    },
  }
}
