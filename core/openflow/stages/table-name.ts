/** What a table of a fabric's pipeline is for. `guards`: what source addresses guests may use is decided there. */
export type TableName = {
  readonly table: number
  readonly name: string
  readonly guards?: true
}

/** Where a fabric's tables lie in some of its versions, and where that is written. */
export type Layout = {
  readonly fabric: 'ovn' | 'neutron-ovs' | 'antrea'
  readonly versions: string
  readonly source: string
  readonly tables: readonly TableName[]
}
