import net from 'node:net'

/** What is done with a conversation that passes; `null` lets everything through. */
export type Fault =
  | { readonly kind: 'cut-before' | 'cut-after'; readonly when: string } // closes before or after such a request arrives
  | { readonly kind: 'before'; readonly when: string; readonly first: () => void } // somebody else is faster
  | { readonly kind: 'late'; readonly ms: number } // answers come late
  | { readonly kind: 'nonsense' } // a new connection is answered with what is no protocol
  | null

/** A TCP proxy on loopback that spoils one conversation at a time; a fault with `when` happens once. */
export async function startCuttingProxy(port: number): Promise<{
  readonly port: number
  readonly spoil: (fault: Fault) => void
  readonly dropAll: () => void
  readonly stop: () => Promise<void>
}> {
  let fault: Fault = null
  const open = new Set<net.Socket>()
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        upstream.destroy()
      })
      socket.on('error', () => undefined)
    }
    if (fault?.kind === 'nonsense') return void client.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    let isMute = false
    client.on('data', (chunk) => {
      const now = fault
      if (!now || !('when' in now) || !chunk.includes(now.when)) return void upstream.write(chunk)
      fault = null
      if (now.kind === 'cut-before') return void client.destroy()
      if (now.kind === 'before') now.first()
      if (now.kind === 'cut-after') isMute = true
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (isMute) return void client.destroy()
      if (fault?.kind === 'late') setTimeout(() => client.write(chunk), fault.ms)
      else client.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dropAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as net.AddressInfo).port,
    spoil: (next) => {
      fault = next
    },
    dropAll,
    stop: () => {
      dropAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
