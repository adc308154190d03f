import { type Lab, startLab } from './lab-script'

/** The lab of lab/ovn.sh, with loopback ports of its own. */
export type OvnLab = Lab & {
  readonly northbound: string
  readonly options: Readonly<Record<string, string>>
}

export function startOvnLab(): OvnLab {
  const port = 20_000 + (process.pid % 10_000) * 2
  const lab = startLab('ovn.sh', 'l', { NB_PORT: String(port), SB_PORT: String(port + 1) })
  return {
    ...lab,
    northbound: `tcp:127.0.0.1:${port}`,
    options: { southbound: `tcp:127.0.0.1:${port + 1}`, collector: `local:${lab.home}/{host}` },
  }
}
