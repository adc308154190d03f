import net from 'node:net'

/**
 * The control socket of an Open vSwitch daemon, which speaks JSON-RPC: `{"method": "ofproto/trace", "params": ["br0", "in_port=1"], "id": 0}`.
 * One connection serves many questions, one at a time; starting `ovs-appctl` for each would cost more than the answer.
 */
export class Unixctl {
  private received: string[] = []
  private waiting: { resolve: (answer: string) => void; reject: (reason: Error) => void } | null = null
  private next = 0

  private constructor(private readonly socket: net.Socket) {
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.receive(text))
    socket.on('error', (error) => this.fail(error))
    socket.on('close', () => this.fail(new Error('the control socket was closed')))
  }

  static connect(path: string): Promise<Unixctl> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(path)
      socket.once('connect', () => resolve(new Unixctl(socket)))
      socket.once('error', reject)
    })
  }

  /** The text of the answer; rejects with the switch's own words where it refuses. */
  ask(method: string, ...params: readonly string[]): Promise<string> {
    if (this.waiting) throw new Error('one question at a time')
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject }
      this.socket.write(JSON.stringify({ method, params, id: this.next++ }))
    })
  }

  close(): void {
    this.socket.destroy()
  }

  private receive(text: string): void {
    this.received.push(text)
    if (!text.endsWith('}')) return
    let answer: { result: string | null; error: string | null }
    try {
      answer = JSON.parse(this.received.join(''))
    } catch {
      return // a brace inside the answer
    }
    this.received = []
    const waiting = this.waiting
    this.waiting = null
    if (answer.error !== null) waiting?.reject(new Error(answer.error))
    else waiting?.resolve(answer.result ?? '')
  }

  private fail(error: Error): void {
    this.waiting?.reject(error)
    this.waiting = null
  }
}
