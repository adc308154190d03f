/** What an import would come to, as it is kept beside its draft and shown. Plain data. */
export type ImportMachine = {
  readonly key: string
  readonly host: string | null
  readonly hint: string | null
  readonly match: string
  readonly candidates: readonly { readonly guestId: number; readonly guest: string; readonly vpc: string }[]
  readonly proposedName: string | null
}
/** A piece that does not say whose it is: a machine of the same text, or a guest, is proposed and asked about. */
export type ImportAsked = {
  readonly section: number
  readonly firstLine: number
  readonly command: string | null
  readonly machine: string | null
  readonly guest: { readonly guestId: number; readonly guest: string } | null
  readonly reason: string
}
/** A network of an export and the VPC it is proposed to be: one that is there, else a new one of that name. */
export type ImportNetwork = {
  readonly network: string
  readonly ports: number
  readonly vpcId: number | null
  readonly name: string
}
export type ImportChange = { readonly sign: '+' | '−' | '='; readonly text: string; readonly isBad: boolean }
/** A pair whose standing an import changes; null: it has none before, or none after. */
export type StandingChange = {
  readonly guestId: number
  readonly guest: string
  readonly nic: string
  readonly address: string
  readonly before: string | null
  readonly after: string | null
}

/** What one input turned out to be. Its lines are read when they are looked at. */
export type InputPreview = {
  readonly ordinal: number
  readonly kind: 'guest' | 'registry' | 'flows'
  readonly formats: readonly string[]
  readonly counts: { readonly lines: number; readonly fact: number; readonly known: number; readonly unread: number }
  readonly said: readonly { readonly text: string; readonly line: number }[]
  readonly saidCount: number
  readonly unread: readonly { readonly line: number; readonly text: string; readonly reason: string }[]
  readonly machines: readonly ImportMachine[]
  readonly asked: readonly ImportAsked[]
  readonly moments: readonly { readonly line: number; readonly label: string; readonly removes: string | null }[]
  readonly networks: readonly ImportNetwork[]
  readonly subnetCidr: string | null
  readonly captures: number
  readonly known: number
  readonly skipped: number
  readonly leftOut: readonly { readonly what: string; readonly reason: string }[]
  readonly refusal: string | null
  readonly standings: number // pairs of its guests whose standing would change
}
export type ImportPreview = {
  readonly inputs: readonly InputPreview[]
  readonly captures: number
  readonly known: number
  readonly skipped: number
  readonly guestsCreated: number
  readonly changes: readonly ImportChange[]
  readonly standings: readonly StandingChange[]
  readonly standingCount: number
}

/** What an import came to when it was saved. */
export type ImportOutcome = {
  readonly captures: number
  readonly known: number
  readonly skipped: number
  readonly guestsCreated: number
  readonly changeId: number | null
  readonly opened: number
  readonly resolved: number
  readonly refused: readonly { readonly ordinal: number; readonly reason: string }[]
}
