import type { FormField } from '../registry/forms/form-field'

type Held = {
  readonly kind: string
  readonly name: string
  readonly endpoint: string
  readonly secretName: string | null
  readonly canWrite: boolean
  readonly options: Readonly<Record<string, string>>
  readonly installs: string | null
}

/** The form of a fabric: what its kind asks for. `ownVpcs`: those whose registry is Rollcall's own. */
export function fabricFields(ownVpcs: readonly string[], held?: Held): FormField[] {
  const option = (name: string, label: string, more: Partial<FormField> = {}): FormField => ({
    name,
    label,
    kind: 'text',
    value: held?.options[name] ?? '',
    ...more,
  })
  const endpoint = (label: string, placeholder: string, hint: string, when: FormField['when']): FormField => ({
    name: 'endpoint',
    label,
    kind: 'text',
    value: held?.endpoint ?? '',
    placeholder,
    hint,
    isMono: true,
    ...(when && { when }),
  })
  return [
    { name: 'name', label: 'Name', kind: 'text', value: held?.name ?? '', placeholder: 'prod' },
    {
      name: 'kind',
      label: 'Kind',
      kind: 'select',
      value: held?.kind ?? 'ovn',
      options: [
        { value: 'ovn', label: 'OVN, by its databases' },
        { value: 'neutron', label: 'OpenStack Neutron, by its API' },
        { value: 'openvswitch', label: 'Open vSwitch, on hosts without a controller' },
      ].filter(({ value }) => !held || held.kind === value),
    },
    ...ovnFields(option, endpoint),
    ...neutronFields(option, endpoint, held),
    ...openVswitchFields(option, endpoint, ownVpcs, held),
    option('collector', 'Flow tables of hosts', {
      placeholder: 'ssh:rollcall@{host}',
      hint: 'How ovs-ofctl is run: ssh:USER@{host}, or local. Empty: flow tables are imported by hand (not with Open vSwitch).',
      isMono: true,
    }),
    option('authority', 'Authority', {
      hint: 'A file on the server: who signed the fabric’s certificate.',
      isMono: true,
      when: { kind: ['ovn', 'neutron'] },
    }),
    {
      name: 'mode',
      label: 'Rollcall',
      kind: 'select',
      value: held && !held.canWrite ? 'read' : 'write',
      options: [
        { value: 'write', label: 'changes it on request' },
        { value: 'read', label: 'only reads it and hands out commands' },
      ],
    },
  ]
}

type Option = (name: string, label: string, more?: Partial<FormField>) => FormField
type Endpoint = (label: string, placeholder: string, hint: string, when: FormField['when']) => FormField

function ovnFields(option: Option, endpoint: Endpoint): FormField[] {
  const when = { kind: ['ovn'] }
  return [
    endpoint(
      'Northbound database',
      'ssl:10.0.0.1:6641,ssl:10.0.0.2:6641',
      'tcp:, ssl: or unix:, every server of a cluster with a comma between.',
      when,
    ),
    option('southbound', 'Southbound database', {
      placeholder: 'ssl:10.0.0.1:6642,ssl:10.0.0.2:6642',
      isMono: true,
      when,
    }),
    option('certificate', 'Client certificate, for ssl:', {
      hint: 'Files on the server that runs Rollcall; so is its key.',
      isMono: true,
      when,
    }),
    option('key', 'Its private key', { isMono: true, when }),
  ]
}

function neutronFields(option: Option, endpoint: Endpoint, held?: Held): FormField[] {
  const kind = ['neutron']
  const withKeystone = { kind, auth: ['password', 'application-credential'] }
  const withPassword = { kind, auth: ['password'] }
  return [
    {
      name: 'auth',
      label: 'Authentication',
      kind: 'select',
      value: held?.options.auth ?? 'password',
      options: [
        { value: 'password', label: 'Keystone: user and password' },
        { value: 'application-credential', label: 'Keystone: application credential' },
        { value: 'none', label: 'none (noauth)' },
      ],
      when: { kind },
    },
    endpoint(
      'Keystone',
      'https://cloud.example:5000/v3',
      'Version 3. Neutron is found in its catalogue.',
      withKeystone,
    ),
    endpoint('Neutron', 'http://127.0.0.1:9696', 'Without /v2.0.', { kind, auth: ['none'] }),
    option('user', 'User', { when: withPassword }),
    option('user', 'ID of the application credential', {
      isMono: true,
      when: { kind, auth: ['application-credential'] },
    }),
    option('userDomain', 'Domain of the user', { placeholder: 'Default', when: withPassword }),
    option('project', 'Project', {
      hint: 'What it may see is read: an administrator’s credentials show every project.',
      when: withPassword,
    }),
    option('projectDomain', 'Domain of the project', { placeholder: 'Default', when: withPassword }),
    {
      name: 'secretName',
      label: 'Secret',
      kind: 'text',
      value: held?.secretName ?? '',
      placeholder: 'ROLLCALL_FABRIC_CLOUD',
      hint: 'The variable of the server’s environment that holds the password or secret; begins with ROLLCALL_FABRIC_.',
      isMono: true,
      when: withKeystone,
    },
    option('region', 'Region', { hint: 'Empty: the only one of the catalogue.', when: withKeystone }),
    {
      name: 'interface',
      label: 'Interface of the catalogue',
      kind: 'select',
      value: held?.options.interface ?? 'public',
      options: ['public', 'internal', 'admin'].map((value) => ({ value, label: value })),
      when: withKeystone,
    },
  ]
}

function openVswitchFields(
  option: Option,
  endpoint: Endpoint,
  ownVpcs: readonly string[],
  held: Held | undefined,
): FormField[] {
  const when = { kind: ['openvswitch'] }
  const names = [...new Set([...(held?.installs ? [held.installs] : []), ...ownVpcs])]
  return [
    {
      name: 'vpc',
      label: 'VPC',
      kind: 'select',
      value: held?.installs ?? '',
      options: [
        { value: '', label: names.length > 0 ? 'choose one' : 'make a VPC with its subnets first' },
        ...names.map((value) => ({ value, label: value })),
      ],
      hint: 'Its registry is Rollcall’s own and is installed on the hosts: an interface is guarded from its first registration on.',
      when,
    },
    endpoint('Hosts', 'hv1, hv2, hv3=ssh:rollcall@10.0.0.3', 'By name; with = one that is reached otherwise.', when),
    option('bridges', 'Bridges', {
      placeholder: 'br-int',
      hint: 'Those given to Rollcall, on each host.',
      isMono: true,
      when,
    }),
    option('tables', 'First of its two tables', {
      placeholder: '200',
      hint: 'Both have to be free of rules of others.',
      isMono: true,
      when,
    }),
  ]
}
