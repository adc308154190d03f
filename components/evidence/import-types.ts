export type ImportChoices = {
  readonly untilLine: number | null
  readonly vpcId: number | null
  readonly capturedAt: string // as the date field has it, local time
  readonly newVpc: string
  readonly newCidr: string
  readonly guests: Readonly<Record<string, number | null>>
  readonly sections: Readonly<Record<string, string | null>>
}

/** What the server says about a pasted text before it is stored. */
export type PreviewView = {
  readonly lines: readonly {
    readonly number: number
    readonly text: string
    readonly kind: 'fact' | 'known' | 'command' | 'unread' | 'blank'
    readonly note: string
  }[]
  readonly counts: { readonly fact: number; readonly known: number; readonly unread: number }
  readonly machines: readonly {
    readonly key: string
    readonly host: string | null
    readonly hint: string | null
    readonly match: string
    readonly candidates: readonly { readonly guestId: number; readonly guest: string; readonly vpc: string }[]
    readonly proposedName: string | null
  }[]
  readonly asked: readonly {
    readonly section: number
    readonly firstLine: number
    readonly command: string | null
    readonly machine: string | null
    readonly reason: string
  }[]
  readonly moments: readonly { readonly line: number; readonly label: string; readonly removes: string | null }[]
  readonly subnetCidr: string | null
  readonly outcome: {
    readonly captures: number
    readonly known: number
    readonly skipped: number
    readonly guestsCreated: number
  } | null
  readonly changes: readonly { readonly sign: '+' | '−' | '='; readonly text: string; readonly isBad: boolean }[]
  readonly refusal: string | null
}
