import type { Layout } from './table-name'

/** The integration bridge of Neutron's Open vSwitch agent with its firewall driver. */
export const NEUTRON_LAYOUT: Layout = {
  fabric: 'neutron-ovs',
  versions: 'Pike and later',
  source:
    'openstack/neutron neutron/plugins/ml2/drivers/openvswitch/agent/common/constants.py; doc/source/contributor/internals/openvswitch_firewall.rst',
  tables: [
    { table: 0, name: 'local switching' },
    { table: 1, name: 'distributed router to source MAC' },
    { table: 2, name: 'distributed router to source MAC, VLAN' },
    { table: 23, name: 'canary' },
    { table: 24, name: 'ARP spoofing', guards: true },
    { table: 25, name: 'MAC spoofing', guards: true },
    { table: 60, name: 'transient' },
    { table: 71, name: 'firewall: base egress', guards: true },
    { table: 72, name: 'firewall: egress rules' },
    { table: 73, name: 'firewall: accept or ingress' },
    { table: 81, name: 'firewall: base ingress' },
    { table: 82, name: 'firewall: ingress rules' },
    { table: 91, name: 'firewall: accepted egress' },
    { table: 92, name: 'firewall: accepted ingress' },
    { table: 93, name: 'firewall: dropped' },
    { table: 94, name: 'firewall: accepted egress, normal' },
  ],
}
