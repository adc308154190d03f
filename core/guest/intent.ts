/** An address that software is configured to hold. It is no claim: it says what will be wanted, not what is. */
export type Intended = {
  readonly source: string
  readonly link: string | null
  readonly mac: string | null
  readonly address: string
  readonly prefixLength: number | null
  readonly role: 'static' | 'vip'
}

/** `plain` is the value in its format's own shape; `addresses` is the same, one shape for all formats. */
export type Intent = { readonly plain: unknown; readonly addresses: readonly Intended[] }
