import { type Lab, startLab } from './lab-script'

/** The lab of lab/ovn.sh, with loopback ports of its own. */
export type OvnLab = Lab & {
  readonly northbound: string
  readonly options: Readonly<Record<string, string>>
}

/** `hosts` goes before the names of its chassis, where another fabric has hosts of the same names. */
export function startOvnLab(hosts = ''): OvnLab {
  const port = 20_000 + (process.pid % 10_000) * 2
  const lab = startLab('ovn.sh', 'l', { NB_PORT: String(port), SB_PORT: String(port + 1), HOST_PREFIX: hosts })
  return {
    ...lab,
    northbound: `tcp:127.0.0.1:${port}`,
    options: { southbound: `tcp:127.0.0.1:${port + 1}`, collector: `local:${lab.home}/{host}` },
  }
}
