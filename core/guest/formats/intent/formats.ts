import type { Line } from '../../../text/lines'
import type { Reading } from '../../capture'
import type { Intent } from '../../intent'
import type { Document, Format } from '../format'
import { isKubeVip, parseKubeVip } from './floating/parse-kube-vip'
import { isMetalLb, parseMetalLb } from './floating/parse-metallb'
import {
  isVipManagerEnvironment,
  isVipManagerYaml,
  parseVipManagerEnvironment,
  parseVipManagerYaml,
} from './floating/parse-vip-manager'
import { isKeepalived, parseKeepalived } from './keepalived/parse-keepalived'
import { isCloudInit, parseCloudInit } from './network/parse-cloud-init'
import { isIfcfg, parseIfcfg } from './network/parse-ifcfg'
import { isInterfaces, parseInterfaces } from './network/parse-interfaces'
import { isKeyfile, parseKeyfile } from './network/parse-keyfile'
import { isNetplan, parseNetplan } from './network/parse-netplan'
import { isNetworkd, parseNetworkd } from './network/parse-networkd'
import { isCibXml, parseCibXml } from './pacemaker/parse-cib-xml'
import { isCrmConfigure, parseCrmConfigure } from './pacemaker/parse-crm-configure'
import { isPcsCommands, parsePcsCommands } from './pacemaker/parse-pcs-commands'
import { isPcsConfig, parsePcsConfig } from './pacemaker/parse-pcs-config'

type Known = Pick<Format, 'opens'> & { readonly recognises: (document: Document) => boolean }

const intentFormat = (name: string, known: Known, parse: (lines: readonly Line[]) => Reading<Intent>): Format => ({
  name,
  kind: 'intent',
  ...known,
  read: (lines) => ({ kind: 'intent', format: name, reading: parse(lines) }),
})

/**
 * Whole documents. What opens one in a terminal must be unlike anything else; the rest is recognised where a command
 * (`cat`, `pcs config`) printed it.
 */
export const INTENT_FORMATS: readonly Format[] = [
  intentFormat('pacemaker-cib-xml', { recognises: ({ text }) => isCibXml(text) }, parseCibXml),
  intentFormat(
    'pacemaker-pcs-config',
    { opens: /^Resource: \S+ \((?:class|type|provider)=/, recognises: ({ lines }) => isPcsConfig(lines) },
    parsePcsConfig,
  ),
  intentFormat('pacemaker-pcs-commands', { recognises: ({ lines }) => isPcsCommands(lines) }, parsePcsCommands),
  intentFormat(
    'pacemaker-crm-configure',
    { opens: /^primitive \S+ \S+:\S+(?: |$)/, recognises: ({ lines }) => isCrmConfigure(lines) },
    parseCrmConfigure,
  ),
  intentFormat(
    'keepalived-conf',
    {
      opens: /^(?:vrrp_instance \S+|vrrp_sync_group \S+|global_defs) ?\{?$/,
      recognises: ({ lines }) => isKeepalived(lines),
    },
    parseKeepalived,
  ),
  intentFormat('metallb', { recognises: ({ text }) => isMetalLb(text) }, parseMetalLb),
  intentFormat('kube-vip', { recognises: ({ text }) => isKubeVip(text) }, parseKubeVip),
  intentFormat('cloud-init-v1', { recognises: ({ text, lines }) => isCloudInit(text, lines) }, parseCloudInit),
  intentFormat(
    'netplan',
    { recognises: ({ text, lines }) => isNetplan(text, lines) && /^[ \t{,]*["']?network["']?[ \t]*:/m.test(text) },
    parseNetplan('netplan'),
  ),
  intentFormat(
    'cloud-init-v2',
    { recognises: ({ text, lines }) => isNetplan(text, lines) },
    parseNetplan('cloud-init-v2'),
  ),
  intentFormat('vip-manager', { recognises: ({ text, lines }) => isVipManagerYaml(text, lines) }, parseVipManagerYaml),
  intentFormat(
    'vip-manager-environment',
    { recognises: ({ text }) => isVipManagerEnvironment(text) },
    parseVipManagerEnvironment,
  ),
  intentFormat('networkmanager-keyfile', { recognises: ({ text, lines }) => isKeyfile(text, lines) }, parseKeyfile),
  intentFormat('systemd-networkd', { recognises: ({ text, lines }) => isNetworkd(text, lines) }, parseNetworkd),
  intentFormat('interfaces', { recognises: ({ text, lines }) => isInterfaces(text, lines) }, parseInterfaces),
  intentFormat('ifcfg', { recognises: ({ text, lines }) => isIfcfg(text, lines) }, parseIfcfg),
]
