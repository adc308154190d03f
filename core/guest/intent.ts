import type { Span } from '../text/span'

/** An address that software is configured to hold. It is no claim: it says what will be wanted, not what is. */
export type Intended = {
  readonly source: string // the format that says so
  readonly group: string | null // what moves as one: a VRRP instance, a cluster resource
  readonly link: string | null
  readonly mac: string | null
  readonly address: string
  readonly prefixLength: number | null
  /** `planned`: the registry shall allow it once a plan is applied; whether the guest will hold it is not said. */
  readonly role: 'static' | 'vip' | 'planned'
  /** The address and its prefix length are a block from which software takes what it needs. */
  readonly isPool: boolean
  readonly span: Span
}

/** How the holder of a group of addresses is elected; a fabric that carries no multicast needs unicast peers. */
export type VrrpInstance = {
  readonly name: string
  readonly link: string | null
  readonly virtualRouterId: number | null
  readonly usesVirtualMac: boolean
  readonly isUnicast: boolean | null // null: it includes a file that is not there to be read
  readonly span: Span
}

/** `plain` is the value in its format's own shape; `addresses` is the same, one shape for all formats. */
export type Intent = {
  readonly plain: unknown
  readonly addresses: readonly Intended[]
  readonly vrrp: readonly VrrpInstance[]
}
