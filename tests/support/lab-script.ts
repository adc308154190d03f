import { execFile, execFileSync } from 'node:child_process'
import path from 'node:path'

/** A lab of lab/*.sh, with a directory and namespaces of its own. */
export type Lab = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv // names its directory, namespaces and ports to the scripts
  /** Runs one verb of the script; throws with what it said when it fails. */
  readonly run: (...words: string[]) => string
  /** Whether one guest's ping of an address is answered; neighbours are forgotten first. */
  readonly pings: (guest: string, address: string) => Promise<boolean>
  /** What an operator would paste: a prompt and `ip addr show` of a guest. */
  readonly ipAddr: (guest: string) => string
  readonly stop: () => void
}

const GUESTS = ['vmA', 'vmB', 'vmC']

/** Starts the lab of a script; `letter` sets labs of one process apart. */
export function startLab(script: string, letter: string, more: Readonly<Record<string, string>> = {}): Lab {
  const tag = `${letter}${process.pid % 1000}`
  const file = path.join(import.meta.dirname, '../../lab', script)
  const home = `/tmp/rclab${tag}`
  const env = { ...process.env, LAB: home, PREFIX: `${tag}-`, ...more }
  const run = (...words: string[]): string =>
    execFileSync(file, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 })
  run('up')
  return {
    home,
    env,
    run,
    pings: (guest, address) =>
      new Promise<boolean>((resolve) => {
        for (const one of GUESTS) run('vm', one, 'ip', 'neigh', 'flush', 'dev', 'eth0')
        execFile(file, ['vm', guest, 'ping', '-n', '-c', '2', '-i', '0.3', '-W', '1', address], { env }, (error) =>
          resolve(error === null),
        )
      }),
    ipAddr: (guest) => `[root@${guest} ~]# ip addr show\n${run('vm', guest, 'ip', 'addr', 'show')}\n`,
    stop: () => void run('down'),
  }
}
