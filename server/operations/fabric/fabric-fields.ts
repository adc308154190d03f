import { z } from 'zod'
import { id, version, why } from '../registry/edit-inputs'

/** What each kind of fabric is told beside its endpoint; the kinds that people connect. */
const OPTIONS = {
  ovn: ['southbound', 'collector', 'certificate', 'key', 'authority'],
  openvswitch: ['bridges', 'tables', 'collector'],
  neutron: ['auth', 'user', 'userDomain', 'project', 'projectDomain', 'region', 'interface', 'collector', 'authority'],
} as const
const ENDPOINT = {
  ovn: 'Say where its northbound database is, such as tcp:10.0.0.5:6641.',
  openvswitch: 'Name its hosts, such as hv1, hv2.',
  neutron: 'Say where Keystone is, such as https://cloud.example:5000/v3; without authentication, where Neutron is.',
} as const
const KINDS = ['ovn', 'neutron', 'openvswitch'] as const

/** Variables of the server whose value may be sent to a fabric: nothing else of its environment leaves it. */
const SECRET_NAME = /^ROLLCALL_FABRIC_[A-Z0-9_]{1,64}$/

const option = z.string().trim().max(1000).default('')
const fields = {
  kind: z.enum(KINDS).default('ovn'),
  name: z
    .string()
    .trim()
    .min(1, 'Give the fabric a name.')
    .max(64)
    .regex(/^[^:]+$/, 'A name has no colon.'),
  endpoint: z.string().trim().max(20_000),
  southbound: option,
  collector: option,
  certificate: option,
  key: option,
  authority: option,
  auth: z.enum(['password', 'application-credential', 'none']).default('password'),
  user: option,
  userDomain: option,
  project: option,
  projectDomain: option,
  region: option,
  interface: z.enum(['public', 'internal', 'admin']).default('public'),
  secretName: z.string().trim().default(''),
  vpc: option, // whose registry is installed, where the fabric keeps none
  bridges: option,
  tables: option,
  mode: z.enum(['write', 'read']).default('write'),
  why,
}
type Fields = z.output<z.ZodObject<typeof fields>>

function check(input: Fields, context: z.RefinementCtx): void {
  const refuse = (path: keyof Fields, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (input.endpoint === '') refuse('endpoint', ENDPOINT[input.kind])
  if (input.kind === 'openvswitch' && input.vpc === '')
    refuse('vpc', 'Name the VPC whose registry is installed on these hosts.')
  if (input.kind !== 'neutron' || input.auth === 'none') return
  if (input.user === '')
    refuse('user', input.auth === 'password' ? 'Name the user.' : 'Give the ID of the application credential.')
  if (input.auth === 'password' && input.project === '') refuse('project', 'Name the project.')
  if (!SECRET_NAME.test(input.secretName))
    refuse('secretName', 'Name a variable of the server that begins with ROLLCALL_FABRIC_ (A-Z, 0-9 and _).')
}

export const createFabricInput = z.object(fields).superRefine(check)
export const editFabricInput = z.object({ ...fields, id, version }).superRefine(check)

export type FabricDraft = {
  readonly kind: (typeof KINDS)[number]
  readonly name: string
  readonly endpoint: string
  readonly secretName: string | null
  readonly canWrite: boolean
  readonly options: Record<string, string>
}

/** What is stored of a form: the options of its kind that say something. */
export function draftOf(input: Fields): FabricDraft {
  const isSecret = input.kind === 'neutron' && input.auth !== 'none'
  return {
    kind: input.kind,
    name: input.name,
    endpoint: input.endpoint,
    secretName: isSecret ? input.secretName : null,
    canWrite: input.mode === 'write',
    options: Object.fromEntries(
      OPTIONS[input.kind].map((name): [string, string] => [name, input[name]]).filter(([, text]) => text !== ''),
    ),
  }
}
