import type { CollectedFile } from '../audit/files/collect-evidence'
import { parsePrompt } from '../guest/transcript/parse-prompt'
import type { Line } from '../text/lines'
import type { NameMap } from './name-map'

/** Keys whose value somebody chose. */
const NAMED_KEY =
  /(?:name|host|fqdn|description|label|title|comment|note|tags?|owner_?id|account|tenant(?:_id)?|project(?:_id)?|user(?:_id)?|domain|arn|uname|requester_?id|device_id|instance_?id|(?:^|[-_:.])id|Id|Key|Value|ref)$/i
const JSON_TEXT = /"([^"\\\n]{1,80})"\s{0,40}:\s{0,40}"((?:[^"\\\n]|\\.){1,300})"/g
const ATTRIBUTE = /(?<![\w.-])"?([A-Za-z][\w:.-]{0,60})"?=("?)([^",}\]\s<>]{1,300})\2/g
const CONFIGURED =
  /^\s*(?:vrrp_instance|vrrp_sync_group|router_id|virtual_server_group|hostname|local-hostname|fqdn|primitive|group|clone|ms|node)[ :]+"?([\w.@-]{1,200})/
const WINDOWS =
  /^\s*(?:Host Name|Primary Dns Suffix|Connection-specific DNS Suffix|DNS Suffix Search List|主机名|主 DNS 后缀)[ .]{0,60}:\s*(\S.*)$/
const MAIL = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}/g
const STRUCTURAL = new Set(['ip', 'ipv4', 'ipv6', 'iface-id', 'attached-mac', 'cookie'])

/** Takes in every name that a file uses: where the fabric, a prompt or a configuration says that it is one. */
export function collectNames({ evidence, lines }: CollectedFile, text: string, names: NameMap): void {
  for (const one of evidence) {
    if (one.kind !== 'registry') continue
    for (const { id, name, network, subnets, host, instance } of one.exported.ports)
      for (const word of [id, name, network, ...subnets, host, instance]) names.add(word)
    for (const { id, name, master, vswitch, members } of one.exported.haVips)
      for (const word of [id, name, master, vswitch, ...members.map(({ ref }) => ref)]) names.add(word)
    for (const { interface: device, port, ifaceId } of one.exported.switchInterfaces)
      for (const word of [device, port, ifaceId]) names.add(word)
    for (const { id, vrf, dnsName, description, assigned } of one.exported.documented)
      for (const word of [id, vrf, dnsName, description, assigned?.device, assigned?.virtualMachine])
        names.add(word ?? null)
  }
  for (const [, key = '', value = ''] of text.matchAll(JSON_TEXT))
    if (NAMED_KEY.test(key) && !STRUCTURAL.has(key)) names.add(value)
  for (const line of lines) collectFromLine(line, names)
}

function collectFromLine({ text }: Line, names: NameMap): void {
  if (text.length > 20_000) return // one line of JSON: it was searched as a whole
  const prompt = parsePrompt(text)
  names.add(prompt?.host ?? null)
  names.add(prompt?.user ?? null)
  names.add(CONFIGURED.exec(text)?.[1] ?? WINDOWS.exec(text)?.[1] ?? null)
  for (const [mail] of text.matchAll(MAIL)) if (!/[$#>]/.test(text)) names.add(mail)
  // Columns of OVSDB hold maps, XML elements have attributes; rules of a flow table have neither.
  if (/actions=/.test(text)) return
  if (/^\s*(?:external_ids|other_config|options)\s*:|<\w/.test(text))
    for (const [, key = '', , value = ''] of text.matchAll(ATTRIBUTE))
      if (NAMED_KEY.test(key) && !STRUCTURAL.has(key)) for (const word of value.split(/[,;]/)) names.add(word)
}
