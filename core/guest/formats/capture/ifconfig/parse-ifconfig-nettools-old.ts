import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { readNetTools } from './net-tools'

/**
 * ifconfig of net-tools before 2.0, and BusyBox's, in whatever language:
 *
 *     eth0:1    Link encap:Ethernet  HWaddr 00:16:3E:0A:5C:F1
 *               inet addr:172.17.20.39  Bcast:172.17.31.255  Mask:255.255.240.0
 *               UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
 */
export const parseIfconfigNettoolsOld = (lines: readonly Line[], command: string | null): Reading<Link[]> =>
  readNetTools(lines, command)
