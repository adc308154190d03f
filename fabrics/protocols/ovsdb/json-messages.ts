const SHOWN_CHARACTERS = 40 // of what is no message

/**
 * Splits a stream into JSON objects: OVSDB (RFC 7047, section 4) sends them back to back without length or line end, so
 * braces outside of strings are counted.
 */
export class JsonMessages {
  private parts: string[] = [] // of a message that has begun
  private length = 0
  private depth = 0
  private inString = false
  private escaped = false

  constructor(private readonly charactersMax: number) {}

  /** The messages that this chunk completes. Throws when one is longer than allowed or no JSON, or when none begins. */
  take(chunk: string): unknown[] {
    const messages: unknown[] = []
    let start = this.depth > 0 ? 0 : -1
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at)
      if (this.depth === 0 && code !== 123 && code > 32)
        throw new Error(`no message begins with ${JSON.stringify(chunk.slice(at, at + SHOWN_CHARACTERS))}`)
      if (this.inString) {
        if (this.escaped) this.escaped = false
        else if (code === 92) this.escaped = true
        else if (code === 34) this.inString = false
      } else if (code === 34) this.inString = true
      else if (code === 123) {
        if (this.depth++ === 0) start = at
      } else if (code === 125 && --this.depth === 0) {
        messages.push(JSON.parse(`${this.parts.join('')}${chunk.slice(start, at + 1)}`))
        this.parts = []
        this.length = 0
        start = -1
      }
    }
    if (start >= 0) {
      this.parts.push(chunk.slice(start))
      this.length += chunk.length - start
      if (this.length > this.charactersMax) throw new Error(`a message is longer than ${this.charactersMax} characters`)
    }
    return messages
  }
}
