import type { Line } from '../../../text/lines'
import type { Link, Reading } from '../../capture'
import type { Witness } from '../../witness'
import type { Format } from '../format'
import { isLibvirtDomain, parseLibvirtDomain } from './hypervisor/parse-libvirt-domain'
import { isQemuGa, parseQemuGa } from './hypervisor/parse-qemu-ga'
import { isDomifaddrRow, parseVirshDomifaddr, witnessOf } from './hypervisor/parse-virsh-domifaddr'
import { isVmwareGuest, parseVmwareGuest } from './hypervisor/parse-vmware-guest'
import { isAix, parseIfconfigAix } from './ifconfig/parse-ifconfig-aix'
import { parseIfconfigBsd } from './ifconfig/parse-ifconfig-bsd'
import { isHpux, parseIfconfigHpux } from './ifconfig/parse-ifconfig-hpux'
import { isMacos, parseIfconfigMacos } from './ifconfig/parse-ifconfig-macos'
import { isNettoolsNew, parseIfconfigNettoolsNew } from './ifconfig/parse-ifconfig-nettools-new'
import { parseIfconfigNettoolsOld } from './ifconfig/parse-ifconfig-nettools-old'
import { isSolaris, parseIfconfigSolaris } from './ifconfig/parse-ifconfig-solaris'
import { ENCAP_HEAD, FLAGS_HEAD } from './ifconfig/stanza'
import { isAnsibleFacts, parseAnsibleFacts } from './inventory/parse-ansible-facts'
import { isOsqueryJson, isOsqueryText, parseOsquery } from './inventory/parse-osquery'
import { isIpAddrJson, parseIpAddrJson } from './ip/parse-ip-addr-json'
import { parseIpAddrText } from './ip/parse-ip-addr-text'
import { IPCONFIG_TITLE, readAdapterHeading } from './windows/adapter-heading'
import { readLabelledLine } from './windows/labelled-line'
import { parseIpconfigAll } from './windows/parse-ipconfig-all'

type Parse = (lines: readonly Line[], command: string | null) => Reading<Link[]>

function captureFormat(
  name: string,
  known: Pick<Format, 'opens' | 'family' | 'accepts' | 'recognises' | 'isLocalised'>,
  parse: Parse,
  witness: Witness | ((lines: readonly Line[], command: string | null) => Witness) = 'guest',
): Format {
  return {
    name,
    kind: 'capture',
    ...known,
    read: (lines, command) => ({
      kind: 'capture',
      format: name,
      witness: typeof witness === 'function' ? witness(lines, command) : witness,
      reading: isCut(command) ? withoutCompleteness(parse(lines, command)) : parse(lines, command),
    }),
  }
}

/** Whether a command hands what it shows to another, which may keep some of it: `ip addr | grep eth0`. */
const isCut = (command: string | null): boolean =>
  command
    ?.split('|')
    .slice(1)
    .some((next) => !/^\s*(cat|less|more|tee|jq \.)(\s|$)/.test(next)) ?? false

const withoutCompleteness = (reading: Reading<Link[]>): Reading<Link[]> => ({
  ...reading,
  value: reading.value.map((link) => ({ ...link, complete: { ipv4: false, ipv6: false } })),
})

/** The ifconfigs with flags in angle brackets begin alike; what stands below tells them apart. The last takes what is left. */
const ifconfig = (name: string, accepts: Format['accepts'], parse: Parse): Format =>
  captureFormat(name, { opens: FLAGS_HEAD, family: 'ifconfig', ...(accepts && { accepts }) }, parse)

export const CAPTURE_FORMATS: readonly Format[] = [
  captureFormat('ip-addr-json', { recognises: ({ values }) => isIpAddrJson(values) }, parseIpAddrJson),
  captureFormat('qemu-ga', { recognises: ({ values }) => isQemuGa(values) }, parseQemuGa, 'guest-agent'),
  captureFormat('vmware-guest', { recognises: ({ values }) => isVmwareGuest(values) }, parseVmwareGuest, 'guest-agent'),
  captureFormat(
    'ansible-facts',
    { recognises: ({ text, values }) => isAnsibleFacts(text, values) },
    parseAnsibleFacts,
    'inventory',
  ),
  captureFormat(
    'osquery-interface-addresses',
    { recognises: ({ values, lines }) => isOsqueryJson(values) || isOsqueryText(lines) },
    parseOsquery,
    'inventory',
  ),
  captureFormat('libvirt-domain', { recognises: ({ text }) => isLibvirtDomain(text) }, parseLibvirtDomain, 'intent'),
  captureFormat(
    'ip-addr-text',
    {
      opens:
        /^(\d+: +\S+:? +(<|inet6? |link\/)|netns: \S+$|\S+ +(UP|DOWN|UNKNOWN|LOWERLAYERDOWN) +(\d+\.\d+\.|[0-9a-f]{0,4}:[0-9a-f:]))/,
    },
    parseIpAddrText,
  ),
  ifconfig('ifconfig-solaris', isSolaris, parseIfconfigSolaris),
  ifconfig('ifconfig-aix', isAix, parseIfconfigAix),
  ifconfig('ifconfig-nettools-new', isNettoolsNew, parseIfconfigNettoolsNew),
  ifconfig('ifconfig-macos', isMacos, parseIfconfigMacos),
  ifconfig('ifconfig-hpux', isHpux, parseIfconfigHpux),
  ifconfig('ifconfig-bsd', undefined, parseIfconfigBsd),
  captureFormat('ifconfig-nettools-old', { opens: ENCAP_HEAD }, parseIfconfigNettoolsOld),
  captureFormat(
    'virsh-domifaddr',
    { opens: { test: (text) => /^Name\s+MAC address\s+Protocol\s+Address/.test(text) || isDomifaddrRow(text) } },
    parseVirshDomifaddr,
    witnessOf,
  ),
  captureFormat(
    'ipconfig-all',
    {
      opens: { test: (text) => IPCONFIG_TITLE.test(text) || readAdapterHeading(text) !== null },
      accepts: (lines) => lines.some(({ text }) => readLabelledLine(text) !== null),
      isLocalised: true,
    },
    parseIpconfigAll,
  ),
]
