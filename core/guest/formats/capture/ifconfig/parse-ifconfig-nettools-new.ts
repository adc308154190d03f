import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { readNetTools } from './net-tools'

/**
 * ifconfig of net-tools 2 prints one stanza a link, with flags in decimal; an alias such as eth0:1 has its own:
 *
 *     eth0:1: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
 *             inet 172.17.20.39  netmask 255.255.240.0  broadcast 172.17.31.255
 *             ether 00:16:3e:0a:5c:f1  txqueuelen 1000  (Ethernet)
 */
export const parseIfconfigNettoolsNew = (lines: readonly Line[], command: string | null): Reading<Link[]> =>
  readNetTools(lines, command)

/** What tells its stanzas from those of the BSDs: two blanks before mtu, dotted masks, counters. */
export const isNettoolsNew = (lines: readonly Line[]): boolean =>
  lines.some(({ text }) =>
    /^\S+: flags=\d+<[^<>]*> {2,}mtu |^\s+(inet \S+ {1,2}netmask \d+\.|[RT]X (packets|errors) |.{0,80}\btxqueuelen )/.test(
      text,
    ),
  )
