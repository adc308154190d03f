import type { FormField } from '../registry/forms/form-field'

type Held = {
  readonly name: string
  readonly endpoint: string
  readonly canWrite: boolean
  readonly options: Readonly<Record<string, string>>
}

/** The form of an OVN fabric. */
export const fabricFields = (held?: Held): FormField[] => [
  { name: 'name', label: 'Name', kind: 'text', value: held?.name ?? '', placeholder: 'prod-ovn' },
  {
    name: 'endpoint',
    label: 'Northbound database',
    kind: 'text',
    value: held?.endpoint ?? '',
    placeholder: 'ssl:10.0.0.1:6641,ssl:10.0.0.2:6641',
    hint: 'tcp:, ssl: or unix:, every server of a cluster with a comma between.',
    isMono: true,
  },
  {
    name: 'southbound',
    label: 'Southbound database',
    kind: 'text',
    value: held?.options.southbound ?? '',
    placeholder: 'ssl:10.0.0.1:6642,ssl:10.0.0.2:6642',
    isMono: true,
  },
  {
    name: 'collector',
    label: 'Flow tables of hosts',
    kind: 'text',
    value: held?.options.collector ?? '',
    placeholder: 'ssh:rollcall@{host}',
    hint: 'How ovs-ofctl is run: ssh:USER@{host}, or local. Empty: flow tables are imported by hand.',
    isMono: true,
  },
  {
    name: 'certificate',
    label: 'Client certificate, for ssl:',
    kind: 'text',
    value: held?.options.certificate ?? '',
    hint: 'Files on the server that runs Rollcall; so are the next two.',
    isMono: true,
  },
  { name: 'key', label: 'Its private key', kind: 'text', value: held?.options.key ?? '', isMono: true },
  { name: 'authority', label: 'Authority', kind: 'text', value: held?.options.authority ?? '', isMono: true },
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
