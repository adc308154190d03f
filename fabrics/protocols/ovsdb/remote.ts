import { readFileSync } from 'node:fs'
import net from 'node:net'
import tls from 'node:tls'

/** One server of a database: a socket of this machine, TCP, or TLS with a client certificate. */
export type Remote =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp' | 'ssl'; readonly host: string; readonly port: number }

/** Files of the client certificate, its key and the authority that signed the server's (all PEM). */
export type Certificates = { readonly certificate: string; readonly key: string; readonly authority: string }

const UNIX_PATH_MAX = 107 // bytes of sun_path without its final zero

/**
 * The servers of a clustered database, in the form that Open vSwitch's own tools take (ovsdb(7), "Active Database
 * Connection Methods"): `ssl:10.0.0.1:6641,ssl:10.0.0.2:6641`, `tcp:[fd00::1]:6641`, `unix:/run/ovn/ovnnb_db.sock`.
 * A sentence when it is none.
 */
export function parseRemotes(text: string): readonly Remote[] | string {
  const remotes: Remote[] = []
  for (const word of text.split(',').map((one) => one.trim())) {
    const unix = /^unix:(.+)$/.exec(word)
    const network = /^(tcp|ssl):(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(word)
    if (unix?.[1]) {
      if (Buffer.byteLength(unix[1]) > UNIX_PATH_MAX)
        return `The path of ${word} is longer than ${UNIX_PATH_MAX} bytes.`
      remotes.push({ kind: 'unix', path: unix[1] })
    } else if (network) {
      const port = Number(network[4] ?? 6640)
      if (port < 1 || port > 65_535) return `${word} names no port.`
      remotes.push({ kind: network[1] as 'tcp' | 'ssl', host: network[2] ?? network[3] ?? '', port })
    } else return `${word || 'Nothing'} is no address of a database: tcp:HOST:PORT, ssl:HOST:PORT or unix:PATH is.`
  }
  return remotes
}

export const formatRemote = (remote: Remote): string =>
  remote.kind === 'unix' ? `unix:${remote.path}` : `${remote.kind}:${remote.host}:${remote.port}`

/** Opens a socket and waits until it can be used. Throws with the system's own words. */
export function openSocket(remote: Remote, certificates: Certificates | null, timeoutMs: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(remote, certificates)
    const ready = remote.kind === 'ssl' ? 'secureConnect' : 'connect'
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`${formatRemote(remote)}: ${error.message}`))
    })
    socket.once(ready, () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

function connect(remote: Remote, certificates: Certificates | null): net.Socket {
  if (remote.kind === 'unix') return net.connect({ path: remote.path })
  if (remote.kind === 'tcp') return net.connect({ host: remote.host, port: remote.port })
  if (!certificates) throw new Error(`${formatRemote(remote)} needs a client certificate, and none is set`)
  return tls.connect({
    host: remote.host,
    port: remote.port,
    cert: readFileSync(certificates.certificate),
    key: readFileSync(certificates.key),
    ca: readFileSync(certificates.authority),
    // OVN's certificates name machines, not addresses: the authority's signature is what counts (ovs-pki(8)).
    checkServerIdentity: () => undefined,
  })
}
