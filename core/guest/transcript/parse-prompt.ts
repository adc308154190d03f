/** A shell prompt precedes what somebody typed; it may name the user and the machine. */
export type Prompt = {
  readonly user: string | null
  readonly host: string | null
  readonly command: string
  readonly column: number
}

const TOOLS =
  /^(?:sudo )?(?:\/\S*\/)?(?:ip(?! [sd]addr| protocol| dscp| ttl| length| version| frag-off)|ifconfig|ping6?|arping|arp(?! [sd]addr| operation| [hp](?:type|len))|iptables(?:-save)?|ip6tables|nft|cat|systemctl|keepalived|pcs|crm|hostname|uname|tcpdump|ovs-\S+|ovn-\S+|ipconfig|route|ss|netstat|ssh|exit)(?: |$)/

/** Shapes in which a prompt names itself; group `c` is what was typed. */
const NAMED: readonly RegExp[] = [
  /^\[(?<u>[\w.-]+)@(?<h>[\w.-]+)(?: [^\]]*)?\] ?[#$%>] ?(?<c>.*)$/, // [root@pg11 ~]# ip addr
  /^(?:\([\w.-]+\) )?(?<u>[\w.-]+)@(?<h>[\w.-]+):[^#$%>]{0,200}[#$%>] ?(?<c>.*)$/, // root@pg11:~# ip addr
  /^(?<u>[\w.-]+)@(?<h>[\w.]+(?:-[\w.]+)*) ?[-=]?[#$%>] ?(?<c>.*)$/, // postgres@pg11-> ip addr
  /^(?<u>[\w.-]+)@(?<h>[\w.-]+) [~/]\S{0,200} ?[#$%>❯] ?(?<c>.*)$/, // user@host ~> ip addr
  /^PS [A-Za-z]:\\[^>]{0,200}> ?(?<c>.*)$/, // PS C:\Users> ipconfig
  /^[A-Za-z]:\\[^>]{0,200}> ?(?<c>.*)$/, // C:\> ipconfig
]
/** Shapes that could also be prose: they count only before a tool we know. */
const BARE: readonly RegExp[] = [
  /^(?<h>[\w.-]+)(?:\([^)]*\))?[#$%>] ?(?<c>.*)$/,
  /^[#$%>❯➜] *(?:~ )?(?<c>.*)$/,
  /^(?<c>.*)$/,
]

/** Reads a line as a prompt with a command; null when it is neither. Trailing white space is ignored. */
export function parsePrompt(line: string): Prompt | null {
  const text = line.trimEnd()
  const start = text.length - text.trimStart().length
  const body = text.trimStart()
  if (body.length > 2000) return null
  for (const shape of NAMED) {
    const found = shape.exec(body)?.groups
    if (found) return toPrompt(found, text, start)
  }
  for (const shape of BARE) {
    const found = shape.exec(body)?.groups
    if (found && TOOLS.test(found.c ?? '')) return toPrompt(found, text, start)
  }
  return null
}

function toPrompt(found: Record<string, string | undefined>, text: string, start: number): Prompt {
  const command = (found.c ?? '').trim()
  return {
    user: found.u ?? null,
    host: found.h ?? null,
    command,
    column: Math.max(start, text.length - command.length),
  }
}
