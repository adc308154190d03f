/** Exports of clouds, Terraform and NetBox of our own making: each format, each way in which its tools print it. */
const port = (fields: Record<string, unknown>) => ({
  id: 'p-1',
  name: 'db',
  mac_address: 'fa:16:3e:0a:00:01',
  network_id: 'net-1',
  status: 'ACTIVE',
  device_id: 'vm-1',
  ...fields,
})
const PLAIN_PORT = {
  id: 'p-1',
  name: 'db',
  mac: 'fa:16:3e:0a:00:01',
  addresses: [{ family: 'ipv4', address: '10.1.0.5', prefixLength: null, primary: null }],
  status: 'ACTIVE',
}
const json = (value: unknown) => JSON.stringify(value, null, 2)
const FIXED = [{ subnet_id: 's-1', ip_address: '10.1.0.5' }]

export type Sample = { name: string; format: string; text: string; value: unknown; problems?: [number, number][] }

export const CLOUD_SAMPLES: readonly Sample[] = [
  {
    name: 'the API, with a pair that has no MAC',
    format: 'neutron-port-json',
    text: json({ port: port({ fixed_ips: FIXED, allowed_address_pairs: [{ ip_address: '10.1.0.9/32' }] }) }),
    value: [{ ...PLAIN_PORT, allowedPairs: [{ ip: '10.1.0.9/32', mac: null }], portSecurityEnabled: null }],
  },
  {
    name: 'openstack port list',
    format: 'neutron-port-json',
    text: json([
      { ID: 'p-1', Name: 'db', 'MAC Address': 'fa:16:3e:0a:00:01', 'Fixed IP Addresses': FIXED, Status: 'ACTIVE' },
    ]),
    value: [{ ...PLAIN_PORT, instance: null }],
  },
  {
    name: 'openstack port list, before 4.0',
    format: 'neutron-port-json',
    text: json([
      {
        ID: 'p-1',
        Name: 'db',
        'MAC Address': 'fa:16:3e:0a:00:01',
        'Fixed IP Addresses': "ip_address='10.1.0.5', subnet_id='s-1'\nip_address='fd00::5', subnet_id='s-2'",
        Status: 'ACTIVE',
      },
    ]),
    value: [
      {
        ...PLAIN_PORT,
        addresses: [...PLAIN_PORT.addresses, { family: 'ipv6', address: 'fd00::5', prefixLength: null, primary: null }],
      },
    ],
  },
  {
    name: 'openstack port show',
    format: 'neutron-port-json',
    text: json(
      port({
        admin_state_up: 'UP',
        allowed_address_pairs: "ip_address='10.1.0.9', mac_address='00:00:5e:00:01:07'",
        binding_host_id: 'hv1',
        fixed_ips: "ip_address='10.1.0.5', subnet_id='s-1'",
        port_security_enabled: 'True',
      }),
    ),
    value: [
      {
        ...PLAIN_PORT,
        allowedPairs: [{ ip: '10.1.0.9', mac: '00:00:5e:00:01:07' }],
        host: 'hv1',
        instance: 'vm-1',
        portSecurityEnabled: true,
      },
    ],
  },
  {
    name: 'neutron port-show, as fields and values',
    format: 'neutron-port-json',
    text: json([
      { Field: 'id', Value: 'p-1' },
      { Field: 'name', Value: 'db' },
      { Field: 'mac_address', Value: 'fa:16:3e:0a:00:01' },
      { Field: 'fixed_ips', Value: '{"subnet_id": "s-1", "ip_address": "10.1.0.5"}' },
      { Field: 'status', Value: 'ACTIVE' },
    ]),
    value: [PLAIN_PORT],
  },
  {
    name: 'a wrong type and an address that is none',
    format: 'neutron-port-json',
    text: '{"ports": [\n  {"id": "p-1", "mac_address": "fa:16:3e", "fixed_ips": 7},\n  {"id": "p-2", "fixed_ips": [{"ip_address": "10.1.0.300"}]}\n]}',
    value: [
      { id: 'p-1', mac: null, addresses: [] },
      { id: 'p-2', addresses: [] },
    ],
    problems: [
      [2, 32],
      [2, 57],
      [3, 46],
    ],
  },
  {
    name: 'an answer that breaks off',
    format: 'neutron-port-json',
    text: '{"ports": [{"id": "p-1", "fixed_ips": [{"ip_address": "10.1.0.5"}], "mac_address": "fa:16:',
    value: [{ id: 'p-1', addresses: [{ address: '10.1.0.5' }] }],
    problems: [
      [1, 84],
      [1, 91],
      [1, 84],
    ],
  },
  {
    name: 'prefixes, IPv6 and a name',
    format: 'aws-describe-network-interfaces',
    text: json({
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-1',
          MacAddress: '02:aa:bb:cc:dd:ee',
          SourceDestCheck: false,
          PrivateIpAddresses: [
            { PrivateIpAddress: '10.0.1.5', Primary: true, Association: { PublicIp: '203.0.113.5' } },
            { PrivateIpAddress: '10.0.1.9', Primary: false },
          ],
          Ipv6Addresses: [{ Ipv6Address: '2001:DB8::5', IsPrimaryIpv6: true }],
          Ipv4Prefixes: [{ Ipv4Prefix: '10.0.1.16/28' }],
          Attachment: { InstanceId: 'i-1' },
          TagSet: [{ Key: 'Name', Value: 'db' }],
        },
      ],
    }),
    value: [
      {
        id: 'eni-1',
        name: 'db',
        mac: '02:aa:bb:cc:dd:ee',
        addresses: [
          { family: 'ipv4', address: '10.0.1.5', prefixLength: null, primary: true },
          { family: 'ipv4', address: '10.0.1.9', prefixLength: null, primary: false },
          { family: 'ipv6', address: '2001:db8::5', prefixLength: null, primary: true },
        ],
        allowedPairs: [{ ip: '10.0.1.16/28', mac: null }],
        sourceDestCheck: false,
        instance: 'i-1',
        publicIps: ['203.0.113.5'],
      },
    ],
  },
  {
    name: 'describe-instances',
    format: 'aws-describe-network-interfaces',
    text: json({
      Reservations: [
        {
          Instances: [
            {
              InstanceId: 'i-1',
              NetworkInterfaces: [
                {
                  NetworkInterfaceId: 'eni-1',
                  MacAddress: '02:aa:bb:cc:dd:ee',
                  PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.5', Primary: true }],
                },
              ],
            },
          ],
        },
      ],
    }),
    value: [{ id: 'eni-1', instance: 'i-1', addresses: [{ address: '10.0.1.5' }] }],
  },
  {
    name: 'the API',
    format: 'tencent-describe-havips',
    text: json({
      Response: {
        TotalCount: 1,
        HaVipSet: [
          {
            HaVipId: 'havip-1',
            HaVipName: 'db',
            Vip: '10.0.3.9',
            SubnetId: 'subnet-1',
            State: 'BIND',
            InstanceId: 'ins-1',
            AddressIp: '203.0.113.9',
            HaVipAssociationSet: [
              { HaVipId: 'havip-1', InstanceId: 'ins-1', InstanceType: 'CVM' },
              { HaVipId: 'havip-1', InstanceId: 'ins-2', InstanceType: 'CVM' },
            ],
          },
        ],
      },
    }),
    value: [
      {
        id: 'havip-1',
        address: '10.0.3.9',
        status: 'BIND',
        master: 'ins-1',
        associatedType: 'CVM',
        associated: ['ins-1', 'ins-2'],
        publicIps: ['203.0.113.9'],
        vswitch: 'subnet-1',
      },
    ],
  },
  {
    name: 'virtual ports, bound the other way round',
    format: 'huawei-vip-ports',
    text: json({
      ports: [
        port({
          device_owner: 'neutron:VIP_PORT',
          fixed_ips: [{ ip_address: '192.168.0.100' }],
          allowed_address_pairs: [{ ip_address: '192.168.0.11', mac_address: 'fa:16:3e:0c:1d:2e' }],
        }),
      ],
    }),
    value: [{ id: 'p-1', address: '192.168.0.100', associated: ['192.168.0.11'] }],
  },
  {
    name: 'version 4',
    format: 'terraform-state',
    text: json({
      version: 4,
      terraform_version: '1.7.5',
      resources: [
        {
          module: 'module.db',
          mode: 'managed',
          type: 'openstack_networking_port_v2',
          name: 'a',
          instances: [
            {
              index_key: 0,
              attributes: port({
                all_fixed_ips: ['10.1.0.5'],
                allowed_address_pairs: [{ ip_address: '10.1.0.9', mac_address: '' }],
                port_security_enabled: true,
              }),
            },
          ],
        },
        {
          type: 'alicloud_vpc_ha_vip',
          name: 'v',
          mode: 'managed',
          instances: [{ attributes: { id: 'havip-1', ip_address: '10.1.0.10', vswitch_id: 'vsw-1', status: 'InUse' } }],
        },
        {
          type: 'alicloud_vpc_ha_vip_attachment',
          name: 'v',
          mode: 'managed',
          instances: [{ attributes: { ha_vip_id: 'havip-1', instance_id: 'i-1' } }],
        },
      ],
    }),
    value: {
      intent: false,
      ports: [
        {
          resource: 'module.db.openstack_networking_port_v2.a[0]',
          ...PLAIN_PORT,
          allowedPairs: [{ ip: '10.1.0.9', mac: null }],
        },
      ],
      havips: [{ resource: 'alicloud_vpc_ha_vip.v', id: 'havip-1', address: '10.1.0.10', associated: ['i-1'] }],
    },
  },
  {
    name: 'planned values of a module',
    format: 'terraform-plan',
    text: json({
      format_version: '1.2',
      terraform_version: '1.7.5',
      planned_values: {
        root_module: {
          child_modules: [
            {
              resources: [
                {
                  address: 'module.db.aws_network_interface.a',
                  type: 'aws_network_interface',
                  values: { private_ip: '10.0.1.5', private_ips: ['10.0.1.5', '10.0.1.9'], source_dest_check: true },
                },
              ],
            },
          ],
        },
      },
      resource_changes: [],
    }),
    value: {
      intent: true,
      ports: [
        {
          resource: 'module.db.aws_network_interface.a',
          mac: null,
          addresses: [
            { address: '10.0.1.5', primary: true },
            { address: '10.0.1.9', primary: false },
          ],
          sourceDestCheck: true,
        },
      ],
      havips: [],
    },
  },
  {
    name: 'the API',
    format: 'netbox-ip-addresses',
    text: json({
      count: 1,
      next: null,
      previous: null,
      results: [
        {
          id: 7,
          address: '172.17.20.39/20',
          vrf: { id: 1, name: 'prod' },
          status: { value: 'active', label: 'Active' },
          role: { value: 'vip', label: 'VIP' },
          assigned_object: { name: 'eth0', virtual_machine: { name: 'vmA' } },
          nat_inside: null,
          dns_name: 'db.example.org',
          description: '',
        },
      ],
    }),
    value: [
      {
        id: '7',
        family: 'ipv4',
        address: '172.17.20.39',
        prefixLength: 20,
        vrf: 'prod',
        status: 'active',
        role: 'vip',
        dnsName: 'db.example.org',
        description: null,
        assigned: { device: null, virtualMachine: 'vmA', interface: 'eth0' },
        natInside: null,
      },
    ],
  },
  {
    name: 'CSV',
    format: 'netbox-ip-addresses',
    text: 'ID,IP Address,VRF,Status,Role,DNS Name,Description\r\n7,172.17.20.39/20,prod,Active,VIP,,"a, b"\r\n8,nowhere,,Active,,,\r\n',
    value: [{ id: '7', address: '172.17.20.39', vrf: 'prod', status: 'active', role: 'vip', description: 'a, b' }],
    problems: [[3, 3]],
  },
  {
    name: 'a HAVIP, a pair, a formula and what is wrong',
    format: 'rollcall-csv',
    text: "vpc,subnet,host,guest,nic,mac,kind,address,havip\r\nprod,172.17.16.0/20,hv-a,vmA,eth0,00:16:3E:0A:5C:F1,primary,172.17.20.29,\r\nprod,172.17.16.0/20,hv-a,vmA,eth0,,allowed-pair,172.17.21.0/24,\r\nprod,172.17.16.0/20,hv-a,vmA,eth0,,havip,172.17.20.39,pg-vip\r\nprod,172.17.16.0/20,,'=vmB,eth0,nonsense,secondary,nowhere,\r\nprod,172.17.40.0/24,,,,,,,\r\n",
    value: [
      {
        name: 'vmA eth0',
        mac: '00:16:3e:0a:5c:f1',
        addresses: [{ family: 'ipv4', address: '172.17.20.29', primary: true }],
        allowedPairs: [{ ip: '172.17.21.0/24' }],
        instance: 'vmA',
        host: 'hv-a',
      },
      { name: '=vmB eth0', mac: null, addresses: [], instance: '=vmB' },
    ],
    problems: [
      [5, 33],
      [5, 52],
    ],
  },
]
