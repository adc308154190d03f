import { execFile, execFileSync } from 'node:child_process'
import path from 'node:path'

const SCRIPT = path.join(import.meta.dirname, '../../lab/ovn.sh')

/** The lab of lab/ovn.sh with a directory, namespaces and ports of its own. */
export type OvnLab = {
  readonly env: NodeJS.ProcessEnv // names its directory, namespaces and ports to the scripts
  readonly northbound: string
  readonly options: Readonly<Record<string, string>>
  /** Runs one verb of the script; throws with what it said when it fails. */
  readonly run: (...words: string[]) => string
  /** Whether one guest's ping of an address is answered; neighbours are forgotten first. */
  readonly pings: (guest: string, address: string) => Promise<boolean>
  /** What an operator would paste: a prompt and `ip addr show` of a guest. */
  readonly ipAddr: (guest: string) => string
  readonly stop: () => void
}

export function startOvnLab(): OvnLab {
  const tag = `${process.pid % 1000}`
  const port = 20_000 + (process.pid % 10_000) * 2
  const env = {
    ...process.env,
    LAB: `/tmp/rclab${tag}`,
    PREFIX: `l${tag}-`,
    NB_PORT: String(port),
    SB_PORT: String(port + 1),
  }
  const run = (...words: string[]): string =>
    execFileSync(SCRIPT, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 })
  run('up')
  const pings = (guest: string, address: string) =>
    new Promise<boolean>((resolve) => {
      for (const one of ['vmA', 'vmB', 'vmC']) run('vm', one, 'ip', 'neigh', 'flush', 'dev', 'eth0')
      execFile(SCRIPT, ['vm', guest, 'ping', '-n', '-c', '2', '-i', '0.3', '-W', '1', address], { env }, (error) =>
        resolve(error === null),
      )
    })
  return {
    env,
    northbound: `tcp:127.0.0.1:${port}`,
    options: { southbound: `tcp:127.0.0.1:${port + 1}`, collector: `local:${env.LAB}/{host}` },
    run,
    pings,
    ipAddr: (guest) => `[root@${guest} ~]# ip addr show\n${run('vm', guest, 'ip', 'addr', 'show')}\n`,
    stop: () => void run('down'),
  }
}
